"""Draws street names in the mixture of real address files: types of Publication 28, directions, ordinals, highways."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from serviceability.ordinals import ordinal
from wholesaler_worker.generation.chance import Weighted
from wholesaler_worker.generation.words import ODD_NAMES, PLACE_ENDS, PLACE_WORDS, SAINTS, SINGLE_NAMES, SPANISH

if TYPE_CHECKING:
    from wholesaler_worker.generation.chance import Chance


class Street(NamedTuple):
    """A street's name in the address file's columns."""

    pre_direction: str
    street: str
    street_type: str
    post_direction: str


class Layout(Enum):
    """How the streets of a ZIP are named."""

    PLAIN = "plain"
    CROSS = "cross"
    """Two axes: N, S, E and W before the name."""
    QUADRANTS = "quadrants"
    """NE, NW, SE and SW before the name."""
    AFTER = "after"
    """The quadrant behind the type."""


LAYOUTS = Weighted({Layout.PLAIN: 60, Layout.CROSS: 25, Layout.QUADRANTS: 8, Layout.AFTER: 7})

_TYPES = Weighted(
    {"ST": 280, "AVE": 180, "DR": 130, "RD": 120, "LN": 75, "CT": 70, "PL": 40, "CIR": 32, "WAY": 30, "BLVD": 18,
     "TER": 12, "TRL": 10, "PKWY": 7, "LOOP": 6, "": 6, "HWY": 3, "ALY": 3, "SQ": 3, "CV": 3, "XING": 2, "PT": 2,
     "PATH": 2, "WALK": 2, "PLZ": 2, "RUN": 2, "RDG": 2, "GLN": 1, "HTS": 1, "VW": 1, "CRES": 1, "PASS": 1, "ROW": 1}
)  # fmt: skip
_ROADS = Weighted({"STATE HWY": 30, "US HWY": 25, "COUNTY RD": 30, "STATE RTE": 10, "COUNTY HWY": 5})

_AXES = ("N", "S", "E", "W")
_QUADRANTS = ("NE", "NW", "SE", "SW")


class _Kind(Enum):
    SINGLE = "single"
    COMPOUND = "compound"
    ORDINAL = "ordinal"
    SAINT = "saint"
    SPANISH = "spanish"
    ODD = "odd"
    LETTER = "letter"
    NUMBERED_ROAD = "numbered road"


_KINDS = Weighted(
    {_Kind.SINGLE: 42, _Kind.COMPOUND: 33, _Kind.ORDINAL: 13, _Kind.SAINT: 2, _Kind.SPANISH: 3, _Kind.ODD: 2,
     _Kind.LETTER: 1.5, _Kind.NUMBERED_ROAD: 3.5}
)  # fmt: skip


def draw_street(chance: Chance, layout: Layout) -> Street:
    """Draw a street; the same one comes again now and then, as Main Street does."""
    kind = chance.weighted(_KINDS)
    pre, post = _directions(chance, layout)
    if kind is _Kind.NUMBERED_ROAD:
        return Street("", f"{chance.weighted(_ROADS)} {1 + chance.below(499)}", "", pre or post)
    return Street(pre, _name(chance, kind), chance.weighted(_TYPES), post)


def _name(chance: Chance, kind: _Kind) -> str:
    if kind is _Kind.SINGLE:
        return chance.one_of(SINGLE_NAMES)
    if kind is _Kind.COMPOUND:
        return f"{chance.one_of(PLACE_WORDS)} {chance.one_of(PLACE_ENDS)}"
    if kind is _Kind.ORDINAL:
        return ordinal(1 + chance.below(130))
    if kind is _Kind.LETTER:
        return "ABCDEFGHJKLM"[chance.below(12)]
    return chance.one_of({_Kind.SAINT: SAINTS, _Kind.SPANISH: SPANISH, _Kind.ODD: ODD_NAMES}[kind])


def _directions(chance: Chance, layout: Layout) -> tuple[str, str]:
    if layout is Layout.PLAIN:
        return (chance.one_of(_AXES) if chance.draw() < 0.03 else ""), ""
    directed = chance.draw()
    if layout is Layout.CROSS:
        return (chance.one_of(_AXES) if directed < 0.6 else ""), ""
    quadrant = chance.one_of(_QUADRANTS) if directed < 0.9 else ""
    return ("", quadrant) if layout is Layout.AFTER else (quadrant, "")
