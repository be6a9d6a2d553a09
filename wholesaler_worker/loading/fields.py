"""Reads single fields of a row; what does not fit is refused with the column's name and what would fit."""

from __future__ import annotations

import re
from datetime import date

from contracts.identifiers import DAY, NPA_NXX, OFFICE_CLLI, SWITCH_CLLI, USOC
from serviceability.states import STATE_CODES, state_code
from serviceability.words import fold
from wholesaler_worker.loading.refusals import RowRefused

LIST_SEPARATOR = "|"
_ZIP = re.compile(r"([0-9]{5})(?:-?[0-9]{4})?")
_DIGITS = re.compile(r"[0-9]{1,10}")
_HIGHEST = 2**31 - 1


def read_zip(text: str) -> str:
    """The five digits of a ZIP of 5 or 9, or empty."""
    if not text:
        return ""
    found = _ZIP.fullmatch(text)
    if found is None:
        raise RowRefused(f"{text!r} is not a ZIP of 5 or 9 digits")
    return found[1]


def read_state(text: str) -> str:
    """The two-letter code of a state written as code or name, or empty."""
    code = state_code(text)
    if code and code not in STATE_CODES:
        raise RowRefused(f"{text!r} is not a state of the United States")
    return code


def read_community(text: str) -> str:
    """A community as it is compared: capitals, no dots and apostrophes, single spaces."""
    return " ".join(fold(text).split())


def read_rate_center(text: str) -> str:
    """The name of a rate center as offices and numbers are compared by it: capitals, single spaces."""
    return " ".join(read_name("rate_center", text).upper().split())


def read_name(column: str, text: str) -> str:
    """A name that must be there."""
    if not text:
        raise RowRefused(f"{column} is empty")
    return text


def read_office(column: str, text: str) -> str:
    """The CLLI of a central office, in capitals."""
    return _read_code(column, text, OFFICE_CLLI, "a central office: 4 letters place, 2 state, 2 letters or digits")


def read_switch(column: str, text: str) -> str:
    """The CLLI of a switch, in capitals."""
    return _read_code(column, text, SWITCH_CLLI, "a switch: its office's 8 characters and 3 more")


def read_usoc(column: str, text: str) -> str:
    """The code of a service or feature, in capitals."""
    return _read_code(column, text, USOC, "a USOC: 3 or 5 of A-Z and 1-9 without the letter I")


def read_npa_nxx(column: str, text: str) -> str:
    """The first six digits of telephone numbers."""
    return _read_code(column, text, NPA_NXX, "the first six digits of a telephone number")


def _read_code(column: str, text: str, pattern: str, meaning: str) -> str:
    code = text.upper()
    if re.fullmatch(pattern, code) is None:
        raise RowRefused(f"{column} {text!r} is not {meaning}")
    return code


def read_one_of(column: str, text: str, allowed: tuple[str, ...]) -> str:
    """One of a few words."""
    if text not in allowed:
        raise RowRefused(f"{column} {text!r} is not one of {', '.join(allowed)}")
    return text


def read_list(text: str) -> tuple[str, ...]:
    """The entries of a list field, joined with bars; none for an empty field."""
    return tuple(entry for part in text.split(LIST_SEPARATOR) if (entry := part.strip()))


def read_count(column: str, text: str) -> int:
    """A whole number from 1."""
    if _DIGITS.fullmatch(text) is None or not 0 < int(text) <= _HIGHEST:
        raise RowRefused(f"{column} {text!r} is not a whole number from 1 to {_HIGHEST}")
    return int(text)


def read_day(column: str, text: str) -> date | None:
    """A day as ``2026-11-23``, or None for an empty field."""
    if not text:
        return None
    if re.fullmatch(DAY, text) is None:
        raise RowRefused(f"{column} {text!r} is not a day from 2000 to 2099 such as 2026-11-23")
    return date.fromisoformat(text)


def read_period(values: dict[str, str]) -> tuple[date | None, date | None]:
    """The columns `valid_from` and `valid_to`, which must be in this order."""
    start, end = read_day("valid_from", values["valid_from"]), read_day("valid_to", values["valid_to"])
    if start and end and end < start:
        raise RowRefused(f"valid_to {end} lies before valid_from {start}")
    return start, end
