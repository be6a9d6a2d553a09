"""Finds the street and the range that an asked address names, or says what of it is not in the file."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from contracts.results import Verdict
from serviceability.comparing import EXACT, Comparison, Fit, compare
from serviceability.listed_units import suffix_verdict
from serviceability.places import Places, find_places
from serviceability.ranges import holding
from serviceability.street_parts import StreetParts, canonical_parts, doubled_type_readings, other_readings
from serviceability.words import standard_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from serviceability.asked import Asked
    from serviceability.reference_index import ReferenceIndex
    from serviceability.streets import Span, Street


MOST_PLACES = 32
"""Without a place a street is looked at in so many of those places of the area that may have the number."""
NEAREST_PLACES = 8
"""And where none has it in so many: their ranges are told."""


class Kind(IntEnum):
    """What was found, best first."""

    HIT = 0
    """One street holds the number."""
    MANY = 1
    """Several do."""
    RANGE = 2
    """The street is there, the number is not."""
    SUFFIX = 3
    """The number is there, its suffix is not."""
    DIRECTION = 4
    """The street is there with other directions only, or with several and none was asked."""
    PLACE = 5
    """Community, ZIP and state contradict one another, or lie outside the area."""
    TYPE = 6
    """The street's name is there with other types only."""
    NONE = 7
    """No street of the place has this name."""


class Candidate(NamedTuple):
    """A street of the file that has the asked name, and how it fits; `cost` is higher for an odd reading."""

    street: Street
    comparison: Comparison
    parts: StreetParts
    cost: int


class Finding(NamedTuple):
    """The best reading of an address, with the streets (and for a hit the ranges) that it comes down to."""

    kind: Kind
    asked: Asked
    places: Places
    candidates: tuple[Candidate, ...] = ()
    spans: tuple[Span, ...] = ()

    @property
    def rank(self) -> tuple[int, int]:
        """Findings compare by this, the lowest is the best; a place that is wrong says little without a street."""
        return (self.kind, self.candidates[0].cost) if self.candidates else (Kind.NONE, 0)


class Search(NamedTuple):
    """The best finding, and all plain ones: what could have been meant is looked for under each of them."""

    best: Finding
    plain: tuple[Finding, ...]


def search(index: ReferenceIndex, readings: Iterable[Asked], today: str) -> Search | None:
    """Look up `readings`; the first one that fits without any change ends the search. None without a reading."""
    best: Finding | None = None
    plain: list[Finding] = []
    seen: set[Asked] = set()
    for asked in readings:
        if seen and asked in seen:
            continue
        found = find(index, asked, today)
        if found.kind is Kind.HIT and found.rank == (Kind.HIT, 0):
            return Search(found, (found,))
        seen.add(asked)
        if asked.house.loose and found.kind is not Kind.HIT:
            continue
        if not asked.guessed:
            plain.append(found)
        elif not _counts(found):
            continue
        if best is None or found.rank < best.rank:
            best = found
    return Search(best, tuple(plain)) if best else None


def better(first: Search | None, second: Search | None) -> Search | None:
    """Return the search with the better finding, `first` when they are alike."""
    if first is None or second is None:
        return first or second
    return second if second.best.rank < first.best.rank else first


def _counts(guess: Finding) -> bool:
    """True if the file bears a guessed reading out: its street stands there with all that was asked."""
    return guess.kind in (Kind.HIT, Kind.MANY, Kind.RANGE, Kind.SUFFIX, Kind.PLACE) and any(
        candidate.comparison == EXACT for candidate in guess.candidates
    )


def find(index: ReferenceIndex, asked: Asked, today: str) -> Finding:
    """Look up one reading."""
    places = find_places(index, asked.where)
    if places.code:
        there = _candidates(index, asked, places.instead) if places.instead else ()
        return Finding(Kind.PLACE, asked, places, tuple(c for c in there if c.comparison.acceptable))
    parts = canonical_parts(standard_words(list(asked.street)))
    if places.ids is not None:
        exact = tuple([
            Candidate(street, EXACT, parts, 0)
            for street in index.streets(parts.key, places.ids)
            if street.parts == parts
        ])  # fmt: skip
        if exact:  # nothing is nearer: the usual case needs no weighing
            return _with_number(asked, places, exact, today)
    every = _candidates(index, asked, places.ids)
    if not every and places.doubtful:
        outside = places._replace(ids=(), code="A110", verdicts=(("zip", Verdict.INVALID),))
        return Finding(Kind.PLACE, asked, outside)
    fitting = [candidate for candidate in every if candidate.comparison.acceptable]
    if not fitting:
        return _without_street(asked, places, every)
    least = min(candidate.cost for candidate in fitting)
    tier = tuple(candidate for candidate in fitting if candidate.cost == least)
    if tier[0].comparison.direction is not Fit.SAME:
        # Supplied or moved, it must be the only direction there is: ``14TH ST E`` may be ``14TH ST`` or ``E 14TH ST``.
        known = tuple(candidate for candidate in every if candidate.comparison.type is not Fit.WRONG)
        if len({(c.street.parts.pre, c.street.parts.post) for c in known}) > 1:
            return Finding(Kind.DIRECTION, asked, places, known)
    if tier[0].comparison.type is Fit.EXTRA and any(candidate.comparison.type is Fit.WRONG for candidate in every):
        # ``PARK ST`` is not ``PARK`` where there is a ``PARK AVE`` as well.
        return Finding(Kind.TYPE, asked, places, every)
    found = _with_number(asked, places, tier, today)
    if found.kind is Kind.HIT and places.ids is None and len(tier) >= MOST_PLACES:
        return found._replace(kind=Kind.MANY, spans=())  # there may be more of them than were looked at
    return found


def _candidates(index: ReferenceIndex, asked: Asked, ids: tuple[int, ...] | None) -> tuple[Candidate, ...]:
    words = standard_words(list(asked.street))
    parts = canonical_parts(words)
    number = asked.house.number
    found = [_candidate(parts, street, 0) for street in _streets(index, parts, ids, number)]
    if not any(candidate.cost == 0 for candidate in found):
        for other in other_readings(words):
            found += [_candidate(other, street, 1) for street in _streets(index, other, ids, number)]
    if not found:
        # Only here: where there is a ``SMITH CREEK RD``, ``SMITH CREEK AVE`` is not a ``SMITH CRK``.
        for other in doubled_type_readings(words):
            found += [_candidate(other, street, 1) for street in _streets(index, other, ids, number)]
    return tuple(found)


def _streets(index: ReferenceIndex, parts: StreetParts, ids: tuple[int, ...] | None, number: int) -> Iterator[Street]:
    """Yield the streets of a name; of the whole area (None) those that fit where `number` may be, others by name."""
    if ids is not None:
        yield from index.streets(parts.key, ids)
        return
    for name in index.names_of_area(parts.key):
        if compare(parts, name.parts).acceptable:
            yield from index.streets_named(parts.key, name, name.places(number, MOST_PLACES, NEAREST_PLACES))
        else:
            yield name.without_ranges(index.places)


def _candidate(parts: StreetParts, street: Street, extra: int) -> Candidate:
    comparison = compare(parts, street.parts)
    # ``8TH`` finds ``08TH`` too, but where both are there only the one that was asked.
    otherwise_spelt = parts.name != street.parts.name
    return Candidate(street, comparison, parts, comparison.cost + (extra or otherwise_spelt))


def _without_street(asked: Asked, places: Places, every: tuple[Candidate, ...]) -> Finding:
    other_direction = tuple(c for c in every if c.comparison.type is not Fit.WRONG)
    if other_direction:
        return Finding(Kind.DIRECTION, asked, places, other_direction)
    return Finding(Kind.TYPE if every else Kind.NONE, asked, places, every)


def _with_number(asked: Asked, places: Places, tier: tuple[Candidate, ...], today: str) -> Finding:
    hits = [(candidate, spans) for candidate in tier if (spans := holding(candidate.street, asked.house, today))]
    if not hits:
        return Finding(Kind.RANGE, asked, places, tier)
    fits = [hit for hit in hits if suffix_verdict(hit[1], asked.house) is not Verdict.INVALID]
    if not fits:
        return Finding(Kind.SUFFIX, asked, places, tuple(hit[0] for hit in hits), tuple(hits[0][1]))
    if len(fits) > 1 and len({(c.street.parts, c.street.place.id) for c, _ in fits}) > 1:
        return Finding(Kind.MANY, asked, places, tuple(hit[0] for hit in fits))
    return Finding(Kind.HIT, asked, places, (fits[0][0],), tuple(span for _, spans in fits for span in spans))
