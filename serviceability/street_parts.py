"""A street's words taken apart: directions and type at the ends, the name in the middle.

The same rule reads the file's rows and the asked address, so what is in the file is found however odd its name: the
parts are only a key, and matching compares what both sides gave.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from serviceability.directions import STANDARD_DIRECTIONS
from serviceability.numbered_roads import called_otherwise
from serviceability.street_types import STANDARD_TYPES
from serviceability.words import key_word, street_words

if TYPE_CHECKING:
    from collections.abc import Iterator


class StreetParts(NamedTuple):
    """One way to read a street: directions joined (``N`` ``E`` is ``NE``), `name` is the words between."""

    pre: str
    name: tuple[str, ...]
    type: str
    post: str

    @property
    def key(self) -> str:
        """The name as the index's key holds it."""
        return "".join(map(key_word, self.name))


def _ends(words: tuple[str, ...]) -> tuple[int, int, int]:
    """Return where the name begins and ends and where the type ends; at least one word is left to the name."""
    end = len(words)
    while end > 1 and words[end - 1] in STANDARD_DIRECTIONS:
        end -= 1
    stop = end - 1 if end > 1 and words[end - 1] in STANDARD_TYPES else end
    return _name_begins(words, stop), stop, end


def _name_begins(words: tuple[str, ...], stop: int) -> int:
    start = 0
    while start < stop - 1 and words[start] in STANDARD_DIRECTIONS:
        start += 1
    return start


def _parts(words: tuple[str, ...], start: int, stop: int, end: int) -> StreetParts:
    return StreetParts("".join(words[:start]), words[start:stop], "".join(words[stop:end]), "".join(words[end:]))


@lru_cache(maxsize=16384)
def canonical_parts(words: tuple[str, ...]) -> StreetParts:
    """Return the one reading of `words` (standard, not empty) that keys are made of."""
    return _parts(words, *_ends(words))


def other_readings(words: tuple[str, ...]) -> Iterator[StreetParts]:
    """Yield the other readings of `words`: a type or direction as part of the name, a numbered road's other kinds."""
    start, stop, end = _ends(words)
    seen = {(start, stop, end)}
    for last, close in ((stop, end), (end, end), (len(words), len(words))):
        for begin in (_name_begins(words, last), 0):
            if (begin, last, close) not in seen and begin < last:
                seen.add((begin, last, close))
                yield _parts(words, begin, last, close)
    for otherwise in called_otherwise(words):
        yield canonical_parts(otherwise)


def doubled_type_readings(words: tuple[str, ...]) -> Iterator[StreetParts]:
    """Yield the readings of `words` that take one of two street types at the end away: ``LAKE STREET AVENUE``."""
    start, stop, end = _ends(words)
    if stop - start > 1 and stop < end and words[stop - 1] in STANDARD_TYPES:
        without = words[: stop - 1] + words[stop:]
        yield canonical_parts(without)
        yield canonical_parts(words[:stop] + words[end:])


@lru_cache(maxsize=16384)
def file_parts(pre: str, street: str, street_type: str, post: str) -> StreetParts:
    """Return the reading of a row of the address file."""
    words = street_words(" ".join(filter(None, (pre, street, street_type, post))))
    return canonical_parts(words or ("?",))


def split_as_it_stands(pre: str, street: str, street_type: str, post: str) -> StreetParts:
    """Return the reading of a row that is spelt as keys are, which most are: `file_parts` without any work."""
    return StreetParts(pre, tuple(street.split(" ")), street_type, post)
