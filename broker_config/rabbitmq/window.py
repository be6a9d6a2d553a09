"""How many publications may be under way: back-pressure for whoever publishes."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from broker_config.errors import TransportClosed

if TYPE_CHECKING:
    from collections.abc import Callable

WINDOW_BYTES = 64 * 1024 * 1024
"""The bodies that may be under way at once: a blocked broker must not fill this process's memory with long answers."""


class Window:
    """`size` places for `size_bytes` of bodies; taken in any thread, given back by the I/O thread, many at once.

    A body that is larger than all of `size_bytes` goes alone.
    """

    def __init__(self, size: int, size_bytes: int = WINDOW_BYTES) -> None:
        self._free = size
        self._size_bytes = size_bytes
        self._bytes = 0
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

    def take(self, size: int, *, wait: bool, before_waiting: Callable[[], None] = lambda: None) -> None:
        """Take a place for `size` bytes; the I/O thread itself never waits, since it is the one that frees places.

        `before_waiting` sees to it that what holds the places is on its way.
        """
        with self._change:
            while self._open and wait and not self._has_room(size):
                before_waiting()
                self._change.wait()
            if not self._open:
                raise TransportClosed("the transport is not open: nothing can be published")
            self._free -= 1
            self._bytes += size

    def give_back(self, places: int, size: int) -> None:
        """Free places, and the bytes in them, that settled publications held."""
        with self._change:
            self._free += places
            self._bytes -= size
            if self._free > 0:
                self._change.notify_all()

    def _has_room(self, size: int) -> bool:
        return self._free > 0 and (self._bytes == 0 or self._bytes + size <= self._size_bytes)
