"""`reseller-adapter status`: how much waits, since when, and whether an adapter runs."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from reseller_adapter.adapter import Tuning
from reseller_adapter.commands.context import CommandContext, pass_context
from reseller_adapter.commands.moments import as_duration, as_moment
from reseller_adapter.store.store import Store
from reseller_adapter.store_lock import adapter_runs

if TYPE_CHECKING:
    from reseller_adapter.settings import ResellerSettings

_EXAMPLES = """\b
Examples:
  reseller-adapter status
  reseller-adapter status --json
"""


@click.command(epilog=_EXAMPLES)
@click.option("--json", "as_json", is_flag=True, help="One JSON object for a program.")
@pass_context
def status(context: CommandContext, as_json: bool) -> None:
    """Say how much waits, since when, how much of it is overdue, and whether an adapter runs.

    Overdue is what was asked for again and again without an answer; `pending list` names it. It is still asked for.
    """
    settings = context.settings()
    with Store(settings.data_dir) as store:
        found = _status(settings, store, Tuning())
    if as_json:
        click.echo(json.dumps(found))
        return
    running = "runs" if found["running"] else "does not run: answers wait at the broker until it does"
    click.echo(f"the adapter of {found['reseller']} {running}")
    states = ", ".join(f"{count} {state}" for state, count in found["submissions"].items()) or "none"
    click.echo(f"submissions that are not done: {states}")
    since = "" if found["waiting_since"] is None else f", the oldest since {found['waiting_since']} ({found['age']})"
    click.echo(f"documents without an answer: {found['documents']}{since}")
    if found["overdue"]:
        click.echo(f"overdue: {found['overdue']}; is a worker running at the wholesaler? They are still asked for")
    if found["collected"]:
        click.echo(f"requests collected and not sent: {found['collected']}")
    if found["unmatched"]:
        click.echo(f"answers that nobody here asked for: {found['unmatched']}; see pending list --unmatched")
    _tell_notifications(found["notifications"])


def _tell_notifications(counts: dict[str, int]) -> None:
    if counts["orders"]:
        click.echo(f"orders with notifications: {counts['orders']}; notifications that wait: {counts['waiting']}")
    if counts["gaps"]:
        click.echo(f"orders with a missing notification: {counts['gaps']}; see notifications list --waiting")
    if counts["unreadable"]:
        click.echo(f"notifications set aside: {counts['unreadable']}; see notifications list --unreadable")


def _status(settings: ResellerSettings, store: Store, tuning: Tuning) -> dict[str, Any]:
    waiting = store.documents.waiting(tuning.pauses.overdue_after)
    counts = store.notifications.counts()
    age = None if waiting.since is None else max(tuning.clock() - waiting.since, 0)
    return {
        "reseller": settings.reseller,
        "store": str(settings.data_dir),
        "running": adapter_runs(settings.data_dir),
        "submissions": dict(Counter(str(submission.state) for submission in store.submissions.open())),
        "documents": waiting.documents,
        "overdue": waiting.overdue,
        "waiting_since": None if waiting.since is None else as_moment(waiting.since),
        "age": None if age is None else as_duration(age),
        "collected": sum(item.requests for item in store.collection.all()),
        "unmatched": store.documents.count_unmatched(),
        "notifications": {
            "orders": counts.orders,
            "waiting": counts.waiting,
            "gaps": counts.gaps,
            "unreadable": counts.odd,
        },
    }
