"""From when to when is reconciled, as a person says it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_AGO = re.compile(r"(?P<count>[1-9][0-9]{0,4})(?P<unit>[mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
FORMS = "a moment such as 2026-11-24T00:00Z, a day such as 2026-11-24, how long ago (90m, 24h, 7d), or today"


def moment(text: str, now: datetime) -> datetime:
    """Read a moment; one without a time zone is UTC, and a day begins at midnight UTC. Raises ValueError."""
    if text == "today":
        return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    ago = _AGO.fullmatch(text)
    if ago is not None:
        return now - timedelta(**{_UNITS[ago["unit"]]: int(ago["count"])})
    try:
        found = datetime.fromisoformat(text)
    except ValueError as e:
        raise ValueError(f"{text!r} is no time; write {FORMS}") from e
    return found if found.tzinfo else found.replace(tzinfo=UTC)
