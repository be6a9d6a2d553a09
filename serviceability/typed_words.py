"""A street type or a direction that is itself misspelt: ``Folsom Stret`` is read as ``FOLSOM ST`` too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from serviceability.directions import DIRECTIONS
from serviceability.street_types import STREET_TYPES
from serviceability.words import standard_words

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONG_SPELLINGS = tuple(sorted(word for word in STREET_TYPES if len(word) >= 4))
_LONG_DIRECTIONS = tuple(sorted((word for word in DIRECTIONS if len(word) >= 4), key=lambda word: (-len(word), word)))
_WORDS_FROM_END = 2


def with_likely_type(street: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the standard words of `street` (folded) with one of its last words read as a misspelt street type."""
    for place in range(len(street) - 1, max(len(street) - 1 - _WORDS_FROM_END, 0), -1):
        word = street[place]
        if word in STREET_TYPES or len(word) < 4 or not word.isalpha():
            continue
        found = process.extractOne(word, _LONG_SPELLINGS, scorer=OSA.distance, score_cutoff=1 if len(word) < 7 else 2)
        if found:
            yield standard_words([*street[:place], STREET_TYPES[found[0]], *street[place + 1 :]])


def with_likely_direction(street: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the standard words of `street` (folded) with its first word read as a misspelt direction.

    ``SOUTHH VAN NESS``, ``SOUTHVAN NESS`` and ``SOUT HVAN NESS`` are all read as ``SOUTH VAN NESS``.
    """
    joined, rest = street[0], street[1:]
    if joined in DIRECTIONS or not joined.isalpha():
        return
    for words in (street, (joined + rest[0], *rest[1:])) if rest else (street,):
        first, behind = words[0], words[1:]
        for direction in _LONG_DIRECTIONS:
            if OSA.distance(first, direction, score_cutoff=1) <= 1 and behind:
                yield standard_words([direction, *behind])
            elif first.startswith(direction) and len(first) > len(direction) + 1:
                yield standard_words([direction, first[len(direction) :], *behind])
