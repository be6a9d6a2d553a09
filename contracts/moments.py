"""Moments as the wire writes them: RFC 3339 in UTC."""

from __future__ import annotations

from datetime import UTC, datetime


def moment_as_text(moment: datetime) -> str:
    """Return `moment` as text such as ``2026-11-23T09:30:00Z``; raise `ValueError` for one without a time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"The time {moment.isoformat()} has no time zone; give one, such as UTC.")
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
