"""How the orders stand together, in one round trip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from wholesaler_worker.db.statements import statements

if TYPE_CHECKING:
    from datetime import datetime

    from wholesaler_worker.db.database import Database

PATIENCE = timedelta(minutes=1)
"""What the broker has not confirmed for longer waits for somebody."""


@dataclass(frozen=True, slots=True)
class OrderStanding:
    """Counts. `unanswered` and `unsent` are what the broker has not confirmed for longer than `PATIENCE`."""

    open: int
    in_jeopardy: int
    overdue: int
    held: int
    unanswered: int
    unsent: int


def order_standing(database: Database, now: datetime) -> OrderStanding:
    """Count at the moment `now`; raises the errors of `wholesaler_worker.db.errors`."""
    asked = {"now": now, "today": now.date(), "before": now - PATIENCE}
    with database.transaction() as connection:
        row = connection.execute(statements("standing")["order_standing"], asked).fetchone()
    return OrderStanding(*cast("tuple[Any, ...]", row))
