"""A street type, a direction or an ordinal that is itself misspelt: ``Folsom Stret`` is read as ``FOLSOM ST`` too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from serviceability.directions import DIRECTIONS
from serviceability.ordinals import ORDINALS, TENS
from serviceability.street_types import STREET_TYPES
from serviceability.words import standard_words

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONG_SPELLINGS = tuple(sorted(word for word in STREET_TYPES if len(word) >= 4))
_LONG_DIRECTIONS = tuple(sorted((word for word in DIRECTIONS if len(word) >= 4), key=lambda word: (-len(word), word)))
_ORDINAL_WORDS = tuple(sorted({*ORDINALS, *TENS}))
_WORDS_FROM_END = 2


def with_likely_type(street: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the standard words of `street` (folded) with one of its last words read as a misspelt street type."""
    for place in range(len(street) - 1, max(len(street) - 1 - _WORDS_FROM_END, -1), -1):
        word = street[place]
        if word in STREET_TYPES or len(word) < 4 or not word.isalpha():
            continue
        found = process.extractOne(word, _LONG_SPELLINGS, scorer=OSA.distance, score_cutoff=1 if len(word) < 7 else 2)
        if found:
            yield standard_words([*street[:place], STREET_TYPES[found[0]], *street[place + 1 :]])


def with_likely_direction(street: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the standard words of `street` (folded) with its first or last word read as a misspelt direction.

    ``SOUTHH VAN NESS``, ``SOUTHVAN NESS`` and ``SOUT HVAN NESS`` are all read as ``SOUTH VAN NESS``. Directions before
    it are right: ``E SOUT TEMPLE``.
    """
    start = next((place for place, word in enumerate(street) if word not in DIRECTIONS), len(street))
    ahead, rest = street[:start], street[start:]
    if len(rest) > 1:
        yield from _first_word_read(ahead, rest)
        yield from _first_word_read(ahead, (rest[0] + rest[1], *rest[2:]))
        end = len(rest) - 1 if rest[-1] in STREET_TYPES and len(rest) > 2 else len(rest)
        for direction in _directions_like(rest[end - 1]):
            yield standard_words([*ahead, *rest[: end - 1], direction, *rest[end:]])
    elif rest:
        yield from _first_word_read(ahead, rest)


def _first_word_read(ahead: tuple[str, ...], rest: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    first, behind = rest[0], rest[1:]
    if not first.isalpha():
        return
    for direction in _LONG_DIRECTIONS:
        if first.startswith(direction) and len(first) > len(direction) + 1:
            yield standard_words([*ahead, direction, first[len(direction) :], *behind])
        elif behind and OSA.distance(first, direction, score_cutoff=1) <= 1:
            yield standard_words([*ahead, direction, *behind])


def _directions_like(word: str) -> Iterator[str]:
    if word not in DIRECTIONS:
        yield from (name for name in _LONG_DIRECTIONS if OSA.distance(word, name, score_cutoff=1) <= 1)


def with_likely_ordinal(street: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the standard words of `street` (folded) with a misspelt ordinal put right: ``SEVETNH ST`` is ``7TH ST``."""
    for place, word in enumerate(street):
        if len(word) > 3 and word.isalpha() and word not in _ORDINAL_WORDS and word not in STREET_TYPES:
            found = process.extractOne(word, _ORDINAL_WORDS, scorer=OSA.distance, score_cutoff=1)
            if found:
                yield standard_words([*street[:place], found[0], *street[place + 1 :]])
