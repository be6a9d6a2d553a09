"""Arrivals of one lane, taken round robin over resellers: one reseller's flood does not delay another."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from wholesaler_worker.receiving.arrival import Arrival

NOBODY = ""
"""Whose turn an arrival without a reseller takes."""


class Rotation:
    """Not thread-safe: its owner holds a lock."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Arrival]] = {}
        self._turns: deque[str] = deque()

    def add(self, reseller: str, arrival: Arrival) -> None:
        """Append to the reseller's own line."""
        line = self._waiting.get(reseller)
        if line is None:
            line = self._waiting[reseller] = deque()
            self._turns.append(reseller)
        line.append(arrival)

    def next_turn(self, may: Callable[[str], bool]) -> Arrival | None:
        """Look at the first arrival of the next reseller that `may` be taken from; `take` then takes it."""
        for _ in range(len(self._turns)):
            reseller = self._turns[0]
            if may(reseller):
                return self._waiting[reseller][0]
            self._turns.rotate(-1)
        return None

    def take(self) -> Arrival:
        """Take what `next_turn` has just shown."""
        reseller = self._turns.popleft()
        line = self._waiting[reseller]
        arrival = line.popleft()
        if line:
            self._turns.append(reseller)
        else:
            del self._waiting[reseller]
        return arrival

    def remove(self, which: Callable[[str], bool]) -> list[Arrival]:
        """Take out everything of the resellers that `which` names, in order."""
        gone = [reseller for reseller in self._turns if which(reseller)]
        self._turns = deque(reseller for reseller in self._turns if reseller not in gone)
        return [arrival for reseller in gone for arrival in self._waiting.pop(reseller)]
