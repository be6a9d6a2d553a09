"""Chance that is the same on every machine and under every Python.

Only `random.Random.random` is used: Python promises its sequence for a seed, which it does not for the methods that are
made of it.
"""

from __future__ import annotations

import random
from bisect import bisect
from itertools import accumulate
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_T = TypeVar("_T")


class Weighted(Generic[_T]):
    """Things with how often each is to be drawn."""

    def __init__(self, weights: Mapping[_T, float]) -> None:
        self.things = tuple(weights)
        self.sums = tuple(accumulate(weights.values()))


class Chance:
    """One stream of chance; `label` tells the streams of a seed apart, so that one never shifts another."""

    def __init__(self, seed: int, label: str) -> None:
        self.draw = random.Random(f"{seed} {label}").random  # noqa: S311 - synthetic data, protects nothing
        """The next number from 0 to below 1."""

    def below(self, count: int) -> int:
        """A whole number from 0 to below `count`."""
        return int(self.draw() * count)

    def one_of(self, things: Sequence[_T]) -> _T:
        """One of them, each as likely as the others."""
        return things[int(self.draw() * len(things))]

    def weighted(self, weighted: Weighted[_T]) -> _T:
        """One of them, by its weight."""
        return weighted.things[bisect(weighted.sums, self.draw() * weighted.sums[-1])]
