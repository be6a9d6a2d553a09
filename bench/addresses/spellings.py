"""How people write an address: honestly in many ways, wrongly, and misspelt."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bench.addresses.points import DIRECTION_NAMES, Point
from serviceability.street_types import STREET_TYPES
from serviceability.words import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from contracts.reference import AddressRow

HONEST: dict[str, Callable[[Point], str]] = {
    "plain": Point.door,
    "spelt out": Point.spelt_out,
    "lower case": lambda point: point.door().lower(),
    "odd spacing": lambda point: f"  {point.door().replace(' ', '   ')}  ",
    "with city": lambda point: f"{point.door()}, {point.city}",
    "with city, state and ZIP": lambda point: f"{point.door()}, {point.city}, {point.state} {point.zip}",
    "without commas": lambda point: f"{point.spelt_out()} {point.city} {point.state} {point.zip}".lower(),
}
"""Kind to the line that is written; all of them must resolve to the point itself."""

_PLACELESS = ("plain", "spelt out", "lower case", "odd spacing")


@dataclass(frozen=True, slots=True)
class Written:
    """A line, its kind, and the point that it is about."""

    kind: str
    line: str
    point: Point


class Truth:
    """What exists, by its words: whether a door is there, and where."""

    def __init__(self, ranges: Iterable[AddressRow]) -> None:
        self._by_words: defaultdict[tuple[str, ...], list[AddressRow]] = defaultdict(list)
        for row in ranges:
            street = (row.pre_direction, row.street, row.street_type, row.post_direction)
            self._by_words[_key(" ".join(street))].append(row)

    def places(self, point: Point, city: str = "") -> set[tuple[str, str, str]]:
        """Return where the door of `point` exists (in `city`, where one is named)."""
        return {
            (row.state, row.zip, row.community)
            for row in self._by_words[_key(point.street.text)]
            if row.low <= point.number <= row.high
            and (row.parity == "O") == bool(point.number % 2)
            and row.prefix == point.prefix
            and (not city or row.community in ("", city))
        }

    def could_mean(self, written: Written) -> set[tuple[str, str, str]]:
        """Return the places that an honest line could mean; more than one where it says too little."""
        point = written.point
        if written.kind in _PLACELESS:
            return self.places(point)
        return self.places(point, point.city) if written.kind == "with city" else {(point.state, point.zip, point.city)}


def _key(street: str) -> tuple[str, ...]:
    """The words of a street with types and directions in full, whatever their spelling."""
    words = (STREET_TYPES.get(word, word) for word in words_of(street))
    return tuple(DIRECTION_NAMES.get(word, word).upper() for word in words)


def honest(points: Iterable[Point]) -> Iterator[Written]:
    """Yield each point in each honest spelling, and in those that are used for its street."""
    for point in points:
        for kind, write in HONEST.items():
            yield Written(kind, write(point), point)
        for street in point.written:
            yield Written("other names", f"{point.door(street)}, {point.city}, {point.state} {point.zip}", point)


def wrong(points: Iterable[Point], truth: Truth, *, seed: int = 7) -> Iterator[Written]:
    """Yield lines of doors that do not exist: out of range, on the wrong side, with a wrong direction."""
    chance = random.Random(seed)
    for point in points:
        street = point.street
        beyond = point.number + 2 * chance.choice((5_000, 25_000))
        direction = chance.choice(sorted(set(DIRECTION_NAMES) - {street.pre, street.post}))
        for kind, other in (
            ("out of range", point.at(beyond)),
            ("wrong side", point.at(point.number + 1)),
            ("wrong direction", replace(point, street=street._replace(pre=direction))),
            ("wrong direction", replace(point, street=street._replace(post=direction))),
        ):
            if not truth.places(other):
                yield Written(kind, other.door(), point)
                yield Written(kind, f"{other.spelt_out()}, {point.city}, {point.state} {point.zip}", point)


_SOUND_ALIKE = (("PH", "F"), ("F", "PH"), ("CK", "K"), ("C", "K"), ("K", "C"), ("S", "Z"), ("EE", "EA"), ("EA", "EE"),
    ("AI", "AY"), ("GH", ""), ("IE", "Y"), ("Y", "IE"), ("TH", "T"), ("OO", "U"), ("ER", "OR"), ("Z", "S"))  # fmt: skip
_TYPES = ("ST", "AVE", "RD", "DR", "LN", "CT", "BLVD", "WAY", "PL", "CIR")
_LETTERS = "ABCDEFGHIJKLMNOPRSTUVWY"


def misspelt(points: Iterable[Point], truth: Truth, *, seed: int = 11) -> Iterator[Written]:
    """Yield lines with one thing wrong in the street; numbers are not letters, and what exists is not misspelt."""
    chance = random.Random(seed)
    for point in points:
        street = point.street
        variants = [(kind, street._replace(name=name)) for kind, name in _misspelt_names(street.name, chance)]
        if street.type in STREET_TYPES:
            others = [kind for kind in _TYPES if kind != STREET_TYPES[street.type]]
            variants.append(("wrong type", street._replace(type=chance.choice(others))))
        if street.pre or street.post:
            direction = chance.choice(sorted(set(DIRECTION_NAMES) - {street.pre, street.post}))
            side = "pre" if street.pre else "post"
            variants.append(("wrong direction", street._replace(**{side: direction})))
        for kind, other in variants:
            if not truth.places(replace(point, street=other)):
                yield Written(kind, point.door(other.text), point)
                yield Written(kind, f"{point.door(other.text)}, {point.city}, {point.state} {point.zip}", point)


def _misspelt_names(name: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    if len(name) < 4 or any(letter.isdigit() for letter in name):
        return
    place = chance.randrange(1, len(name) - 1)
    letter = chance.choice([letter for letter in _LETTERS if letter != name[place]])
    made = {
        "transposed": name[:place] + name[place + 1] + name[place] + name[place + 2 :],
        "missing": name[:place] + name[place + 1 :],
        "doubled": name[:place] + name[place] + name[place:],
        "wrong letter": name[:place] + letter + name[place + 1 :],
    }
    sounds = [name.replace(heard, written, 1) for heard, written in _SOUND_ALIKE if heard in name[1:]]
    if sounds:
        made["sound-alike"] = chance.choice(sounds)
    yield from ((kind, text) for kind, text in made.items() if text != name)
