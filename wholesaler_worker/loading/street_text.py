"""Splits a street as publishers write it into direction, name, type and direction, in standard abbreviations.

The rule is the one that the decision reads streets by, so that what is loaded is found; the name keeps its publisher's
words, in capitals and without dots and apostrophes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from serviceability.directions import DIRECTIONS, STANDARD_DIRECTIONS
from serviceability.street_types import STREET_TYPES
from serviceability.words import fold, words_of
from wholesaler_worker.loading.refusals import RowRefused

_PLACEHOLDERS = frozenset({"UNKNOWN", "UNNAMED", "NO NAME"})
"""What publishers write where they do not know the street: San Francisco has hundreds of doors on ``UNKNOWN``."""


class StreetName(NamedTuple):
    """A street [SASD, SASN, SATH, SASS]; all but the name may be empty."""

    pre_direction: str
    street: str
    street_type: str
    post_direction: str


@lru_cache(maxsize=65536)
def read_street(text: str) -> StreetName:
    """Split `text`; raises `RowRefused` when it names no street.

    At least one word is left to the name: ``SOUTH ST`` is a street named South, ``BROADWAY`` has no type.
    """
    words = fold(text.replace(",", " ")).split()
    if not words_of(text) or " ".join(words) in _PLACEHOLDERS:
        raise RowRefused(f"{text!r} names no street" if text else "the street is empty")
    end = len(words)
    while end > 1 and _direction(words[end - 1 :]):
        end -= 1
    stop = end - 1 if end > 1 and words[end - 1] in STREET_TYPES else end
    start = 0
    while start < stop - 1 and _direction(words[: start + 1]):
        start += 1
    return StreetName(
        _direction(words[:start]),
        " ".join(words[start:stop]),
        "".join(STREET_TYPES[word] for word in words[stop:end]),
        _direction(words[end:]),
    )


def _direction(words: list[str]) -> str:
    """The direction that the words are together (``NORTH EAST``), or empty: ``SW NORTH DAKOTA ST`` begins with one."""
    joined = "".join(DIRECTIONS.get(word, "?") for word in words)
    return joined if joined in STANDARD_DIRECTIONS else ""
