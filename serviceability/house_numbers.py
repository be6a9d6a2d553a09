"""The head of an address: the house number with its grid prefix and suffix, in each way it can be read.

``1368``, ``1368A``, ``1368 A``, ``12 1/2``, ``1016-18``, ``112-10``, ``25W 450``, ``N6W23001``, ``W204 N11912``,
``ONE``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from serviceability.directions import DIRECTIONS
from serviceability.ordinals import ORDINAL_ENDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HIGHEST_NUMBER = 2**31 - 1

_FRACTION = re.compile(r"[0-9]/[0-9]{1,2}\Z")
_LETTERED = re.compile(r"([0-9]{1,10})-?([A-Z]{1,2})\Z")
_HYPHENATED = re.compile(r"([0-9]{1,9})-([0-9]{1,9})([A-Z]?)\Z")
_GRID = re.compile(r"([NSEW][0-9]{1,5}[NSEW]|[0-9]{1,5}[NSEW]|[NSEW])-?([0-9]{1,10})([A-Z]?)\Z")
_GRID_PREFIX = re.compile(r"(?:[NSEW][0-9]{1,5}[NSEW]?|[0-9]{1,5}[NSEW]|[NSEW])\Z")
_IN_WORDS = {word: str(number) for number, word in enumerate(
    ("ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE", "TEN"), 1)}  # fmt: skip


class HouseNumber(NamedTuple):
    """One reading of a house number; `through` is the end of a hyphenated one (``1016-18`` ends with 1018).

    `loose` marks a suffix that is a direction as well (``1368 N``): it counts only when the file lists it.
    """

    number: int
    prefix: str = ""
    suffix: str = ""
    through: int | None = None
    loose: bool = False

    @property
    def text(self) -> str:
        """The number with its prefix and suffix, as an address line has it."""
        return (
            f"{self.prefix}{' ' if self.prefix and self.prefix[-1] != '-' else ''}{self.number} {self.suffix}".strip()
        )


def read_heads(words: Sequence[str]) -> Iterator[tuple[HouseNumber, int]]:
    """Yield each reading of the house number that `words` (folded) begin with, and how many words it takes.

    The most usual reading comes first; none when the words do not begin with a number.
    """
    if not words:
        return
    first = _IN_WORDS.get(words[0], words[0])
    second, third = (*words[1:3], "", "")[:2]
    if _digits(first):
        yield from _plain(first, second, words)
    elif (hyphenated := _HYPHENATED.match(first)) is not None:
        yield from _hyphenated(hyphenated[1], hyphenated[2], hyphenated[3], second)
    elif _GRID_PREFIX.match(first) and is_number(second):
        yield from _with_suffix(int(second), first, "", third, 2)
    elif (grid := _GRID.match(first)) is not None and is_number(grid[2]):
        yield from _with_suffix(int(grid[2]), grid[1], grid[3], second, 1)
    if _GRID_PREFIX.match(first) and second and second[0] in "NSEW":
        grid = _GRID.match(first + second)
        if grid is not None and is_number(grid[2]):
            yield from _with_suffix(int(grid[2]), grid[1], grid[3], third, 2)
    lettered = _LETTERED.match(first)
    if lettered is not None and lettered[2] not in ORDINAL_ENDS and is_number(lettered[1]):
        yield HouseNumber(int(lettered[1]), suffix=lettered[2], loose=lettered[2] in DIRECTIONS), 1


def _plain(first: str, second: str, words: Sequence[str]) -> Iterator[tuple[HouseNumber, int]]:
    if not is_number(first):
        return
    number = int(first)
    if _FRACTION.match(second):
        yield HouseNumber(number, suffix=second), 2
    yield HouseNumber(number), 1
    if len(second) == 1 and second.isalpha():
        yield HouseNumber(number, suffix=second, loose=second in DIRECTIONS), 2
    if second in ("N", "S", "E", "W") and len(words) > 3 and is_number(words[2]):
        yield from _with_suffix(int(words[2]), first + second, "", words[3], 3)


def _hyphenated(low: str, high: str, suffix: str, second: str) -> Iterator[tuple[HouseNumber, int]]:
    """``112-10`` is 10 in the block 112; ``1016-18`` is a building that stretches from 1016 to 1018."""
    if is_number(high):
        yield from _with_suffix(int(high), f"{low}-", suffix, second, 1)
    if is_number(low):
        end = int(high if len(high) >= len(low) else low[: len(low) - len(high)] + high)
        if end > int(low):
            yield HouseNumber(int(low), suffix=suffix, through=end), 1


def _with_suffix(number: int, prefix: str, suffix: str, second: str, taken: int) -> Iterator[tuple[HouseNumber, int]]:
    if not suffix and _FRACTION.match(second):
        yield HouseNumber(number, prefix, second), taken + 1
    else:
        yield HouseNumber(number, prefix, suffix), taken


def _digits(word: str) -> bool:
    return word.isascii() and word.isdigit()


def is_number(word: str) -> bool:
    """True if `word` is a house number by itself, all digits."""
    return _digits(word) and len(word) <= 10 and 0 < int(word) <= HIGHEST_NUMBER
