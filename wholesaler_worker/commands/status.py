"""`wholesaler-worker status`: how the worker's parts are."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import click

from wholesaler_worker.commands.context import CommandContext, pass_context
from wholesaler_worker.errors import StandingProblem
from wholesaler_worker.settings import Needs
from wholesaler_worker.standing.index import look_at_index
from wholesaler_worker.standing.orders import look_at_orders
from wholesaler_worker.standing.queues import look_at_queues
from wholesaler_worker.standing.records import look_at_records

_EXAMPLES = """\b
Examples:
  wholesaler-worker status
  wholesaler-worker status --json
"""


@click.command(epilog=_EXAMPLES)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")
@pass_context
def status(context: CommandContext, as_json: bool) -> None:
    """Say how the records, the index, the resellers, the orders and the queues are.

    Ends with 1 when something is not as it should be; what is parked is counted and is no such thing. The queues are
    looked at when the broker's management is named.
    """
    settings = context.settings(Needs.RECORDS)
    records, recorded = look_at_records(settings.postgres_dsn)
    now = datetime.now(UTC)
    index = look_at_index(settings.data_dir, recorded, now)
    orders = look_at_orders(settings.postgres_dsn, now)
    queues = look_at_queues(settings, recorded)
    looks = (records, index, orders, queues)
    problems = [problem for finding in looks for problem in finding.problems]
    if as_json:
        facts = {
            "records": records.facts,
            "index": index.facts,
            "orders": orders.facts,
            "queues": queues.facts,
            "problems": problems,
        }
        click.echo(json.dumps(facts, indent=2))
    else:
        for line in (line for finding in looks for line in finding.lines):
            click.echo(line)
        for problem in problems:
            click.echo(f"PROBLEM: {problem}")
    if problems:
        raise StandingProblem(f"problems: {len(problems)}; the lines above say what to do")
