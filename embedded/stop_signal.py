"""SIGTERM and SIGINT as something that can be waited for together with a child's end."""

from __future__ import annotations

import os
import select
import signal
import socket
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

    from embedded.process_identity import ProcessIdentity

_STOPPING = (signal.SIGTERM, signal.SIGINT)


class StopSignal:
    """A context in which the two signals do not interrupt but are noted; `is_given()` says whether one came.

    Signals wake the waiting poll through a socket (signal.set_wakeup_fd), so no moment is lost between looking and
    waiting. Use it in the main thread.
    """

    def __init__(self) -> None:
        self._given = False
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

    def is_given(self) -> bool:
        """True once SIGTERM or SIGINT came."""
        return self._given

    def wait(self, seconds: float | None = None, *, child: ProcessIdentity | None = None) -> None:
        """Return when a stop signal came, when `child` has ended, or after `seconds`."""
        end = None if seconds is None else time.monotonic() + seconds
        poll = select.poll()
        poll.register(self._heard, select.POLLIN)
        descriptor = None
        try:
            if child is not None:
                descriptor = os.pidfd_open(child.pid)
                poll.register(descriptor, select.POLLIN)
            while not self._given and (child is None or child.is_alive()):
                left = None if end is None else max(0.0, end - time.monotonic()) * 1000
                ready = poll.poll(left)
                if not ready:
                    return
                if any(which == self._heard.fileno() for which, _ in ready):
                    self._heard.recv(64)  # another signal than ours may have woken us: look again
        finally:
            if descriptor is not None:
                os.close(descriptor)

    def _note(self, *_: object) -> None:
        self._given = True
