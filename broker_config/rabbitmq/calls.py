"""Work handed from any thread to the I/O thread: one wake-up for however many calls have gathered."""

from __future__ import annotations

import logging
from collections import deque
from threading import get_ident
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)


class Calls:
    """On the I/O thread, `before` and `after` run around each batch of calls: its effects can be sent as one."""

    def __init__(self, loop: Any, before: Callable[[], None], after: Callable[[], None]) -> None:
        self._loop = loop
        self._before = before
        self._after = after
        self._waiting: deque[tuple[Callable[..., None], tuple[Any, ...]]] = deque()
        self._woken = False
        self._thread = 0

    def put(self, call: Callable[..., None], *arguments: Any) -> None:
        """Run `call(*arguments)` on the I/O thread, after everything that was put before."""
        self.put_quietly(call, *arguments)
        self.wake()

    def put_quietly(self, call: Callable[..., None], *arguments: Any) -> None:
        """As `put`, but with the next `wake`, or earlier when somebody else needs one."""
        self._waiting.append((call, arguments))

    def wake(self) -> None:
        """Have what waits run."""
        # First the call, then the look at the flag; the other side clears the flag before it looks at the calls. So
        # a call put at any moment is either seen by a run under way or wakes the next one, without a lock.
        if not self._woken and self._waiting:
            self._woken = True
            if get_ident() == self._thread:
                # The thread itself needs no wake-up, only an end of what it does now.
                self._loop.call_later(0, self.run)
            else:
                self._loop.add_callback_threadsafe(self.run)

    def run(self) -> None:
        """Make the calls that wait; the last ones after the loop has stopped are made by whoever stopped it."""
        self._woken = False
        self._thread = get_ident()
        waiting = self._waiting
        self._before()
        while waiting:
            call, arguments = waiting.popleft()
            guarded(call, *arguments)
        self._after()


def guarded(call: Callable[..., None], *arguments: Any) -> None:
    """Call; what it raises is logged, because the I/O thread must outlive every callback."""
    try:
        call(*arguments)
    except Exception:
        logger.exception("a callback on the broker's I/O thread failed", extra={"action": "transport.callback_failed"})
