"""How long to wait before a worker that died is started again."""

from __future__ import annotations

FIRST = 0.5
LONGEST = 30.0
STEADY = 60.0
"""Seconds after which a worker's end is taken for news and not for one more of the same."""


class RestartDelay:
    """Grows from half a second to half a minute while the worker keeps dying young; starts anew after a steady run."""

    def __init__(self) -> None:
        self._next = FIRST

    def after(self, lifetime: float) -> float:
        """The delay in seconds before the next start, given how many seconds the worker lived."""
        if lifetime >= STEADY:
            self._next = FIRST
        delay = self._next
        self._next = min(self._next * 2, LONGEST)
        return delay
