"""Addresses that could have been meant, scored, best first."""

from __future__ import annotations

from heapq import nsmallest
from typing import TYPE_CHECKING, NamedTuple

from contracts.results import Alternative
from serviceability.comparing import Comparison, Fit, compare
from serviceability.house_numbers import HouseNumber
from serviceability.listed_units import listed_suffixes
from serviceability.matching import Kind
from serviceability.misspelling import alike_keys
from serviceability.ranges import grid_prefix, holding, nearest_number
from serviceability.standard_line import standard_address
from serviceability.street_parts import canonical_parts, doubled_type_readings, other_readings
from serviceability.typed_words import with_likely_direction, with_likely_ordinal, with_likely_type
from serviceability.words import standard_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from serviceability.asked import Asked
    from serviceability.matching import Finding, Search
    from serviceability.reference_index import ReferenceIndex
    from serviceability.street_parts import StreetParts
    from serviceability.streets import Street

NAME_WEIGHT, TYPE_WEIGHT, DIRECTION_WEIGHT, NUMBER_WEIGHT = 0.74, 0.07, 0.08, 0.11
ELSEWHERE = 0.85
"""What is left of a score when the address lies in another place than was asked."""
REREAD = 0.98
"""What is left of a score when the street had to be read in an odd way, or a type or direction to be put right."""
LEAST_SCORE = 0.5
MOST_READINGS = 4
MOST_NAMES = 6
"""Of the names of the area that are spelt alike so many are looked at, those whose type and directions fit first,"""
MOST_PLACES = 3
"""and each in so many places that may have the number, or in the one that is nearest to having it."""
SURE = 0.85
"""When nothing in the asked place is this likely, the rest of the area is searched too."""

_FIT = {Fit.SAME: 1.0, Fit.MOVED: 0.9, Fit.MISSING: 0.7, Fit.EXTRA: 0.6, Fit.WRONG: 0.0}


class Scored(NamedTuple):
    """A street that could be meant: its score, how alike the names are (1: the same), and the number there."""

    score: float
    likeness: float
    comparison: Comparison
    street: Street
    house: HouseNumber
    holds: bool
    here: bool = False


def as_alternatives(scored: list[Scored], limit: int) -> tuple[Alternative, ...]:
    """Return the first `limit` different addresses of `scored`."""
    chosen: dict[str, Alternative] = {}
    for one in scored:
        if len(chosen) >= limit:
            break
        address = standard_address(one.street, one.house)
        chosen.setdefault(address.line, Alternative(address=address, score=one.score))
    return tuple(chosen.values())


def scored_streets(index: ReferenceIndex, search: Search, today: str) -> list[Scored]:
    """Return the streets that could be meant, best first; the same index and day give the same list.

    The readings are searched in their order until one gives a likely street, first where the address was asked, then
    in the whole area.
    """
    if search.best.kind is Kind.MANY:
        return _several(search.best, today)
    findings = [search.best, *(one for one in search.plain if one is not search.best)][:MOST_READINGS]
    scoring = _Scoring(index, today)
    for finding in findings:
        places = finding.places
        inside = places.ids if not places.code else places.instead
        if (inside is None or inside) and not scoring.is_sure():
            scoring.add(finding.asked, inside, here=not places.code)
    for finding in findings:
        if finding.places.ids is not None and not scoring.is_sure():
            scoring.add(finding.asked, None, here=False)
    return _in_order(scoring.best.values())


def _several(finding: Finding, today: str) -> list[Scored]:
    """Return the streets that the address fits, all of them alike."""
    house = finding.asked.house
    fitting = (_score(house, candidate.parts, candidate.street, 1.0, today) for candidate in finding.candidates)
    return _in_order(one for one in fitting if one)


def _in_order(scored: Iterable[Scored]) -> list[Scored]:
    return sorted(
        (one for one in scored if one.score >= LEAST_SCORE),
        key=lambda one: (-one.score, *_identity(one.street), one.house.number),
    )


def likely(scored: Iterable[Scored]) -> bool:
    """True if one of `scored` is what was meant, as far as one can tell."""
    return any(one.score >= SURE for one in scored)


class _Scoring:
    """Gathers the best score of each street."""

    def __init__(self, index: ReferenceIndex, today: str) -> None:
        self._index = index
        self._today = today
        self.best: dict[tuple[str, ...], Scored] = {}

    def is_sure(self) -> bool:
        """True if a likely street is there already."""
        return likely(self.best.values())

    def add(self, asked: Asked, ids: tuple[int, ...] | None, *, here: bool) -> None:
        """Score the streets of `ids` (None: of the area) against `asked`."""
        for parts, factor in _readings(asked):
            if ids is None and factor < 1 and self.is_sure():
                return  # in a whole area each reading costs milliseconds
            left = factor if here else factor * ELSEWHERE
            for like in alike_keys(self._index, parts.key, ids):
                for street in self._streets(parts, like.key, ids, asked.house.number):
                    one = _score(asked.house, parts, street, like.likeness, self._today)
                    if one:
                        self._keep(one._replace(score=round(one.score * left, 4), here=here))

    def _streets(self, parts: StreetParts, key: str, ids: tuple[int, ...] | None, number: int) -> Iterable[Street]:
        if ids is not None:
            return self._index.streets(key, ids)
        names = nsmallest(MOST_NAMES, self._index.names_of_area(key), key=lambda name: compare(parts, name.parts).cost)
        return (
            street
            for name in names
            for street in self._index.streets_named(
                key, name, name.places(number, MOST_PLACES if compare(parts, name.parts).acceptable else 1, 1)
            )
        )

    def _keep(self, one: Scored) -> None:
        identity = _identity(one.street)
        known = self.best.get(identity)
        if known is None or known.score < one.score:
            self.best[identity] = one


def _readings(asked: Asked) -> Iterator[tuple[StreetParts, float]]:
    """Yield the ways to read the street, misspelt types and directions put right, and what each leaves of a score."""
    words = standard_words(list(asked.street))
    seen: set[StreetParts] = set()
    likely = (with_likely_type, with_likely_direction, with_likely_ordinal)
    for variant in (words, *(variant for put_right in likely for variant in put_right(asked.street))):
        plain = canonical_parts(variant)
        for parts in (plain, *other_readings(variant), *doubled_type_readings(variant)):
            if parts not in seen:
                seen.add(parts)
                yield parts, 1.0 if variant is words and parts is plain else REREAD


def _score(house: HouseNumber, parts: StreetParts, street: Street, alike: float, today: str) -> Scored | None:
    """Score one street; None when no number of it is valid on the day."""
    comparison = compare(parts, street.parts)
    spans = holding(street, house, today)
    if spans:
        suffix = house.suffix if house.suffix in listed_suffixes(spans, house.number) else ""
        there, number_fit = HouseNumber(house.number, house.prefix, suffix), 1.0 if suffix == house.suffix else 0.7
    else:
        nearest = nearest_number(street, house, today)
        if nearest is None:
            return None
        there = HouseNumber(nearest[0], grid_prefix(nearest[1]))
        number_fit = 0.5 / (1 + abs(nearest[0] - house.number) / 20) if there.prefix == house.prefix else 0.0
    score = (NAME_WEIGHT * alike + TYPE_WEIGHT * _FIT[comparison.type]
             + DIRECTION_WEIGHT * _FIT[comparison.direction] + NUMBER_WEIGHT * number_fit)  # fmt: skip
    return Scored(score, alike, comparison, street, there, bool(spans))


def _identity(street: Street) -> tuple[str, ...]:
    place = street.place
    return place.state, place.zip, place.community, street.name, street.type, street.pre, street.post
