"""A few threads for work that takes long (translating 10,000 rows) and must not hold up the desk."""

from __future__ import annotations

import logging
import queue
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)


class Workroom:
    """Its threads end with the program: what they had in hand is begun again after the next start, from the store."""

    def __init__(self, threads: int = 2) -> None:
        self._work: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, name=f"workroom-{number}", daemon=True) for number in range(threads)
        ]

    def start(self) -> None:
        """Open for work."""
        for thread in self._threads:
            thread.start()

    def do(self, work: Callable[[], None]) -> None:
        """Do it when a thread is free."""
        self._work.put(work)

    def stop(self, timeout: float) -> None:
        """Finish what is in hand, begin nothing more; waits at most `timeout` seconds for each thread."""
        self._stopping.set()
        for _ in self._threads:
            self._work.put(None)
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout)

    def _run(self) -> None:
        while (work := self._work.get()) is not None and not self._stopping.is_set():
            try:
                work()
            except Exception:
                logger.exception("work failed; it is begun again after the next start", extra={"action": "work.failed"})
