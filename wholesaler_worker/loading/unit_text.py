"""Splits a unit as publishers write it: ``APARTMENT 12``, ``# 101``, ``#APT 000002``, ``B``, ``REAR``."""

from __future__ import annotations

import re
from functools import lru_cache

from serviceability.unit_designators import ALONE_DESIGNATORS, UNIT_DESIGNATORS, standard_designator
from serviceability.words import fold

_HASHES = re.compile(r"#+\s*")
_PADDING = re.compile(r"(?<!\S)0+(?=[0-9]+(?!\S))")
"""Zeros that a publisher fills a column with: nobody lives in ``APT 000002``."""


@lru_cache(maxsize=65536)
def read_unit(text: str) -> str:
    """The unit as ``designator value``, ``# value`` where no designator is written, or empty.

    A designator that needs a value and has none says nothing (``UNIT``): the door is the house's.
    """
    words = _PADDING.sub("", _HASHES.sub(" ", fold(text))).split()
    if not words:
        return ""
    designator = standard_designator(words[0])
    if words[0] in ALONE_DESIGNATORS or (words[0] in UNIT_DESIGNATORS and len(words) > 1):
        return " ".join((designator, *words[1:]))
    if words[0] in UNIT_DESIGNATORS:
        return ""
    return " ".join(("#", *words))
