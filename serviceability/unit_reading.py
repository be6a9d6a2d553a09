"""Units in an address line: ``APT 3``, ``# 101``, ``STE 23A``, ``FLOOR 12``, ``3RD FLOOR``, ``REAR``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contracts.address import Unit
from serviceability.directions import DIRECTIONS
from serviceability.ordinals import ORDINALS, ordinal_digits
from serviceability.street_types import STREET_TYPES
from serviceability.unit_designators import ALONE_DESIGNATORS, UNIT_DESIGNATORS

if TYPE_CHECKING:
    from collections.abc import Sequence

_GLUED = re.compile(r"(APT|STE|SUITE|UNIT|BLDG|FLR|FL|RM|SPC|LOT|TRLR)-?([0-9][0-9A-Z-]*)\Z")
_NUMBER_WORDS = frozenset({"NO", "NUMBER", "NUM"})
# These never begin a street's words, so any value is taken behind them; the others are also words of street names.
_CLEAR = frozenset({"APT", "APARTMENT", "STE", "SUITE", "UNIT", "BLDG", "BUILDING", "RM", "ROOM", "TRLR", "TRAILER",
    "FLR", "FLOOR", "SPC", "DEPT", "HNGR", "WING", "#"})  # fmt: skip


def unit_at(words: Sequence[str], place: int) -> tuple[Unit, int] | None:
    """Return the unit that begins at `place` of `words` (folded) and how many words it takes, or None."""
    word = words[place]
    following = words[place + 1] if place + 1 < len(words) else ""
    designator = UNIT_DESIGNATORS.get(word)
    if word == "#" and following in UNIT_DESIGNATORS:
        inner = unit_at(words, place + 1)
        return (inner[0], inner[1] + 1) if inner else None
    if designator:
        if following == "#" and place + 2 < len(words):
            return Unit(designator, words[place + 2]), 3
        if following and _is_value(following, clear=word in _CLEAR):
            behind = words[place + 2] if place + 2 < len(words) else ""
            if _belongs(following, behind):
                return Unit(designator, f"{following} {behind}"), 3
            return Unit(designator, following), 2
    if word in _NUMBER_WORDS and following[:1].isdigit() and not ordinal_digits(following):
        return Unit("#", following), 2
    glued = _GLUED.match(word)
    if glued:
        return Unit(UNIT_DESIGNATORS[glued[1]], glued[2]), 1
    if UNIT_DESIGNATORS.get(following) == "FLR":
        floor = ordinal_digits(ORDINALS.get(word, word))
        if floor:
            return Unit("FLR", floor), 2
    alone = ALONE_DESIGNATORS.get(word)
    if alone:
        if following and any(letter.isdigit() for letter in following) and not following.endswith("/"):
            return Unit(alone, following), 2
        return Unit(alone), 1
    return None


def _belongs(value: str, behind: str) -> bool:
    """True if `behind` ends the value: ``337 D``, ``3 1/2``, ``R 16``."""
    if value.isdigit() and "/" in behind:
        return True
    if value.isdigit():
        return len(behind) == 1 and behind.isalpha() and behind not in DIRECTIONS
    return len(value) == 1 and behind.isdigit() and len(behind) < 5


def _is_value(word: str, *, clear: bool) -> bool:
    """True if `word` can be the value of a designator; a street type or direction is one only behind a clear one."""
    if ordinal_digits(word) and not clear:
        return False
    if any(letter.isdigit() for letter in word):
        return True
    if word in UNIT_DESIGNATORS or word in ALONE_DESIGNATORS:
        return False
    if len(word) == 1:
        return True
    return clear and word not in STREET_TYPES and word not in DIRECTIONS and len(word) <= 12


def units_from(words: Sequence[str], place: int) -> tuple[tuple[Unit, ...], int]:
    """Return the run of units that begins at `place`, and the place behind it."""
    units: list[Unit] = []
    while place < len(words):
        found = unit_at(words, place)
        if found is None:
            break
        units.append(found[0])
        place += found[1]
    return tuple(units), place
