"""Ordinal numbers in words, to the digits of street names: ``FIRST`` is ``1ST``, ``TWENTY FIRST`` is ``21ST``."""

from __future__ import annotations

import re

_ONES = ("FIRST", "SECOND", "THIRD", "FOURTH", "FIFTH", "SIXTH", "SEVENTH", "EIGHTH", "NINTH")
_TEENS = ("TENTH", "ELEVENTH", "TWELFTH", "THIRTEENTH", "FOURTEENTH", "FIFTEENTH", "SIXTEENTH", "SEVENTEENTH",
    "EIGHTEENTH", "NINETEENTH")  # fmt: skip
_TENS = ("TWENTIETH", "THIRTIETH", "FORTIETH", "FIFTIETH", "SIXTIETH", "SEVENTIETH", "EIGHTIETH", "NINETIETH")

TENS: dict[str, int] = {
    word: 10 * place
    for place, word in enumerate(("TWENTY", "THIRTY", "FORTY", "FIFTY", "SIXTY", "SEVENTY", "EIGHTY", "NINETY"), 2)
}
"""The words that begin a two-word ordinal."""


ORDINAL_ENDS = ("ST", "ND", "RD", "TH")
"""What stands behind the digits of an ordinal."""

_IN_DIGITS = re.compile(rf"([0-9]+)(?:{'|'.join(ORDINAL_ENDS)})\Z")


def ordinal_digits(word: str) -> str:
    """Return the digits of an ordinal such as ``22ND``; empty for any other word."""
    found = _IN_DIGITS.match(word)
    return found[1] if found else ""


def ordinal(number: int) -> str:
    """Return `number` (above zero) as digits with its English suffix, such as ``22ND``."""
    if number % 100 in (11, 12, 13):
        return f"{number}TH"
    return f"{number}{ {1: 'ST', 2: 'ND', 3: 'RD'}.get(number % 10, 'TH') }"


ONES: dict[str, int] = {word: place for place, word in enumerate(_ONES, 1)}
"""``FIRST`` to ``NINTH`` and their values."""

ORDINALS: dict[str, str] = {
    **{word: ordinal(value) for word, value in ONES.items()},
    **{word: ordinal(value) for value, word in enumerate(_TEENS, 10)},
    **{word: ordinal(10 * place) for place, word in enumerate(_TENS, 2)},
}
"""One-word ordinals to digits."""
