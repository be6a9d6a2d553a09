"""How a street name sounds: a code that ``GOUGH`` and ``GOFF``, ``PHELPS`` and ``FELPS`` share."""

from __future__ import annotations

import re
from functools import lru_cache

# In order: what is silent or written in several ways in English and Spanish names of streets.
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        (r"^(?:KN|GN|PN)", "N"), (r"^WR", "R"), (r"^WH", "W"), (r"^X", "S"), (r"^PS", "S"), (r"MB$", "M"),
        (r"PH", "F"), (r"(?<=[AO]U)GH|(?<=U)GH$", "F"), (r"GH(?![AEIOU])", ""), (r"GH", "G"), (r"TCH", "X"),
        (r"SCH", "SK"), (r"CH", "X"), (r"SH", "X"), (r"[ST]ION", "XN"), (r"CK", "K"), (r"C(?=[EIY])", "S"),
        (r"DG(?=[EIY])", "J"), (r"G(?=[EIY])", "J"), (r"[CQ]", "K"), (r"X", "X"), (r"Z", "S"), (r"V", "F"),
        (r"TH", "T"), (r"(?<=[AEIOU])H", ""), (r"W(?![AEIOU])", ""), (r"Y(?![AEIOU])", "I"),
    )
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"(?<!^)[AEIOUY]+")


@lru_cache(maxsize=16384)
def sound_of(key: str) -> str:
    """Return the sound of `key`: consonants, digits and the first letter; vowels inside are dropped."""
    text = _DOUBLED.sub(r"\1", key)
    for pattern, spelling in _RULES:
        text = pattern.sub(spelling, text)
    text = _VOWELS.sub("", _DOUBLED.sub(r"\1", text))
    first = "A" if text[:1] in "AEIOU" else text[:1]
    return first + _DOUBLED.sub(r"\1", text[1:])
