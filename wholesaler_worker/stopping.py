"""SIGTERM and SIGINT as something that can be waited for."""

from __future__ import annotations

import select
import signal
import socket
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

_STOPPING = (signal.SIGTERM, signal.SIGINT)


class StopAsked(Exception):
    """The worker was told to stop while it waited for something else."""


class StopSignal:
    """A context of the main thread in which the two signals do not interrupt but are noted.

    They wake whoever waits through a socket (signal.set_wakeup_fd): a handler that set a threading.Event could stand
    still on the event's own lock, which the interrupted wait holds.
    """

    def __init__(self) -> None:
        self._given = False
        self.is_broken = False
        self._heard, self._told = socket.socketpair()

    def __enter__(self) -> Self:
        self._heard.setblocking(False)
        self._told.setblocking(False)
        self._before = {number: signal.signal(number, self._note) for number in _STOPPING}
        self._descriptor_before = signal.set_wakeup_fd(self._told.fileno())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.set_wakeup_fd(self._descriptor_before)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._heard.close()
        self._told.close()

    def wait(self, seconds: float | None = None) -> bool:
        """Return True when a signal came or a thread broke, and False after `seconds`."""
        end = None if seconds is None else time.monotonic() + seconds
        while not (self._given or self.is_broken):
            left = None if end is None else end - time.monotonic()
            if left is not None and left <= 0:
                return False
            readable, _, _ = select.select([self._heard], [], [], left)
            if readable:
                self._heard.recv(256)
        return True

    def wait_or_raise(self, seconds: float) -> None:
        """Wait so long; raises `StopAsked` as soon as a signal comes."""
        if self.wait(seconds):
            raise StopAsked

    def break_off(self) -> None:
        """Wake the main thread because another one cannot go on; callable from any thread."""
        self.is_broken = True
        self._told.send(b"\x00")

    def _note(self, number: int, frame: object) -> None:
        del number, frame
        self._given = True
