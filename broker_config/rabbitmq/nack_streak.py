"""What a row of nacks means: one full queue, or a node that can take nothing."""

from __future__ import annotations

from time import monotonic
from typing import Final

from broker_config.rabbitmq.back_off import BackOff

_NACKS: Final = 20
_DESTINATIONS: Final = 2
"""One destination alone is full; two at once are a node that lost its leaders (RabbitMQ 3.10 then nacks everything on
the channel until the dead node is back)."""


class NackStreak:
    """Counts nacks without an ack between them, and remembers which destinations were given up as full."""

    def __init__(self) -> None:
        self._count = 0
        self._destinations: set[tuple[str, str]] = set()
        self._full: set[tuple[str, str]] = set()
        self._moves = BackOff(first=2.0, longest=30.0)
        self._quiet_until = 0.0

    def acked(self, destination: tuple[str, str]) -> None:
        """The node takes publications, and so does this destination."""
        if self._count:
            self._count = 0
            self._destinations.clear()
            self._moves.reset()
        if self._full:
            self._full.discard(destination)

    def nacked(self, destination: tuple[str, str], *, final: bool) -> bool:
        """True when the publication is to be given up: at its deadline, or at once for a destination known as full.

        A full destination that was waited for again and again would hold every place of the window, and so everyone.
        """
        self._count += 1
        self._destinations.add(destination)
        if final:
            self._full.add(destination)
        return destination in self._full

    def suggests_next_host(self, now: float | None = None) -> bool:
        """True once per streak, and with growing pauses while streak follows streak."""
        moment = monotonic() if now is None else now
        if self._count < _NACKS or len(self._destinations) < _DESTINATIONS or moment < self._quiet_until:
            return False
        self._count = 0
        self._destinations.clear()
        self._quiet_until = moment + self._moves.pause()
        return True
