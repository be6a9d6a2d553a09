"""A synthetic network over real localities: no public table gives real buildings, switches or their features.

Everything here is derived from its input by rules, never by chance, so that two runs give the same territory. Office
and switch names say "synthetic" wherever a person reads them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from demo.localities import npa_nxx_by_locality

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from demo.points import Point

_SMALLEST_LOCALITY = 5
"""Localities with fewer points get no office: their addresses are known, and not served."""

_CODES_PER_SWITCH = 4

_PLACE_CODES = {("SAN FRANCISCO", "CA"): "SNFC", ("OAKLAND", "CA"): "OKLD", ("PORTLAND", "OR"): "PTLD"}
"""Published CLLI place codes; the other places get a code made from their name."""


@dataclass(frozen=True, slots=True)
class Switch:
    """A synthetic switch: its CLLI of 11 characters, its type and the six-digit codes that live on it."""

    clli: str
    type: str
    npa_nxx: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Office:
    """A synthetic central office and the ZIP codes that it serves; `clli` has 8 characters."""

    clli: str
    name: str
    rate_center: str
    state: str
    zips: tuple[str, ...]
    switches: tuple[Switch, ...]


def offices(points: Iterable[Point]) -> Iterator[Office]:
    """Yield one office per locality that has points enough and telephone codes of its own.

    The office has two switches where the locality has two codes or more: a new one and an old one, so that some
    features are on one of them only.
    """
    codes = npa_nxx_by_locality()
    zips: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for point in points:
        zips[point.city.upper(), point.state.upper()][point.zip[:5]] += 1
    owner = _locality_of_each_zip(zips)
    taken: set[str] = set()
    for locality in sorted(zips):
        if locality not in codes or zips[locality].total() < _SMALLEST_LOCALITY:
            continue
        city, state = locality
        clli = _office_clli(city, state, taken)
        served = tuple(sorted(zip_code for zip_code in zips[locality] if zip_code and owner[zip_code] == locality))
        if served:
            yield Office(clli, f"{city.title()} (synthetic)", city, state, served, _switches(clli, codes[locality]))


def plain_points(office: Office, points: Iterable[Point]) -> Iterator[Point]:
    """Yield the points that `office` serves and that are a plain number on a street, without a unit."""
    served = {(office.state, zip_code) for zip_code in office.zips}
    for point in points:
        if (point.state.upper(), point.zip[:5]) in served and point.number.isdigit() and not point.unit:
            yield point


def _locality_of_each_zip(zips: Mapping[tuple[str, str], Counter[str]]) -> dict[str, tuple[str, str]]:
    """Give each ZIP code to the locality that has most of its points, so that no address has two offices."""
    owner: dict[str, tuple[str, str]] = {}
    most: Counter[str] = Counter()
    for locality in sorted(zips):
        for zip_code, count in zips[locality].items():
            if count > most[zip_code]:
                owner[zip_code], most[zip_code] = locality, count
    return owner


def _office_clli(city: str, state: str, taken: set[str]) -> str:
    letters = [letter for letter in city if letter.isascii() and letter.isalpha()]
    shortened = [letters[0], *(letter for letter in letters[1:] if letter not in "AEIOU")]
    place = _PLACE_CODES.get((city, state)) or "".join((shortened + letters[1:])[:4]).ljust(4, "X")
    for building in range(1, 100):
        clli = f"{place}{state}{building:02d}"
        if clli not in taken:
            taken.add(clli)
            return clli
    raise AssertionError(f"more than 99 offices want the code {place}{state}")


def _switches(clli: str, codes: tuple[str, ...]) -> tuple[Switch, ...]:
    new, old = codes[::2][:_CODES_PER_SWITCH], codes[1::2][:_CODES_PER_SWITCH]
    switches = [Switch(f"{clli}DS0", "5ESS (synthetic)", new)]
    if old:
        switches.append(Switch(f"{clli}CG0", "1AESS (synthetic)", old))
    return tuple(switches)
