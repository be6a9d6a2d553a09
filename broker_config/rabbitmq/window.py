"""How many publications may be under way: back-pressure for whoever publishes."""

from __future__ import annotations

import threading

from broker_config.errors import TransportClosed


class Window:
    """`size` places; taken in any thread, given back by the I/O thread, many at once."""

    def __init__(self, size: int) -> None:
        self._free = size
        self._open = False
        self._change = threading.Condition(threading.Lock())

    def open(self) -> None:
        """From now on places can be taken."""
        with self._change:
            self._open = True

    def close(self) -> None:
        """Whoever waits for a place, or asks later, gets `TransportClosed`."""
        with self._change:
            self._open = False
            self._change.notify_all()

    def take(self, *, wait: bool) -> None:
        """Take a place; the I/O thread itself never waits, since it is the one that frees places."""
        with self._change:
            while self._open and wait and self._free <= 0:
                self._change.wait()
            if not self._open:
                raise TransportClosed("the transport is not open: nothing can be published")
            self._free -= 1

    def give_back(self, places: int) -> None:
        """Free places that settled publications held."""
        with self._change:
            self._free += places
            if self._free > 0:
                self._change.notify(places)
