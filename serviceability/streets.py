"""What the index holds of streets: places, streets with their ranges, and where in the area a name lies."""

from __future__ import annotations

import json
from array import array
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from serviceability.street_parts import StreetParts, split_as_it_stands
from serviceability.words import street_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_decode = json.JSONDecoder().raw_decode
"""`json.loads` without its search for spaces around the text: the index has none."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a street lies: state, ZIP and community as the file has them; `city` is the key of the community."""

    id: int
    state: str
    zip: str
    community: str
    city: str


class Span(NamedTuple):
    """One range of numbers on one side of a street; days are ISO texts, both included."""

    low: int
    high: int
    parity: str
    serving: int
    prefix: str = ""
    valid_from: str = ""
    valid_to: str = ""
    suffixes: Sequence[str] = ()
    units: Sequence[str] = ()


class Street(NamedTuple):
    """One street in one place, in the file's spelling, with its reading and its ranges as the index packs them.

    A street has hundreds of ranges, and most questions are about one: `plain` are those that say nothing but low, high,
    parity and serving, four values each in one list, `rich` the others. `ranges` yields the values of them all.
    """

    place: Place
    pre: str
    name: str
    type: str
    post: str
    parts: StreetParts
    plain: Sequence[Any] = ()
    rich: Sequence[Sequence[Any]] = ()

    def ranges(self) -> Iterator[Sequence[Any]]:
        """Yield the values of a `Span` for each range, low and high first."""
        values = iter(self.plain)
        return chain(zip(values, values, values, values, strict=True), self.rich)


class StreetOfArea(NamedTuple):
    """One street name of the area, in the file's spelling; `lies` are triples of place, lowest and highest number.

    Ranges that follow one another make one triple, so that a gap in the numbers of a place is known.
    """

    pre: str
    name: str
    type: str
    post: str
    parts: StreetParts
    lies: array[int]

    def places(self, number: int, most: int, nearest: int) -> list[int]:
        """Return up to `most` places where `number` may exist, in their order; if there is none, the `nearest` ones."""
        triples = list(zip(self.lies[::3], self.lies[1::3], self.lies[2::3], strict=True))
        holding = [place for place, low, high in triples if low <= number <= high]
        if holding:
            return holding[:most]
        near = nsmallest(nearest, ((max(low - number, number - high), place) for place, low, high in triples))
        return list(dict.fromkeys(place for _, place in near))

    def without_ranges(self, places: Mapping[int, Place]) -> Street:
        """Return the street where only its name counts: in the first of its places, without reading its ranges."""
        return Street(places[self.lies[0]], self.pre, self.name, self.type, self.post, self.parts)


def read_streets(place: Place, packed: str) -> tuple[Street, ...]:
    """Return the streets of one key in `place` as the index packs them."""
    return tuple(
        Street(place, pre, name, kind, post, _parts(pre, name, kind, post, parts), plain, rich)
        for pre, name, kind, post, parts, plain, rich in _decode(packed)[0]
    )


def read_street_of_area(pre: str, name: str, kind: str, post: str, parts: str | None, lies: bytes) -> StreetOfArea:
    """Return a street name of the area as the index packs it."""
    kept = json.loads(parts) if parts else None
    return StreetOfArea(pre, name, kind, post, _parts(pre, name, kind, post, kept), array("i", lies))


def _parts(pre: str, name: str, kind: str, post: str, kept: list[Any] | None) -> StreetParts:
    if kept is None:
        return split_as_it_stands(pre, name, kind, post)
    return StreetParts(kept[0], tuple(kept[1]), kept[2], kept[3])


@lru_cache(maxsize=8192)
def city_key(community: str) -> str:
    """Return the name of a community as it is looked up: standard words, joined."""
    return "".join(street_words(community)) if community else ""
