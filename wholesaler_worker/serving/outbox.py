"""Sends notifications: at once what was just committed, and again what is still unsent after a while.

The events are rows of the records, written in the transaction that they tell of; a row is sent when the broker has
confirmed it. So a worker that dies in between loses none, and the reseller knows one that comes twice by its id.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from broker_config.errors import TransportClosed
from broker_config.transport import PublishOutcome
from wholesaler_worker.db.errors import DatabaseProblem
from wholesaler_worker.serving.notification_messages import notification_message

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from contextlib import AbstractContextManager

    from broker_config.transport import Settled, Transport
    from wholesaler_worker.changing.records import Event
    from wholesaler_worker.db.ledger import EventKey
    from wholesaler_worker.serving.receipts import LedgerNotes, Receipts

_LOG = logging.getLogger(__name__)

_EACH = 100
"""Notifications of one reseller under way at most: one whose queue is full leaves room for the others."""
_REST = 30.0
"""Seconds that a reseller is left alone whose queue did not take a notification."""


class Outbox:
    """A thread between `start` and `stop` that looks every `interval` seconds for what is unsent since `patience`.

    `open_ledger` begins a transaction of the ledger.
    """

    def __init__(
        self,
        transport: Transport,
        open_ledger: Callable[[], AbstractContextManager[LedgerNotes]],
        receipts: Receipts,
        *,
        interval: float = 5.0,
        patience: float = 10.0,
        at_a_time: int = 500,
    ) -> None:
        self._transport = transport
        self._open_ledger = open_ledger
        self._receipts = receipts
        self._interval = interval
        self._patience = timedelta(seconds=patience)
        self._at_a_time = at_a_time
        self._change = threading.Condition()
        self._under_way: set[EventKey] = set()
        self._of_reseller: Counter[str] = Counter()
        self._unwritable: set[EventKey] = set()
        """Said once; the next worker tries again."""
        self._resting: dict[str, float] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)

    def start(self) -> None:
        """Begin to look for what is unsent."""
        self._thread.start()

    def stop(self, timeout: float) -> None:
        """End; what is under way may still be confirmed."""
        self._stopping.set()
        with self._change:
            self._change.notify_all()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def send(self, events: Sequence[Event]) -> None:
        """Publish events that are committed, in order; those of a reseller that has too many under way come later."""
        self._send(events)

    def send_unsent(self) -> int:
        """Publish what should have been sent by now, as fast as the broker takes it; returns how many were begun.

        Some at a time: a long document alone has thousands, and a reseller has only so many under way.
        """
        total = 0
        while True:
            begun, full = self._send_some()
            total += len(begun)
            waited_for = full.union(reseller for reseller, _, _ in begun)
            if not waited_for or not self._room_again(waited_for):
                break
        if total:
            _LOG.warning("%d notifications are sent late", total, extra={"action": "notifications.late"})
        return total

    def _send_some(self) -> tuple[list[EventKey], set[str]]:
        """What was begun, and the resellers that had no room for more."""
        with self._change:
            now = time.monotonic()
            self._resting = {reseller: until for reseller, until in self._resting.items() if until > now}
            full = {reseller for reseller, count in self._of_reseller.items() if count >= _EACH}
            left_alone = full.union(self._resting)
            # What is under way may be noted while it is read here as unsent.
            passed_over = self._under_way | self._unwritable
        with self._open_ledger() as ledger:
            unsent = ledger.unsent(datetime.now(UTC) - self._patience, left_alone, self._at_a_time)
        return self._send([event for event in unsent if _key(event) not in passed_over]), full

    def _send(self, events: Sequence[Event]) -> list[EventKey]:
        """Returns those that were begun. Of a reseller none is begun after one that was left for later."""
        begun: list[EventKey] = []
        left: set[str] = set()
        for event in events:
            if event.reseller in left or not self._begins(event):
                left.add(event.reseller)
                continue
            try:
                self._transport.publish(notification_message(event), partial(self._settled, event))
            except TransportClosed:
                self._over(event)
                break
            except Exception:  # noqa: BLE001 - an error of ours with one notification keeps no other back
                self._unwritable.add(_key(event))
                self._over(event)
                _LOG.exception(
                    "notification %d of %s cannot be sent", event.sequence, event.pon,
                    extra={"action": "notifications.bug", "reseller": event.reseller},
                )  # fmt: skip
                continue
            begun.append(_key(event))
        return begun

    def _room_again(self, resellers: Collection[str]) -> bool:
        """Wait until one of them has room for many; False when it takes too long, or this is to end."""

        def is_there() -> bool:
            return self._stopping.is_set() or any(2 * self._of_reseller[one] <= _EACH for one in resellers)

        with self._change:
            return self._change.wait_for(is_there, self._interval) and not self._stopping.is_set()

    def _run(self) -> None:
        while not self._stopping.wait(self._interval):
            try:
                self.send_unsent()
            except DatabaseProblem as e:
                _LOG.warning("unsent notifications cannot be read: %s", e, extra={"action": "notifications.waiting"})
            except Exception:  # noqa: BLE001 - the outermost border of the thread: an error of ours must not end it unseen
                _LOG.exception("the outbox met an error of ours", extra={"action": "notifications.bug"})

    def _begins(self, event: Event) -> bool:
        with self._change:
            key, reseller = _key(event), event.reseller
            if key in self._under_way or reseller in self._resting or self._of_reseller[reseller] >= _EACH:
                return False
            self._under_way.add(key)
            self._of_reseller[reseller] += 1
            return True

    def _settled(self, event: Event, settled: Settled) -> None:
        """Called on the transport's I/O thread."""
        if settled.outcome is PublishOutcome.CONFIRMED:
            self._receipts.sent(_key(event), lambda: self._over(event))
            return
        if settled.outcome is not PublishOutcome.ABANDONED:
            with self._change:
                self._resting[event.reseller] = time.monotonic() + _REST
            _LOG.error(
                "the broker does not take the notifications of %s (%s %s); they are sent later",
                event.reseller,
                settled.outcome.value,
                settled.detail,
                extra={"action": "notifications.refused", "reseller": event.reseller},
            )
        self._over(event)

    def _over(self, event: Event) -> None:
        with self._change:
            self._under_way.discard(_key(event))
            self._of_reseller[event.reseller] -= 1
            if not self._of_reseller[event.reseller]:
                del self._of_reseller[event.reseller]
            self._change.notify_all()


def _key(event: Event) -> EventKey:
    return event.reseller, event.pon, event.sequence
