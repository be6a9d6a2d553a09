"""A free line as readings, against the communities of the index: from the end the ZIP, the state, the community, the
units; from the front the house number; what is left is the street."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contracts.address import Unit
from serviceability.asked import Asked, Where
from serviceability.directions import DIRECTIONS
from serviceability.field_reading import asked_units, asked_where
from serviceability.house_numbers import read_heads
from serviceability.line_words import line_words
from serviceability.postal import without_box
from serviceability.states import STATE_CODES, STATE_NAMES
from serviceability.street_parts import canonical_parts
from serviceability.street_types import STREET_TYPES
from serviceability.unit_reading import unit_at, units_from
from serviceability.words import standard_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contracts.address import Address
    from serviceability.house_numbers import HouseNumber
    from serviceability.reference_index import ReferenceIndex

_ZIP = re.compile(r"([0-9]{5})(?:-?[0-9]{4})?\Z")
_GLUED_DIRECTION = re.compile(r"([0-9]{1,10})([NSEW]|NE|NW|SE|SW)\Z")
_COUNTRIES = (("USA",), ("US",), ("U", "S", "A"), ("UNITED", "STATES"), ("UNITED", "STATES", "OF", "AMERICA"))
_LONGEST_UNKNOWN_CITY = 4
_LONGEST_STATE = 4
_MOST_SPLITS = 3
_ROAD_WORDS = frozenset({"HWY", "RTE", "RD", "I", "FM"})


def read_line(index: ReferenceIndex, address: Address) -> Iterator[Asked]:
    """Yield the readings of `address.line`, the most usual one first."""
    words, breaks = line_words(without_box(address.line or ""))
    given, units = asked_where(address), asked_units(address)
    for country in _COUNTRIES:
        if len(words) > len(country) + 1 and tuple(words[-len(country) :]) == country:
            words = words[: -len(country)]
            break
    late: list[Asked] = []
    for end, where in _places(index, words, breaks, given):
        for asked in _cores(words[:end], {place for place in breaks if place < end}, units, where):
            if asked.guessed:
                late.append(asked)
            else:
                yield asked
    yield from late


def _places(index: ReferenceIndex, words: list[str], breaks: set[int], given: Where) -> Iterator[tuple[int, Where]]:
    """Yield where the street's part of the line ends, with what stands behind it, most telling first."""
    end, zip_code = _zip_of(words)
    ends = [(end, zip_code)] if zip_code else []
    if not zip_code or given.zip:
        ends.append((len(words), ""))
    for zip_end, found in ends:
        clash = found if found and given.zip and found != given.zip else ""
        base = given._replace(zip=given.zip or found, line_zip=clash)
        for state_end, state in _states(index, words, zip_end, breaks, after=bool(found)):
            there = base._replace(state=base.state or state)
            for city_end, city in _cities(index, words, state_end):
                yield city_end, there._replace(city=there.city or city)
            yield state_end, there


def _zip_of(words: list[str]) -> tuple[int, str]:
    """Return where the ZIP at the end of `words` begins, and its five digits; a number and a street must be left."""
    if len(words) > 3 and words[-1].isdigit() and len(words[-1]) == 4 and words[-2].isdigit() and len(words[-2]) == 5:
        return len(words) - 2, words[-2]
    found = _ZIP.match(words[-1]) if len(words) > 2 else None
    return (len(words) - 1, found[1]) if found else (len(words), "")


def _states(
    index: ReferenceIndex, words: list[str], end: int, breaks: set[int], *, after: bool
) -> Iterator[tuple[int, str]]:
    """Yield where the state begins, with its code; last (or first, when doubtful) the reading without one."""
    found: tuple[int, str] | None = None
    for size in range(min(_LONGEST_STATE, end - 2), 0, -1):
        text = " ".join(words[end - size : end])
        code = STATE_NAMES.get(text) or (text if text in STATE_CODES else "")
        if code:
            found = end - size, code
            break
    if found is None:
        yield end, ""
        return
    word = words[found[0]]
    doubtful = word in STREET_TYPES or word in DIRECTIONS or not (after or found[0] in breaks)
    sure = found[1] in index.states or not doubtful
    yield from (found, (end, "")) if sure else ((end, ""), found)


def _cities(index: ReferenceIndex, words: list[str], end: int) -> Iterator[tuple[int, str]]:
    """Yield each community of the index that the words end with, longest first."""
    for size in range(min(index.longest_city, end - 2), 0, -1):
        if "".join(standard_words(words[end - size : end])) in index.places_of_city:
            yield end - size, " ".join(words[end - size : end])


def _cores(words: list[str], breaks: set[int], units: tuple[Unit, ...], where: Where) -> Iterator[Asked]:
    """Yield the readings of the part before the community: number, street, units, and a community not in the file."""
    before: tuple[Unit, ...] = ()
    if words and unit_at(words, 0):
        before, start = units_from(words, 0)
        breaks = {place - start for place in breaks if place > start}
        words = words[start:]
    for house, rest, gone in _heads(words):
        for inside, street, behind in _split_units(rest):
            if behind and where.city not in ("", " ".join(behind)):
                continue  # words between the units and the community belong to neither
            every = (*before, *inside, *units)
            here = where._replace(city=where.city or " ".join(behind))
            comma = min((place - gone for place in breaks if gone < place < gone + len(street)), default=0)
            if comma and not _has_direction(street[comma:]):
                there = here._replace(city=here.city or " ".join(street[comma:]))
                # Beside a community they are the name of a building or a quarter, if the file bears that out.
                yield Asked(house, tuple(street[:comma]), every, there, guessed=bool(here.city))
            yield Asked(house, tuple(street), every, here)
            yield from _guesses(Asked(house, tuple(street), every, here, guessed=True), tuple(rest), (*before, *units))


def _heads(words: list[str]) -> Iterator[tuple[HouseNumber, list[str], int]]:
    """Yield each house number with the words behind it, and how many words of the line come before those."""
    for house, taken in read_heads(words):
        yield house, words[taken:], taken
    glued = _GLUED_DIRECTION.match(words[0]) if words else None
    if glued:
        for house, _ in read_heads([glued[1]]):
            yield house, [glued[2], *words[1:]], 0


def _split_units(rest: list[str]) -> list[tuple[tuple[Unit, ...], list[str], list[str]]]:
    """Split the words behind the number into units, street, and what stands behind the units, the likeliest first.

    ``LOWER BOONES FERRY RD # 221`` has a word that may be a unit in its street: units that end the line come first.
    ``FRONT ST`` is no unit, and a direction behind units would be lost: those are no splits.
    """
    if not rest:
        return []
    ending, inner = [], []
    for place in range(1, len(rest)):
        if unit_at(rest, place):
            units, end = units_from(rest, place)
            if end == len(rest):
                ending.append((units, rest[:place], rest[end:]))
                break
            if not _has_direction(rest[end:]) and rest[end] not in STREET_TYPES:
                inner.append((units, rest[:place], rest[end:]))
    return [*ending, *inner[:_MOST_SPLITS]] or [((), rest, [])]


def _guesses(asked: Asked, rest: tuple[str, ...], units: tuple[Unit, ...]) -> Iterator[Asked]:
    """Yield readings that are right only if the file has them: no units at all, a bare unit, an unknown community.

    A direction is never dropped this way: what begins with one is not taken for a unit or a community.
    """
    street = asked.street
    if rest != street:
        yield asked._replace(street=rest, units=units)
    for size in (1, 2):
        bare = street[-size:]
        if len(street) > size and bare[0][0].isdigit() and (size == 1 or _is_letter_of_unit(bare[1])):
            yield asked._replace(street=street[:-size], units=(*asked.units, Unit("#", " ".join(bare))))
        elif size == 1 and len(street) > 1 and _is_bare_unit(bare[0]):
            yield asked._replace(street=street[:-1], units=(*asked.units, Unit("#", bare[0])))
    if not asked.where.city:
        for size in range(1, min(_LONGEST_UNKNOWN_CITY, len(street) - 2) + 1):
            if not _has_direction(street[-size:]) and _is_whole(street[:-size]):
                where = asked.where._replace(city=" ".join(street[-size:]))
                yield asked._replace(street=street[:-size], where=where)


def _is_whole(street: tuple[str, ...]) -> bool:
    """True if the words end as a street does: with a type, or with the number of a road."""
    words = standard_words(list(street))
    return bool(canonical_parts(words).type) or (len(words) > 1 and words[-1].isdigit() and words[-2] in _ROAD_WORDS)


def _is_letter_of_unit(word: str) -> bool:
    return len(word) == 1 and word.isalpha() and word not in DIRECTIONS


def _is_bare_unit(word: str) -> bool:
    return word not in DIRECTIONS and (len(word) == 1 or (len(word) <= 5 and any(map(str.isdigit, word))))


def _has_direction(words: Iterable[str]) -> bool:
    return not DIRECTIONS.keys().isdisjoint(words)
