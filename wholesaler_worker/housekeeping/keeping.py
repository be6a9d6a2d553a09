"""The thread that keeps house. Every worker has one, and one of them all is at work at a time."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from threading import Event, Thread
from typing import TYPE_CHECKING, Final

from wholesaler_worker.db.errors import DatabaseAway, DatabaseProblem, DatabaseUnavailable
from wholesaler_worker.db.housekeeping import House, NotOurTurn

if TYPE_CHECKING:
    from collections.abc import Callable

    from wholesaler_worker.db.database import Database

_LOG = logging.getLogger(__name__)

PAUSE_SECONDS: Final = 5.0
"""Between two rounds: a hold that has expired is free for searches after so long at the latest."""
BATCH: Final = 1_000
"""The most rows of one transaction."""
BATCHES: Final = 20
"""The most transactions of one piece of work in a round, so that none keeps the others waiting."""
BREATH_SECONDS: Final = 0.02
"""Between two transactions: traffic comes first."""


class Housekeeping:
    """Rounds at intervals, between `start` and `stop`; `keep_house` is one round, in the caller's thread."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        pause: float = PAUSE_SECONDS,
        batch: int = BATCH,
    ) -> None:
        house = self._house = House(database, batch)
        self._clock = clock
        self._pause = pause
        self._batch = batch
        self._waits = False
        self._stopped = Event()
        self._thread = Thread(target=self._keep_going, name="housekeeping", daemon=True)
        self._pieces: tuple[tuple[str, Callable[[datetime], int]], ...] = (
            # First what answers need: without room for its day no document is answered.
            ("partitions_made", house.make_partitions),
            ("holds_freed", house.free_expired_holds),
            ("rested_freed", house.free_rested_numbers),
            ("keys_forgotten", house.forget_keys),
            ("tokens_forgotten", house.forget_tokens),
            ("network_forgotten", house.forget_network_messages),
            ("partitions_dropped", house.drop_partition),
        )

    def start(self) -> None:
        """Make room for today's answers, then begin the thread."""
        self._safely(self._make_room)
        self._thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        """End the thread after the transaction that it is in; idempotent."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def keep_house(self) -> dict[str, int]:
        """One round; returns how many rows (or partitions) each piece of work did, without those that did none.

        Nothing is done while another worker is at it. Raises the errors of `wholesaler_worker.db.errors`, except that
        a piece of work gives way to the traffic.
        """
        done: dict[str, int] = {}
        try:
            for name, work in self._pieces:
                if count := self._repeated(work):
                    done[name] = count
        except NotOurTurn:
            _LOG.debug("another worker keeps house", extra={"action": "housekeeping.elsewhere"})
        if done:
            said = ", ".join(f"{name.replace('_', ' ')}: {count}" for name, count in done.items())
            _LOG.info("kept house, %s", said, extra={"action": "housekeeping.done", **done})
        return done

    def _repeated(self, work: Callable[[datetime], int]) -> int:
        total = 0
        for _ in range(BATCHES):
            try:
                count = work(self._clock())
            except DatabaseAway:
                raise
            except DatabaseUnavailable as e:
                _LOG.debug("housekeeping gives way: %s", e, extra={"action": "housekeeping.gave_way"})
                break
            total += count
            if count < self._batch or self._stopped.wait(BREATH_SECONDS):
                break
        return total

    def _make_room(self) -> None:
        try:
            self._repeated(self._house.make_partitions)
        except NotOurTurn:
            _LOG.debug("another worker makes room", extra={"action": "housekeeping.elsewhere"})

    def _keep_going(self) -> None:
        while not self._stopped.is_set():
            self._safely(self.keep_house)
            self._stopped.wait(self._pause)

    def _safely(self, work: Callable[[], object]) -> None:
        """What fails ends no thread: the next round tries again. That the records are away is said once."""
        try:
            work()
            self._waits = False
        except DatabaseUnavailable as e:
            if not self._waits:
                _LOG.warning("housekeeping waits: %s", e, extra={"action": "housekeeping.waits"})
            self._waits = True
        except DatabaseProblem as e:
            _LOG.error("housekeeping failed: %s", e, extra={"action": "housekeeping.failed"})
        except Exception:  # noqa: BLE001 - the outermost border of the thread: an error of ours must not end it unseen
            _LOG.exception("housekeeping met an error of ours", extra={"action": "housekeeping.bug"})
