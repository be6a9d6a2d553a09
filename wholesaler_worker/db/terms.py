"""The wholesaler's own terms: how long numbers are held and rest, how long an installation takes, and the holidays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from wholesaler_worker.changing.change import Rules
from wholesaler_worker.db.statements import statements

if TYPE_CHECKING:
    from wholesaler_worker.db.database import Connection


def read_rules(connection: Connection) -> Rules:
    """The terms as this transaction sees them, in one round trip; they may change at any time."""
    row = cast("tuple[Any, ...]", connection.execute(statements("terms")["rules"]).fetchone())
    hold_minutes, longest, extensions, holds_each, aging_days, interval, services, intervals, holidays = row
    return Rules(
        hold_minutes=hold_minutes,
        longest_hold_minutes=longest,
        hold_extensions=extensions,
        holds_each=holds_each,
        aging_days=aging_days,
        interval=interval,
        intervals=dict(zip(services, intervals, strict=True)),
        holidays=frozenset(holidays),
    )
