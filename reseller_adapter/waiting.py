"""Waits for a submission's answer: at the running adapter, or by doing the adapter's work for as long as it takes."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from reseller_adapter.adapter import Adapter, Lines
from reseller_adapter.handover import wait_at_adapter
from reseller_adapter.store_lock import StoreLock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from broker_config.transport import Transport
    from reseller_adapter.adapter import Tuning
    from reseller_adapter.finished import Hears, Listener
    from reseller_adapter.settings import ResellerSettings
    from reseller_adapter.store.store import Store

_LOOK_AGAIN = 0.1
"""Seconds until the next try when the lock is held and its holder does not listen yet: it is just starting."""


class AnswerWait:
    """One wait. `line_to_wholesaler` makes a line to the broker, which is opened only when no adapter runs."""

    def __init__(
        self,
        settings: ResellerSettings,
        store: Store,
        line_to_wholesaler: Callable[[], Transport],
        tuning: Tuning,
    ) -> None:
        self._settings = settings
        self._store = store
        self._line = line_to_wholesaler
        self._tuning = tuning

    def wait(self, name: str, seconds: float, hears: Hears) -> bool:
        """True when the submission is answered within `seconds`. Raises `BrokerError` when no broker can be reached."""
        until = time.monotonic() + seconds
        left = seconds
        while True:
            ended = wait_at_adapter(self._store.data_dir, name, left, hears)
            if ended is not None:
                return ended
            lock = StoreLock.take(self._store.data_dir)
            if lock is not None:
                with lock:
                    return self._work(name, until, hears)
            left = until - time.monotonic()
            if left <= 0:
                return False
            threading.Event().wait(min(_LOOK_AGAIN, left))

    def _work(self, name: str, until: float, hears: Hears) -> bool:
        heard = _Heard(hears)
        with self._adapter(name, heard, until) as adapter:
            if adapter.is_done(name):
                return True
            adapter.listeners.progressed(name)
            return heard.is_done.wait(max(until - time.monotonic(), 0))

    @contextmanager
    def _adapter(self, name: str, heard: Listener, until: float) -> Iterator[Adapter]:
        line = self._line()
        line.open(timeout=max(until - time.monotonic(), 1.0))
        try:
            adapter = Adapter(self._settings, self._store, Lines(wholesale=line), tuning=self._tuning)
            adapter.listeners.add(name, heard)
            try:
                adapter.start()
                yield adapter
            finally:
                adapter.stop()
        finally:
            line.close(timeout=2)


class _Heard:
    """Listens inside this program."""

    def __init__(self, hears: Hears) -> None:
        self.is_done = threading.Event()
        self.progressed = hears.progressed
        self.not_taken = hears.not_taken

    def done(self) -> None:
        self.is_done.set()
