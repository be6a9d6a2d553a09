"""A look at the orders: what is open, held, overdue, and what the broker should have confirmed by now."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from wholesaler_worker.db.database import Database
from wholesaler_worker.db.errors import DatabaseProblem
from wholesaler_worker.db.migrate import require_migrated
from wholesaler_worker.db.order_standing import order_standing
from wholesaler_worker.standing.finding import Finding

if TYPE_CHECKING:
    from datetime import datetime


def look_at_orders(dsn: str, now: datetime) -> Finding:
    """Count; that the records are not usable is said by `records.look_at_records`."""
    try:
        with Database(dsn, connections=1) as database:
            require_migrated(database)
            found = order_standing(database, now)
    except DatabaseProblem:
        return Finding({"known": False})
    finding = Finding({"known": True, **asdict(found)})
    finding.lines.append(
        f"orders: {found.open:,} open, {found.in_jeopardy:,} of them in jeopardy; {found.held:,} numbers held"
    )
    if found.overdue:
        finding.problems.append(
            f"{found.overdue:,} open orders are past their due date: the network's systems have not said that they are"
            " completed"
        )
    if found.unanswered:
        finding.problems.append(
            f"{found.unanswered:,} answers are committed and the broker has not confirmed them;"
            " is a worker running? (wholesaler-worker reconcile names them)"
        )
    if found.unsent:
        finding.problems.append(
            f"{found.unsent:,} notifications are not sent; is a worker running, is a reseller's queue full?"
            " (wholesaler-worker reconcile names them)"
        )
    return finding
