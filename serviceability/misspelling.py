"""How alike two street names are, and which names of the file are like a misspelt one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from serviceability.sound import sound_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from serviceability.reference_index import ReferenceIndex

MOST_LISTED_PLACES = 64
"""Up to this many places every key is compared; beyond, only those that begin, end or sound alike."""
LEAST_LIKENESS = 0.55
MOST_KEYS = 24
MOST_KEYS_OF_AREA = 6
MOST_SOUNDING = 64

_DIGITS = re.compile(r"[0-9]+")


class LikeKey(NamedTuple):
    """A key of the file and how alike it is, 0 to 1."""

    likeness: float
    key: str


@lru_cache(maxsize=16384)
def likeness(asked: str, there: str) -> float:
    """Return how alike two keys are, 0 to 1: by letters (a transposition is one step) and by sound.

    Numbers are no words: names whose digits differ are hardly alike, however close the digits are.
    """
    letters = 0.7 * OSA.normalized_similarity(asked, there) + 0.3 * JaroWinkler.normalized_similarity(asked, there)
    sounds = OSA.normalized_similarity(sound_of(asked), sound_of(there))
    alike = max(letters, 0.7 * letters + 0.3 * sounds)
    return alike if _DIGITS.findall(asked) == _DIGITS.findall(there) else 0.7 * alike


def alike_keys(index: ReferenceIndex, asked: str, places: tuple[int, ...] | None) -> list[LikeKey]:
    """Return the keys of `places` (None: of the area) that are like `asked`, the likest first."""
    keys: Sequence[str]
    if places is not None and len(places) <= MOST_LISTED_PLACES:
        keys = index.keys_of_places(places)
        sounding = set(index.keys_that_sound_as(asked)).intersection(keys)
    else:
        keys, sounding = index.keys_like(asked), set(index.keys_that_sound_as(asked)[:MOST_SOUNDING])
    by_letters = process.extract(asked, keys, scorer=OSA.normalized_similarity, limit=MOST_KEYS, score_cutoff=0.4)
    near = {key for key, _, _ in by_letters} | sounding
    scored = [LikeKey(round(alike, 4), key) for key in near if (alike := likeness(asked, key)) >= LEAST_LIKENESS]
    return sorted(scored, key=lambda like: (-like.likeness, like.key))[: MOST_KEYS if places else MOST_KEYS_OF_AREA]
