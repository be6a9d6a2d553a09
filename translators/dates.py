"""Dates in a reseller's own notation, both ways; without a notation they are ISO 8601."""

from __future__ import annotations

from datetime import UTC, date, datetime

_SAMPLE = datetime(2026, 11, 23, 17, 45, 59, tzinfo=UTC)


def date_format_problem(notation: str, *, time: bool) -> str | None:
    """Return what is wrong with a notation (of `strftime`), or None: it must give back every date that it writes."""
    try:
        back = datetime.strptime(_SAMPLE.strftime(notation), notation)  # noqa: DTZ007 - only compared, never kept
    except ValueError as unreadable:
        return f"{notation!r} cannot be read back: {unreadable}."
    if back.date() != _SAMPLE.date() or (time and back.replace(tzinfo=UTC, second=0) != _SAMPLE.replace(second=0)):
        return f"{notation!r} loses a part of the {'time' if time else 'date'}."
    return None


def date_from(text: str, notation: str | None) -> date:
    """Read a date; raises `ValueError`."""
    if notation is None:
        return date.fromisoformat(text)
    return datetime.strptime(text, notation).date()  # noqa: DTZ007 - a date has no zone


def timestamp_from(text: str, notation: str | None) -> datetime:
    """Read a point in time; one without a zone is UTC. Raises `ValueError`."""
    read = datetime.fromisoformat(text) if notation is None else datetime.strptime(text, notation)  # noqa: DTZ007
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read


def date_to(text: str, notation: str) -> str:
    """Write an ISO 8601 date or point in time in a notation; what is no date is left as it is."""
    try:
        return datetime.fromisoformat(text).strftime(notation)
    except ValueError:
        return text
