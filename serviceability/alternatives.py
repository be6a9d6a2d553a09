"""Addresses that could have been meant, scored, best first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from contracts.results import Alternative
from serviceability.comparing import Comparison, Fit, compare
from serviceability.house_numbers import HouseNumber
from serviceability.listed_units import listed_suffixes
from serviceability.misspelling import alike_keys
from serviceability.ranges import holding, nearest_number
from serviceability.standard_line import standard_address
from serviceability.street_parts import canonical_parts, other_readings
from serviceability.typed_words import with_likely_direction, with_likely_type
from serviceability.words import standard_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from serviceability.asked import Asked
    from serviceability.matching import Search
    from serviceability.reference_index import ReferenceIndex, Street
    from serviceability.street_parts import StreetParts

NAME_WEIGHT, TYPE_WEIGHT, DIRECTION_WEIGHT, NUMBER_WEIGHT = 0.74, 0.07, 0.08, 0.11
ELSEWHERE = 0.85
"""What is left of a score when the address lies in another place than was asked."""
REREAD = 0.98
"""What is left of a score when a type or direction was itself put right."""
LEAST_SCORE = 0.5
MOST_READINGS = 4
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
    """Return the streets that could be meant, best first; the same index and day give the same list."""
    findings = [search.best, *(one for one in search.plain if one is not search.best)][:MOST_READINGS]
    best: dict[tuple[str, ...], Scored] = {}
    for finding in findings:
        places = finding.places
        inside = places.ids if not places.code else places.instead
        if inside is None or inside:
            _score_all(index, finding.asked, inside, today, best, here=not places.code)
    if not any(one.score >= SURE for one in best.values()):
        for finding in findings:
            if finding.places.ids is not None:
                _score_all(index, finding.asked, None, today, best, here=False)
    return sorted(
        (one for one in best.values() if one.score >= LEAST_SCORE),
        key=lambda one: (-one.score, *_identity(one.street), one.house.number),
    )


def _score_all(
    index: ReferenceIndex,
    asked: Asked,
    ids: tuple[int, ...] | None,
    today: str,
    best: dict[tuple[str, ...], Scored],
    *,
    here: bool,
) -> None:
    """Score the streets of `ids` against `asked`, and keep in `best` what is better than before."""
    for parts, factor in _readings(asked):
        left = factor if here else factor * ELSEWHERE
        for like in alike_keys(index, parts.key, ids):
            for street in index.streets(like.key, ids):
                one = _score(asked.house, parts, street, like.likeness, today)
                identity = _identity(street)
                if one and (identity not in best or best[identity].score < round(one.score * left, 4)):
                    best[identity] = one._replace(score=round(one.score * left, 4), here=here)


def _readings(asked: Asked) -> Iterator[tuple[StreetParts, float]]:
    """Yield the ways to read the street, misspelt types and directions put right, and what each leaves of a score."""
    words = standard_words(list(asked.street))
    seen: set[StreetParts] = set()
    for variant in (words, *with_likely_type(asked.street), *with_likely_direction(asked.street)):
        for parts in (canonical_parts(variant), *other_readings(variant)):
            if parts not in seen:
                seen.add(parts)
                yield parts, 1.0 if variant is words else REREAD


def _score(house: HouseNumber, parts: StreetParts, street: Street, alike: float, today: str) -> Scored | None:
    comparison = compare(parts, street.parts)
    spans = holding(street, house, today)
    if spans:
        suffix = house.suffix if house.suffix in listed_suffixes(spans, house.number) else ""
        there, number_fit = HouseNumber(house.number, house.prefix, suffix), 1.0 if suffix == house.suffix else 0.7
    else:
        near = nearest_number(street, house.number, today)
        if near is None:
            return None
        there = HouseNumber(near[0], near[1].prefix.replace(" ", "").upper())
        number_fit = 0.5 / (1 + abs(near[0] - house.number) / 20)
    score = (NAME_WEIGHT * alike + TYPE_WEIGHT * _FIT[comparison.type]
             + DIRECTION_WEIGHT * _FIT[comparison.direction] + NUMBER_WEIGHT * number_fit)  # fmt: skip
    return Scored(score, alike, comparison, street, there, bool(spans))


def _identity(street: Street) -> tuple[str, ...]:
    place = street.place
    return place.state, place.zip, place.community, street.name, street.type, street.pre, street.post
