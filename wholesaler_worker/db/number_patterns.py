"""What a pattern of a telephone number says to the indexes of the inventory.

Two ways of looking, each with a limit on how many numbers it reads, answer every pattern in milliseconds, whether ten
or a million numbers of the rate center fit, or none. In order, NPA-NXX by NPA-NXX: that finds at once what is frequent.
And from the end, where the last digits that are fixed give ranges of the reversed numbers: that finds what is rare, and
knows when there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

_DIGITS = "0123456789"
MOST_ENDS = 100
"""Beyond this many ranges it is cheaper to read more numbers."""

_LINE = 6
"""Where the last four digits begin."""


@dataclass(frozen=True, slots=True)
class NumberPattern:
    """A pattern of ten digits and dots, such as ``415555..22``."""

    text: str

    @property
    def bounds(self) -> dict[str, str]:
        """The pattern as LIKE has it, and between what a number that fits lies: whole, and its line in its NPA-NXX."""
        lowest, highest, like = (self.text.replace(".", digit) for digit in "09_")
        return {
            "like": like,
            "lowest": lowest,
            "highest": highest,
            "npa_nxx_like": like[:_LINE],
            "line_lowest": lowest[_LINE:],
            "line_highest": highest[_LINE:],
        }

    @property
    def ends(self) -> list[str]:
        """What the reversed numbers that fit begin with; none when too little of the line is fixed to be told so.

        ``......1.2.`` gives 100 of them: ``0201``, ``0211`` to ``9291``, all digits for each of the two dots.
        """
        line = self.text[: _LINE - 1 : -1]
        while line.endswith("."):
            line = line[:-1]
        while line and 10 ** line.count(".") > MOST_ENDS:
            line = line[:-1].rstrip(".")
        if not line:
            return []
        return ["".join(digits) for digits in product(*(_DIGITS if digit == "." else digit for digit in line))]
