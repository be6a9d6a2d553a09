"""The words of an address: folded to plain capitals, split, and brought to one spelling each."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from serviceability.directions import DIRECTIONS
from serviceability.numbered_roads import numbered_road
from serviceability.ordinals import ONES, ORDINALS, TENS, ordinal, ordinal_digits
from serviceability.street_types import STREET_TYPES, TYPE_NAMES

# By code points, because these marks look like others: typographic apostrophes, accents standing alone, the okina.
_DROPPED: dict[int, str | None] = dict.fromkeys(map(ord, "'`."), None) | dict.fromkeys(
    (0x2018, 0x2019, 0x02BB, 0x02BC, 0x00B4), None
)
# Before the compatibility form, which would make ``12`` followed by the sign for a half one number of five digits.
_MARKS: dict[int, str] = {
    0x00BD: " 1/2",
    0x00BC: " 1/4",
    0x00BE: " 3/4",
    0x2153: " 1/3",
    0x2154: " 2/3",
    **dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212), "-"),
    0x2044: "/",
    0x2116: "#",
}
_LETTERS = str.maketrans({"ß": "SS", "Æ": "AE", "æ": "AE", "Ø": "O", "ø": "O", "Ð": "D", "ð": "D", "Þ": "TH",
    "þ": "TH", "Ł": "L", "ł": "L", "Œ": "OE", "œ": "OE", "Đ": "D", "đ": "D", "\u0131": "I"})  # fmt: skip
_WORD = re.compile(r"#|[0-9]+/[0-9]+|[A-Z0-9]+")

SPELLINGS: dict[str, str] = {
    **ORDINALS,
    **STREET_TYPES,
    **DIRECTIONS,
    "SAINT": "ST", "SAINTE": "STE", "FORT": "FT", "MOUNT": "MT", "HIGHWAY": "HWY", "CNTY": "CO", "COUNTY": "CO",
    # Publication 28, appendix C: Spanish types stand before the name, and are part of it.
    "AVENIDA": "AVE", "AVDA": "AVE", "CLL": "CALLE", "CAM": "CAMINO", "CMT": "CAMINITO", "CER": "CERRADA",
    "ENT": "ENTRADA", "PSO": "PASEO", "PLA": "PLACITA", "RCH": "RANCHO", "VER": "VEREDA",
    "AND": "", "JUNIOR": "JR", "DOCTOR": "DR", "ROUTE": "RTE", "RT": "RTE", "INTERSTATE": "I", "NUMBER": "",
}  # fmt: skip
"""Words to the one spelling that keys are made of. A saint and a street share ``ST``: the place tells them apart."""


def fold(text: str) -> str:
    """Return `text` in ASCII capitals: accents removed, ligatures spelt out, apostrophes and dots dropped."""
    if text.isascii():
        return text.upper().translate(_DROPPED)
    plain = unicodedata.normalize("NFKD", text.translate(_MARKS).translate(_DROPPED).translate(_LETTERS))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).upper().translate(_DROPPED)


def words_of(text: str) -> list[str]:
    """Return the words of `text`, folded; ``#`` and fractions are words of their own, other punctuation divides."""
    return _WORD.findall(fold(text))


def standard_words(words: list[str]) -> tuple[str, ...]:
    """Return `words` (folded) each in its one spelling; two-word ordinals become one word."""
    spelt: list[str] = []
    position, count = 0, len(words)
    while position < count:
        word = words[position]
        if "-" in word:
            # ``I-90``: a line keeps hyphens inside what may be a number or a unit; a street has none.
            return standard_words([*words[:position], *word.split("-"), *words[position + 1 :]])
        if word in TENS and position + 1 < count and words[position + 1] in ONES:
            spelt.append(ordinal(TENS[word] + ONES[words[position + 1]]))
            position += 2
            continue
        found = SPELLINGS.get(word, word)
        if word == "LA" and position + 1 < count and words[position + 1] not in DIRECTIONS:
            found = word  # the article of LA SALLE; a lane stands at the end
        elif word == "NO" and position and position + 1 < count and words[position + 1].isdigit():
            found = ""  # COUNTY ROAD NO. 12
        if found:
            spelt.append(found)
        position += 1
    return numbered_road(tuple(spelt)) if spelt else tuple(words)


@lru_cache(maxsize=16384)
def street_words(text: str) -> tuple[str, ...]:
    """Return the standard words of a street name, type or direction."""
    return standard_words(words_of(text))


_IN_FULL = {
    **TYPE_NAMES,
    "N": "NORTH", "S": "SOUTH", "E": "EAST", "W": "WEST",
    "NE": "NORTHEAST", "NW": "NORTHWEST", "SE": "SOUTHEAST", "SW": "SOUTHWEST",
    "ST": "SAINT", "CO": "COUNTY", "JR": "JUNIOR", "TWP": "TOWNSHIP",
}  # fmt: skip


def key_word(word: str) -> str:
    """Return `word` (standard) as keys hold it: in full, so that a misspelt ``MISION`` is near ``MSN``.

    Of an ordinal only the number is kept, without zeros before it: ``15`` finds ``15TH``, ``9TH`` finds ``09TH``.
    """
    if word[0].isdigit():
        digits = ordinal_digits(word) or word
        return digits.lstrip("0") or digits
    return _IN_FULL.get(word, word)
