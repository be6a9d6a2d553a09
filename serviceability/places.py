"""Where an address may lie: the places of the file that fit the asked community, state and ZIP."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import OSA

from contracts.results import Verdict
from serviceability.streets import city_key
from serviceability.words import words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from serviceability.asked import Where
    from serviceability.reference_index import ReferenceIndex
    from serviceability.streets import Place

MOST_ASKED = 4096
"""So many communities with their states and ZIPs are remembered; a state has about so many."""
LONG_NAME = 8
"""From this length on two letters of a community may be wrong, below only one."""


class Places(NamedTuple):
    """The places that fit: `ids` None means all; `code` A109 or A110 when none does.

    `verdicts` are those of city, state and zip; `city` is the community in the file's spelling when the asked one was
    misspelt; `instead` are the places of the ZIP alone and of the community alone when the two disagree.
    """

    ids: tuple[int, ...] | None
    verdicts: tuple[tuple[str, Verdict], ...] = ()
    code: str = ""
    city: str = ""
    instead: tuple[int, ...] = ()
    doubtful: bool = False
    """The ZIP is not in the file; only rows without a ZIP could be meant."""


def find_places(index: ReferenceIndex, where: Where) -> Places:
    """Return the places that fit `where`; a misspelt community is read as the one that it must be, if there is one."""
    known = index.places_asked.get(where)
    if known is None:
        if len(index.places_asked) >= MOST_ASKED:
            index.places_asked.clear()
        known = index.places_asked[where] = _find_places(index, where)
    return known


def _find_places(index: ReferenceIndex, where: Where) -> Places:
    if not (where.city or where.state or where.zip):
        return Places(None)
    if where.state and where.state not in index.states:
        return Places((), _verdicts(where, state=Verdict.INVALID), "A110")
    in_state = index.places_of_state[where.state] if where.state else None
    by_zip = index.places_of_zip.get(where.zip, frozenset()) if where.zip else None
    asked_city = city_key(where.city)
    by_city = index.places_of_city.get(asked_city, frozenset()) if asked_city else None
    if where.line_zip:
        both = (by_zip or frozenset()) | index.places_of_zip.get(where.line_zip, frozenset())
        return Places((), _verdicts(where, zip=Verdict.INVALID), "A109", "", _sorted(index, both))
    if by_zip is not None and by_city is not None:
        found = _both(index, where, by_zip, by_city)
    elif by_zip is not None:
        found = _only_zip(index, where, by_zip)
    elif by_city is not None:
        found = _only_city(index, where, by_city)
    else:
        return Places(_sorted(index, in_state or ()), _verdicts(where, state=Verdict.VALID))
    if in_state is None or found.ids is None or found.code:
        return found
    kept = tuple(place for place in found.ids if place in in_state)
    if kept:
        return found._replace(ids=kept, verdicts=(*found.verdicts, ("state", Verdict.VALID)))
    return Places((), (*found.verdicts, ("state", Verdict.INVALID)), "A109", "", found.ids)


def _both(index: ReferenceIndex, where: Where, by_zip: frozenset[int], by_city: frozenset[int]) -> Places:
    valid = (("city", Verdict.VALID), ("zip", Verdict.VALID))
    both = by_zip & by_city
    if both:
        return Places(_sorted(index, both), valid)
    if by_zip:
        nameless = [place for place in by_zip if not index.places[place].city]
        if nameless:
            return Places(_sorted(index, nameless), (("city", Verdict.UNCHECKED), ("zip", Verdict.VALID)))
        meant = _like(where.city, {index.places[place].city: index.places[place] for place in by_zip})
        if meant:
            same = [place for place in by_zip if index.places[place].city == meant]
            return Places(_sorted(index, same), valid, "", index.places[min(same)].community)
        wrong = "city" if not by_city else "zip"
        return Places((), _verdicts(where, **{wrong: Verdict.INVALID}), "A109", "", _sorted(index, by_zip | by_city))
    without_zip = [place for place in by_city if not index.places[place].zip]
    if without_zip:
        return Places(_sorted(index, without_zip), (("city", Verdict.VALID), ("zip", Verdict.UNCHECKED)))
    if by_city:
        return Places((), _verdicts(where, zip=Verdict.INVALID), "A109", "", _sorted(index, by_city))
    return Places((), _verdicts(where, zip=Verdict.INVALID, city=Verdict.INVALID), "A110")


def _only_zip(index: ReferenceIndex, where: Where, by_zip: frozenset[int]) -> Places:
    if by_zip:
        return Places(_sorted(index, by_zip), (("zip", Verdict.VALID),))
    without = index.places_of_zip.get("", frozenset())
    if without:
        return Places(_sorted(index, without), (("zip", Verdict.UNCHECKED),), doubtful=True)
    return Places((), _verdicts(where, zip=Verdict.INVALID), "A110")


def _only_city(index: ReferenceIndex, where: Where, by_city: frozenset[int]) -> Places:
    if by_city:
        return Places(_sorted(index, by_city), (("city", Verdict.VALID),))
    meant = _like(where.city, {city: index.places[min(ids)] for city, ids in index.places_of_city.items()})
    if meant:
        same = index.places_of_city[meant]
        return Places(_sorted(index, same), (("city", Verdict.VALID),), "", index.places[min(same)].community)
    nameless = index.places_of_city.get("", frozenset())
    if nameless:
        return Places(_sorted(index, nameless), (("city", Verdict.UNCHECKED),))
    return Places((), _verdicts(where, city=Verdict.INVALID), "A110")


def _like(city: str, known: Mapping[str, Place]) -> str:
    """Return the key of the one community that `city` must be a misspelling of, or nothing.

    It has no more words than the community: ``R B BERKELEY`` is no misspelt ``BERKELEY``.
    """
    key, words = city_key(city), len(words_of(city))
    allowed = 2 if len(key) >= LONG_NAME else 1
    if len(key) < 4:
        return ""
    near = sorted(
        (distance, name)
        for name, place in known.items()
        if name
        and (distance := OSA.distance(key, name, score_cutoff=allowed)) <= allowed
        and words <= len(words_of(place.community))
    )
    return near[0][1] if near and (len(near) == 1 or near[1][0] > near[0][0]) else ""


def _sorted(index: ReferenceIndex, places: Collection[int]) -> tuple[int, ...]:
    """By what the places are, not by their numbers in the index, which depend on the order of the file's rows."""
    if len(places) == 1:
        return tuple(places)
    known = index.places
    return tuple(sorted(places, key=lambda n: (known[n].state, known[n].zip, known[n].community)))


def _verdicts(where: Where, **known: Verdict) -> tuple[tuple[str, Verdict], ...]:
    given = {"city": where.city, "state": where.state, "zip": where.zip}
    return tuple((name, known.get(name, Verdict.UNCHECKED)) for name, text in given.items() if text)
