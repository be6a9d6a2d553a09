"""Compares how a street was asked with how it stands in the file: which elements fit, which are missing or wrong."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from serviceability.street_parts import StreetParts


class Fit(IntEnum):
    """How one element fits, nearest first; what is not WRONG can be accepted."""

    SAME = 0
    MOVED = 1
    """A direction behind the name that stands before it in the file, or the other way round."""
    MISSING = 2
    """The file has it, the asked address has not."""
    EXTRA = 3
    """A street type was asked, and the file's street has none."""
    WRONG = 9


class Comparison(NamedTuple):
    """The fit of the street type and of the directions; the names are the same already."""

    type: Fit
    direction: Fit

    @property
    def acceptable(self) -> bool:
        """True if this can be the street that was meant."""
        return self.type is not Fit.WRONG and self.direction is not Fit.WRONG

    @property
    def cost(self) -> int:
        """How much must be supplied or moved, 0 for nothing; a direction weighs more than a type."""
        return self.type + 4 * self.direction


EXACT = Comparison(Fit.SAME, Fit.SAME)


def compare(asked: StreetParts, there: StreetParts) -> Comparison:
    """Compare two readings whose names are the same."""
    if asked == there:
        return EXACT
    return Comparison(_type_fit(asked.type, there.type), direction_fit(asked, there))


def _type_fit(asked: str, there: str) -> Fit:
    if asked == there:
        return Fit.SAME
    if not asked:
        return Fit.MISSING
    return Fit.EXTRA if not there else Fit.WRONG


def direction_fit(asked: StreetParts, there: StreetParts) -> Fit:
    """Compare the directions alone: one that the file does not have is always wrong."""
    if asked.pre == there.pre and asked.post == there.post:
        return Fit.SAME
    if asked.pre == there.post and asked.post == there.pre:
        return Fit.MOVED
    missing_only = asked.pre in ("", there.pre) and asked.post in ("", there.post)
    return Fit.MISSING if missing_only else Fit.WRONG
