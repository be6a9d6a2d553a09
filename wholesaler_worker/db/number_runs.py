"""Finds runs of consecutive telephone numbers among available ones."""

from __future__ import annotations

_DIGITS = 10
_LINES = 10_000
"""Numbers of one NPA-NXX: a run never leaves it."""


def first_or_longest_run(numbers: str, quantity: int) -> tuple[str, int]:
    """The first number and the length of the first run of `quantity`, or of the longest when none is long enough.

    `numbers` are written one after the other, ten digits each, and ascend, or do so in two stretches; the answer is
    of length 0 when there are none. It looks at few of them: where a run that is longer than the best one would have
    to end, it looks first, and goes on behind the last gap before that place.
    """
    count = len(numbers) // _DIGITS
    start, best_start, best = 0, 0, 0

    def number(at: int) -> int:
        return int(numbers[at * _DIGITS : (at + 1) * _DIGITS])

    def follows(at: int) -> bool:
        """Whether a number continues the run of the one before it."""
        return (here := number(at)) - number(at - 1) == 1 and here % _LINES != 0

    while best < quantity and start + best < count:
        end = start + best
        while end > start and follows(end):
            end -= 1
        if end > start:
            start = end
            continue
        end = start + best + 1
        while end < count and end - start < quantity and follows(end):
            end += 1
        best_start, best = start, end - start
        start = end
    return numbers[best_start * _DIGITS : (best_start + 1) * _DIGITS], best
