"""Which elements of an accepted address the file spells otherwise than they were asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from serviceability.directions import DIRECTIONS
from serviceability.standard_line import street_line
from serviceability.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contracts.address import Unit
    from serviceability.asked import Asked
    from serviceability.matching import Candidate


def changed_elements(asked: Asked, candidate: Candidate, units: Sequence[Unit]) -> tuple[str, ...]:
    """Return the names of the elements that differ, in the order of an address line.

    Capitals, spacing and punctuation are no change, nor is a community, state or ZIP that was left out.
    """
    changed: list[str] = []
    if asked.house.through is not None:
        changed.append("number")
    changed += _street_changes(asked.street, candidate)
    if any(unit not in units for unit in asked.units):
        changed.append("unit")
    community = candidate.street.place.community
    city = asked.where.city
    if city and community and city != community and words_of(city) != words_of(community):
        changed.append("city")
    return tuple(changed)


def _street_changes(raw: tuple[str, ...], candidate: Candidate) -> Iterator[str]:
    street, parts = candidate.street, candidate.parts
    if " ".join(raw) == street_line(street):
        return
    there = [words_of(text) for text in (street.pre, street.name, street.type, street.post)]
    if list(raw) == [word for words in there for word in words]:
        return
    start = _directions(raw, parts.pre)
    behind = _directions(raw[::-1], parts.post, backwards=True)
    end = len(raw) - behind
    stop = end - 1 if parts.type and end - 1 > start else end
    here = (raw[:start], raw[start:stop], raw[stop:end], raw[end:])
    names = ("pre_direction", "street", "street_type", "post_direction")
    for name, asked, known in zip(names, here, there, strict=True):
        if list(asked) != known:
            yield name


def _directions(words: Sequence[str], joined: str, *, backwards: bool = False) -> int:
    """Return how many of the first `words` make the direction `joined`."""
    found = ""
    for count, word in enumerate(words):
        if found == joined:
            return count
        direction = DIRECTIONS.get(word, "")
        found = direction + found if backwards else found + direction
    return 0
