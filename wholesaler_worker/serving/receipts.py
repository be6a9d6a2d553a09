"""Writes into the ledger what the broker has confirmed: answers before their documents are acknowledged, notifications.

What was gathered meanwhile goes in one transaction. While the records are away nothing is acknowledged: whatever is
delivered again then gets its stored answer again.
"""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from wholesaler_worker.db.errors import DatabaseProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from contextlib import AbstractContextManager

    from wholesaler_worker.changing.records import Event
    from wholesaler_worker.db.ledger import EventKey, Key

_LOG = logging.getLogger(__name__)

_PAUSE = 1.0
"""Seconds between two attempts while the records are away."""


class LedgerNotes(Protocol):
    """What is needed of `wholesaler_worker.db.ledger.Ledger`, within one transaction."""

    def note_answered(self, keys: Collection[Key], now: datetime) -> None:
        """The broker has these answers."""

    def note_sent(self, keys: Sequence[EventKey], now: datetime) -> None:
        """The broker has these notifications."""

    def unsent(self, before: datetime, but: Iterable[str], limit: int) -> list[Event]:
        """Notifications that happened before `before` and were not sent, of resellers not in `but`."""


class Receipts:
    """A thread between `start` and `stop`; `answered` and `sent` return at once, from any thread.

    `open_ledger` begins a transaction of the ledger. `on_broken` is called when the thread cannot go on: without it
    nothing would be acknowledged any more.
    """

    def __init__(
        self,
        open_ledger: Callable[[], AbstractContextManager[LedgerNotes]],
        on_broken: Callable[[], None] = lambda: None,
    ) -> None:
        self._open_ledger = open_ledger
        self._on_broken = on_broken
        self._answered: list[tuple[Key, Callable[[], None], Callable[[], None]]] = []
        self._sent: list[tuple[EventKey, Callable[[], None]]] = []
        self._change = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="receipts", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self, timeout: float) -> None:
        """Write what is there and end; what cannot be written within `timeout` seconds is given up, unacknowledged."""
        with self._change:
            self._stopping = True
            self._change.notify_all()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def answered(self, key: Key, then: Callable[[], None], otherwise: Callable[[], None]) -> None:
        """The broker has the answer to a document: write it, then call `then`; `otherwise` when it is given up."""
        with self._change:
            self._answered.append((key, then, otherwise))
            self._change.notify_all()

    def sent(self, key: EventKey, then: Callable[[], None]) -> None:
        """The broker has a notification: write it, then call `then`, also when it is given up."""
        with self._change:
            self._sent.append((key, then))
            self._change.notify_all()

    def _run(self) -> None:
        try:
            while self._note_what_came():
                pass
        except BaseException:
            _LOG.exception("the thread of the receipts broke; the worker ends", extra={"action": "worker.broken"})
            self._on_broken()
            raise

    def _note_what_came(self) -> bool:
        """Wait for something and write it; False at the end."""
        with self._change:
            while not (self._answered or self._sent or self._stopping):
                self._change.wait()
            if not (self._answered or self._sent):
                return False
            answered, self._answered = self._answered, []
            sent, self._sent = self._sent, []
        written = self._write([key for key, *_ in answered], [key for key, _ in sent])
        for _, then, otherwise in answered:
            (then if written else otherwise)()
        for _, then in sent:
            then()
        return True

    def _write(self, answered: list[Key], sent: list[EventKey]) -> bool:
        """True when it is written; False when the worker ends meanwhile."""
        while True:
            now = datetime.now(UTC)
            try:
                with self._open_ledger() as ledger:
                    ledger.note_answered(answered, now)
                    ledger.note_sent(sent, now)
            except DatabaseProblem as e:
                _LOG.warning("confirmed answers wait for the ledger: %s", e, extra={"action": "ledger.waiting"})
            else:
                return True
            with self._change:
                if self._stopping or self._change.wait_for(lambda: self._stopping, _PAUSE):
                    return False
