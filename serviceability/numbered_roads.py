"""Numbered roads in their many spellings: ``COUNTY ROAD 12``, ``CR 12`` and ``CO RD 12`` are one road."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from serviceability.directions import DIRECTIONS
from serviceability.ordinals import ORDINAL_ENDS
from serviceability.states import STATE_CODES, STATE_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

# The left sides are written with the spellings that `words.SPELLINGS` gives: CREEK and CR share CRK, and a county road
# is told from a creek by the number behind it.
_ROADS: dict[tuple[str, ...], tuple[str, ...]] = {
    **{
        (state, *kind): ("STATE", "HWY")
        for state in (*STATE_CODES, *STATE_NAMES)
        if state not in DIRECTIONS and " " not in state
        for kind in ((), ("HWY",), ("RTE",))
        if len(state) == 2 or kind
    },
    ("CO", "RD"): ("CO", "RD"),
    ("CRK",): ("CO", "RD"),
    ("CO", "RTE"): ("CO", "RTE"),
    ("CO", "HWY"): ("CO", "HWY"),
    ("CO", "TRK", "HWY"): ("CO", "HWY"),
    ("CH",): ("CO", "HWY"),
    ("STATE", "RTE"): ("STATE", "RTE"),
    ("STATE", "RD"): ("STATE", "RTE"),
    ("ST", "RTE"): ("STATE", "RTE"),
    ("ST", "RD"): ("STATE", "RTE"),
    ("SR",): ("STATE", "RTE"),
    ("STATE", "HWY"): ("STATE", "HWY"),
    ("ST", "HWY"): ("STATE", "HWY"),
    ("SH",): ("STATE", "HWY"),
    ("US", "HWY"): ("US", "HWY"),
    ("US", "RTE"): ("US", "HWY"),
    ("US",): ("US", "HWY"),
    ("U", "S", "HWY"): ("US", "HWY"),
    ("U", "S", "RTE"): ("US", "HWY"),
    ("U", "S"): ("US", "HWY"),
    ("I", "HWY"): ("I",),
    ("IH",): ("I",),
    ("FARM", "TO", "MARKET", "RD"): ("FM",),
    ("FARM", "TO", "MARKET"): ("FM",),
    ("FM", "RD"): ("FM",),
    ("TOWNSHIP", "RD"): ("TWP", "RD"),
    ("TWP", "RD"): ("TWP", "RD"),
    ("FOREST", "SERVICE", "RD"): ("FS", "RD"),
    ("FRST", "SERVICE", "RD"): ("FS", "RD"),
    ("FSR",): ("FS", "RD"),
    # ``TR`` is a trail, and before a number a township road.
    ("TRL",): ("TWP", "RD"),
}
_LONGEST = max(map(len, _ROADS))

_ALSO_CALLED: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {
    ("HWY",): (("STATE", "HWY"), ("US", "HWY"), ("STATE", "RTE"), ("CO", "HWY")),
    ("RTE",): (("STATE", "RTE"), ("US", "HWY"), ("STATE", "HWY")),
    ("STATE", "HWY"): (("STATE", "RTE"), ("HWY",), ("RTE",)),
    ("STATE", "RTE"): (("STATE", "HWY"), ("RTE",), ("HWY",)),
    ("US", "HWY"): (("HWY",), ("RTE",)),
    ("CO", "RD"): (("CO", "HWY"), ("CO", "RTE")),
    ("CO", "HWY"): (("CO", "RD"), ("CO", "RTE"), ("HWY",)),
    ("CO", "RTE"): (("CO", "RD"), ("CO", "HWY")),
}
"""Kinds of road that people name for one another; a state road is never taken for a federal or a county one."""


@lru_cache(maxsize=16384)
def numbered_road(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return `words` (standard) with a numbered road's kind in its one spelling; other words as they are."""
    for start in range(min(2, len(words))):
        for size in range(min(_LONGEST, len(words) - start - 1), 0, -1):
            kind = _ROADS.get(words[start : start + size])
            if kind and _is_road_number(words[start + size]):
                return words[:start] + kind + words[start + size :]
    return words


def called_otherwise(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield `words` (standard) with the kind of a numbered road as others name it: ``HWY 360``, ``STATE HWY 360``."""
    for start in range(min(2, len(words))):
        for size in (2, 1):
            others = _ALSO_CALLED.get(words[start : start + size])
            if others and len(words) > start + size and _is_road_number(words[start + size]):
                for kind in others:
                    yield words[:start] + kind + words[start + size :]
                return


def _is_road_number(word: str) -> bool:
    return word[0].isdigit() and not word.endswith(ORDINAL_ENDS)
