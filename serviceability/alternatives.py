"""Addresses that could have been meant, scored, best first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from contracts.results import Alternative
from serviceability.comparing import Comparison, Fit, compare
from serviceability.house_numbers import HouseNumber
from serviceability.misspelling import alike_keys
from serviceability.ranges import holding, nearest_number
from serviceability.standard_line import standard_address
from serviceability.street_parts import canonical_parts, other_readings
from serviceability.typed_words import with_likely_type
from serviceability.words import standard_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from serviceability.asked import Asked
    from serviceability.matching import Finding
    from serviceability.reference_index import ReferenceIndex, Street
    from serviceability.street_parts import StreetParts

NAME_WEIGHT, TYPE_WEIGHT, DIRECTION_WEIGHT, NUMBER_WEIGHT = 0.74, 0.07, 0.08, 0.11
ELSEWHERE = 0.85
"""What is left of a score when the address lies in another place than was asked."""
LEAST_SCORE = 0.5
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
    here: bool


def alternatives(index: ReferenceIndex, finding: Finding, today: str, limit: int) -> tuple[Alternative, ...]:
    """Return up to `limit` addresses of the file that could have been meant, best first, each of them valid."""
    return as_alternatives(scored_streets(index, finding, today), limit)


def as_alternatives(scored: list[Scored], limit: int) -> tuple[Alternative, ...]:
    """Return the first `limit` different addresses of `scored`."""
    chosen: dict[str, Alternative] = {}
    for one in scored:
        if len(chosen) >= limit:
            break
        address = standard_address(one.street, one.house)
        chosen.setdefault(address.line, Alternative(address=address, score=one.score))
    return tuple(chosen.values())


def scored_streets(index: ReferenceIndex, finding: Finding, today: str) -> list[Scored]:
    """Return the streets that could be meant, best first; the same index and day give the same list."""
    asked, places = finding.asked, finding.places
    inside = places.ids if not places.code else places.instead
    found = dict(_scored(index, asked, inside, today, here=not places.code)) if inside is None or inside else {}
    if inside is not None and not any(one.score >= SURE for one in found.values()):
        for line, one in _scored(index, asked, None, today, here=False):
            found.setdefault(line, one)
    return sorted(
        (one for one in found.values() if one.score >= LEAST_SCORE),
        key=lambda one: (-one.score, *_identity(one.street), one.house.number),
    )


def _scored(
    index: ReferenceIndex, asked: Asked, ids: tuple[int, ...] | None, today: str, *, here: bool
) -> Iterator[tuple[tuple[object, ...], Scored]]:
    best: dict[tuple[object, ...], Scored] = {}
    for parts in _readings(asked):
        for like in alike_keys(index, parts.key, ids):
            for street in index.streets(like.key, ids):
                one = _score(asked.house, parts, street, like.likeness, today, here=here)
                identity = _identity(street)
                if one and (identity not in best or best[identity].score < one.score):
                    best[identity] = one
    yield from best.items()


def _readings(asked: Asked) -> Iterator[StreetParts]:
    words = standard_words(list(asked.street))
    seen: set[StreetParts] = set()
    for variant in (words, *with_likely_type(asked.street)):
        for parts in (canonical_parts(variant), *other_readings(variant)):
            if parts not in seen:
                seen.add(parts)
                yield parts


def _score(
    house: HouseNumber, parts: StreetParts, street: Street, alike: float, today: str, *, here: bool
) -> Scored | None:
    comparison = compare(parts, street.parts)
    holds = bool(holding(street, house, today))
    if holds:
        there, number_fit = HouseNumber(house.number, house.prefix), 1.0
    else:
        near = nearest_number(street, house.number, today)
        if near is None:
            return None
        there = HouseNumber(near[0], near[1].prefix.replace(" ", "").upper())
        number_fit = 0.5 / (1 + abs(near[0] - house.number) / 20)
    score = (NAME_WEIGHT * alike + TYPE_WEIGHT * _FIT[comparison.type]
             + DIRECTION_WEIGHT * _FIT[comparison.direction] + NUMBER_WEIGHT * number_fit)  # fmt: skip
    return Scored(round(score if here else score * ELSEWHERE, 4), alike, comparison, street, there, holds, here)


def _identity(street: Street) -> tuple[str, ...]:
    place = street.place
    return place.state, place.zip, place.community, street.name, street.type, street.pre, street.post
