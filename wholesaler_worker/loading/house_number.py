"""Splits a house number as publishers write it: ``1368``, ``12 1/2``, ``12.5``, ``7A``, ``N6W23001``, ``12-34``."""

from __future__ import annotations

import re
from typing import NamedTuple

from wholesaler_worker.loading.refusals import RowRefused

_HIGHEST = 2**31 - 1
_PARTS = re.compile(
    r"(?P<prefix>[NSEW][0-9]{1,5}[NSEW]|[0-9]{1,5}[NSEW]|[NSEW]|[0-9]{1,5}-)?"
    r"(?P<number>[0-9]{1,10})"
    r"(?:[ -]?(?P<suffix>[A-Z]{1,2}|(?<=[ -])[0-9]/[0-9]{1,2})|(?P<half>\.50?))?"
)


class HouseNumber(NamedTuple):
    """A number with its grid prefix [SAPR] and suffix [SASF], either of which may be empty."""

    prefix: str
    number: int
    suffix: str


def read_house_number(text: str) -> HouseNumber:
    """Split `text`; raises `RowRefused` when it is not a house number."""
    parts = _PARTS.fullmatch(" ".join(text.upper().split()))
    if parts is None:
        raise RowRefused(f"{text!r} is not a house number: digits, with a grid prefix or a suffix at most")
    number = int(parts["number"])
    if not 0 < number <= _HIGHEST:
        raise RowRefused(f"{text!r} is not a house number from 1 to {_HIGHEST}")
    return HouseNumber(parts["prefix"] or "", number, "1/2" if parts["half"] else parts["suffix"] or "")
