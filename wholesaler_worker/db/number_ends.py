"""Frees numbers whose time is over: holds that have expired, and numbers that have rested for long enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesaler_worker.db.statements import statements

if TYPE_CHECKING:
    from datetime import datetime

    from wholesaler_worker.db.database import Connection


def free_expired_holds(connection: Connection, now: datetime, *, limit: int, rate_center: str | None = None) -> int:
    """Free at most `limit` numbers whose hold has ended at `now`, of one rate center or all; returns how many.

    What somebody else has locked is left to the next time: nothing is waited for.
    """
    asked = {"now": now, "limit": limit, "rate_center": rate_center}
    return connection.execute(statements("number_ends")["free_expired_holds"], asked).rowcount


def free_rested_numbers(connection: Connection, now: datetime, *, limit: int, rate_center: str | None = None) -> int:
    """Free at most `limit` numbers whose last day of rest is before `now`'s day (UTC); as `free_expired_holds`."""
    asked = {"today": now.date(), "limit": limit, "rate_center": rate_center}
    return connection.execute(statements("number_ends")["free_rested_numbers"], asked).rowcount


def free_ended(connection: Connection, now: datetime, *, limit: int, rate_center: str | None = None) -> int:
    """Both; at most `limit` of each."""
    return free_expired_holds(connection, now, limit=limit, rate_center=rate_center) + free_rested_numbers(
        connection, now, limit=limit, rate_center=rate_center
    )
