"""The desk: the one thread on which everything that changes the store happens, a batch at a time.

Whatever has arrived (answers, messages to take in, confirms) is one batch, one transaction and one durable commit. What
must only happen once it is durable (an acknowledgement, a publication) is registered with `after_commit`.
"""

from __future__ import annotations

import logging
import queue
import threading
from typing import TYPE_CHECKING

from reseller_adapter.errors import StoreUnusable

if TYPE_CHECKING:
    from collections.abc import Callable

    from reseller_adapter.store.store import Store

logger = logging.getLogger(__name__)

_LARGEST_BATCH = 500
_RETRY_SECONDS = 1.0


class Desk:
    """Runs tasks in the order they were posted. `at_end_of_batch` runs in every batch after its tasks and returns how
    many seconds may pass before it wants to run again, or None.
    """

    def __init__(self, store: Store, at_end_of_batch: Callable[[], float | None]) -> None:
        self._store = store
        self._at_end_of_batch = at_end_of_batch
        self._tasks: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._after: list[Callable[[], None]] = []
        self._thread = threading.Thread(target=self._run, name="desk")
        self._pause: float | None = 0.0

    def start(self) -> None:
        """Begin with what is in the store."""
        self._thread.start()

    def post(self, task: Callable[[], None]) -> None:
        """Run `task` on the desk; it may only touch the store and call `after_commit`."""
        self._tasks.put(task)

    def after_commit(self, action: Callable[[], None]) -> None:
        """Called by a task: run `action` when what the task wrote is durable; never if the task fails."""
        self._after.append(action)

    def stop(self, timeout: float) -> bool:
        """Finish what was posted; False when that took longer than `timeout` seconds."""
        self._stopping.set()
        self.post(_nothing)
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not (self._stopping.is_set() and self._tasks.empty()):
            self._do(self._next_batch())

    def _next_batch(self) -> list[Callable[[], None]]:
        try:
            batch = [self._tasks.get(timeout=self._pause)] if self._pause != 0 else []
        except queue.Empty:
            return []
        while len(batch) < _LARGEST_BATCH:
            try:
                batch.append(self._tasks.get_nowait())
            except queue.Empty:
                break
        return batch

    def _do(self, batch: list[Callable[[], None]]) -> None:
        """A store that cannot be written (a full disk) keeps the batch waiting: nothing in it was acknowledged."""
        pause: float | None = None
        while True:
            self._after.clear()
            try:
                with self._store.transaction():
                    for task in batch:
                        self._try(task)
                    pause = self._end_of_batch()
                break
            except StoreUnusable as e:
                logger.error("%s; trying again", e, extra={"action": "store.unusable"})  # noqa: TRY400 - no trace needed
                if self._stopping.wait(_RETRY_SECONDS):
                    logger.error(  # noqa: TRY400 - as above
                        "stopping with %d tasks undone; what they stand for is delivered again", len(batch),
                        extra={"action": "store.unusable", "undone": len(batch)},
                    )  # fmt: skip
                    self._after.clear()
                    return
        self._pause = pause
        actions, self._after = self._after, []
        for action in actions:
            try:
                action()
            except Exception:
                logger.exception("a step after a commit failed", extra={"action": "desk.step_failed"})

    def _end_of_batch(self) -> float | None:
        before = len(self._after)
        try:
            with self._store.transaction():
                return self._at_end_of_batch()
        except StoreUnusable:
            raise
        except Exception:
            del self._after[before:]
            logger.exception("sending what is due failed; trying again", extra={"action": "desk.end_failed"})
            return _RETRY_SECONDS

    def _try(self, task: Callable[[], None]) -> None:
        before = len(self._after)
        try:
            with self._store.transaction():
                task()
        except StoreUnusable:
            raise
        except Exception:
            del self._after[before:]
            logger.exception("a task failed; the others of its batch go on", extra={"action": "desk.task_failed"})


def _nothing() -> None:
    """Wakes the desk."""
