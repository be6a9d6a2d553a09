"""`wholesaler-worker reconcile`: prove from ledger, records and taps that nothing was lost, doubled or left unsaid."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from broker_config.rabbitmq.stream_reader import StreamReader
from broker_config.settings import BrokerSettings
from command_line.ending import FAILED, SUCCEEDED
from wholesaler_worker.commands.context import CommandContext, pass_context
from wholesaler_worker.commands.loading_report import progress
from wholesaler_worker.db.reconciliation import snapshot
from wholesaler_worker.db.resellers import list_resellers
from wholesaler_worker.errors import ResellerProblem
from wholesaler_worker.reconciliation.reconciling import Question, Reconciliation
from wholesaler_worker.reconciliation.sheet import Sheet
from wholesaler_worker.reconciliation.waiting import look_at_waiting
from wholesaler_worker.reconciliation.window import moment
from wholesaler_worker.settings import Needs

if TYPE_CHECKING:
    from wholesaler_worker.reconciliation.verdict import Verdict

_EXAMPLES = """\b
Examples:
  wholesaler-worker reconcile
  wholesaler-worker reconcile --since today --reseller acme
  wholesaler-worker reconcile --since 2026-11-24T00:00Z --until 2026-11-25T00:00Z --json
"""
_COLUMNS = (
    "reseller", "received", "answered", "under way", "waiting", "parked", "direct", "notifications", "sent", "lost",
    "doubled", "missing",
)  # fmt: skip


@click.command(epilog=_EXAMPLES)
@click.option(
    "--since",
    metavar="WHEN",
    default="24h",
    show_default=True,
    help="From when on: a moment or day (UTC), how long ago (90m, 24h, 7d), or today.",
)
@click.option("--until", metavar="WHEN", help="Up to when, not included; up to now if not given.")
@click.option("--reseller", metavar="NAME", help="Only this reseller's; what is nobody's is not looked at then.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")
@pass_context
def reconcile(context: CommandContext, since: str, until: str | None, reseller: str | None, as_json: bool) -> int:
    """Compare what was received with what was answered and notified, and name what is not as it should be.

    Changes are compared by the ledger, inquiries by the taps of documents and answers, read as the user `ops`; the
    records are checked against themselves. The last line says how many were received, answered, lost, doubled and
    missing. Ends with 1 when something is lost, doubled or missing. Nothing is changed and nothing is taken away.
    """
    question = _question(since, until, reseller)
    settings = context.settings(Needs.RECORDS | Needs.TAPS)
    broker = BrokerSettings.from_url(
        settings.amqp_url, settings.ops_username, settings.ops_password, connection_name="reconcile"
    )
    waiting = partial(look_at_waiting, settings) if settings.management_url else None
    with context.records(settings) as database, ExitStack() as stack:
        if reseller is not None and reseller not in {one.name for one in list_resellers(database)}:
            raise ResellerProblem(f"there is no reseller {reseller}; see: wholesaler-worker reseller list")
        streams, sheet = stack.enter_context(StreamReader(broker)), stack.enter_context(Sheet())
        comparison = Reconciliation(question, streams, partial(snapshot, database), sheet, waiting, progress)
        verdict = comparison.verdict()
        if as_json:
            _print_json(verdict, sheet)
        else:
            _print(verdict, sheet)
    return SUCCEEDED if verdict.is_clean else FAILED


def _question(since: str, until: str | None, reseller: str | None) -> Question:
    now = datetime.now(UTC)
    try:
        begin = moment(since, now)
        end = moment(until, now) if until is not None else None
    except ValueError as e:
        raise click.UsageError(str(e)) from e
    if begin >= (end or now):
        raise click.UsageError(f"nothing is between {begin.isoformat()} and {(end or now).isoformat()}")
    return Question(since=begin, until=None if end is None or end >= now else end, reseller=reseller)


def _print(verdict: Verdict, sheet: Sheet) -> None:
    click.echo(f"from {verdict.since:%Y-%m-%dT%H:%M:%SZ} to {verdict.until:%Y-%m-%dT%H:%M:%SZ}")
    table = Table(*_COLUMNS, box=None, pad_edge=False)
    for name, figures in verdict.figures.items():
        f = figures
        counts = (
            f.received, f.answered, f.under_way, f.waiting, f.parked, f.direct, f.notifications, f.sent, f.lost,
            f.doubled, f.missing,
        )  # fmt: skip
        table.add_row(name or "-", *map(str, counts))
    if verdict.figures:
        Console(width=140).print(table)
    for note in verdict.notes:
        click.echo(f"note: {note}")
    for finding in sheet.findings():
        click.echo(str(finding))
    click.echo(verdict.last_line)


def _print_json(verdict: Verdict, sheet: Sheet) -> None:
    """One object, written as it is read: there may be more findings than fit into memory."""
    said = json.dumps(verdict.as_json(), indent=2)
    click.echo(said.removesuffix("\n}") + ',\n  "findings": [', nl=False)
    between = "\n    "
    for one in sheet.findings():
        entry = {"wrong": one.wrong, "reseller": one.reseller, "name": one.name, "text": one.text, "to_do": one.to_do}
        click.echo(between + json.dumps(entry), nl=False)
        between = ",\n    "
    click.echo("\n  ]\n}")
