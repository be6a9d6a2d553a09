"""Notifications in the store: what came, what is told, what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reseller_adapter.store.notification_records import (
    KeptNotification,
    Missing,
    NotificationCounts,
    OddNotification,
    OrderThread,
)
from reseller_adapter.store.statements import statements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reseller_adapter.store.database import Database


class Notifications:
    """Each method is one statement or one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sql = statements("notifications")

    def add(self, new: KeptNotification, body: bytes) -> bool:
        """Keep it; False when it is here or told already."""
        with self._database.transaction():
            self._database.run(self._sql["see_order"], (new.pon, new.received_at))
            if new.sequence <= self.thread(new.pon).delivered:
                return False
            values = (new.pon, new.sequence, new.version, new.event, new.message_id, new.received_at, body)
            return self._database.run(self._sql["add_notification"], values) == 1

    def thread(self, pon: str) -> OrderThread:
        """How far a purchase order is told; one that was never heard of is not told at all."""
        row = self._database.one(self._sql["thread"], (pon,))
        return _thread(row or (pon, 0, None, 0, 0, ""))

    def threads(self) -> list[OrderThread]:
        """Every purchase order that was heard of, the latest last."""
        return [_thread(row) for row in self._database.all(self._sql["threads"])]

    def of(self, pon: str) -> list[KeptNotification]:
        """What is kept of a purchase order, in order."""
        return [_kept(row) for row in self._database.all(self._sql["notifications"], (pon,))]

    def body(self, pon: str, sequence: int) -> bytes | None:
        """A notification as it came; None when it is not here (any more)."""
        row = self._database.one(self._sql["notification_body"], (pon, sequence))
        return None if row is None else bytes(row[0])

    def next(self, limit: int) -> list[KeptNotification]:
        """The one of each purchase order whose turn it is."""
        return [_kept(row) for row in self._database.all(self._sql["next_notifications"], (limit,))]

    def delivered(self, pon: str, sequence: int, now: float) -> None:
        """It arrived: the next one may follow. Nothing changes when it is wanted again meanwhile."""
        with self._database.transaction():
            if self._database.run(self._sql["thread_delivered"], (pon, sequence)) == 1:
                self._database.run(self._sql["notification_delivered"], (now, pon, sequence))

    def waiting(self, pon: str) -> list[int]:
        """The sequence numbers of what is here and not told yet."""
        return [sequence for (sequence,) in self._database.all(self._sql["waiting_sequences"], (pon,))]

    def missing(self, pon: str) -> Missing | None:
        """What is missing before the latest that came, or None."""
        first = last = 0
        before = self.thread(pon).delivered
        for sequence in self.waiting(pon):
            if sequence > before + 1:
                first, last = first or before + 1, sequence - 1
            before = sequence
        return Missing(first, last) if first else None

    def skip(self, pon: str) -> Missing | None:
        """Do without what is missing before the first that waits; returns it, or None when nothing is."""
        with self._database.transaction():
            waiting, told = self.waiting(pon), self.thread(pon).delivered
            if not waiting or self._database.run(self._sql["skip_to"], (pon, waiting[0])) != 1:
                return None
            return Missing(told + 1, waiting[0] - 1)

    def tell_again(self, pon: str, first: int, now: float) -> bool:
        """Deliver once more from `first` on; what is kept no more is asked for. False when it was not told so far."""
        with self._database.transaction():
            if self._database.run(self._sql["tell_again_from"], (pon, first)) != 1:
                return False
            self._database.run(self._sql["undelivered_from"], (pon, first))
            if self.missing(pon) is not None:
                self.ask_later(pon, now)
            return True

    def to_ask(self, now: float, horizon: float, limit: int) -> list[OrderThread]:
        """The purchase orders to ask about now; `horizon` is the longest pause there is."""
        return [_thread(row) for row in self._database.all(self._sql["to_ask"], (now, now + horizon, limit))]

    def next_ask(self, now: float) -> float | None:
        """When the next one after `now` is."""
        (ask_at,) = self._database.one(self._sql["next_ask"], (now,))
        return None if ask_at is None else float(ask_at)

    def ask_later(self, pon: str, at: float) -> None:
        """Ask then."""
        self._database.run(self._sql["ask_later"], (at, pon))

    def asked(self, pon: str, again_at: float) -> None:
        """The wholesaler is being asked."""
        self._database.run(self._sql["asked"], (again_at, pon))

    def no_gap(self, pon: str) -> None:
        """Nothing is missing (any more)."""
        self._database.run(self._sql["no_gap"], (pon,))

    def give_up(self, pon: str, trouble: str) -> None:
        """Ask no more until something changes."""
        self._database.run(self._sql["give_up"], (trouble, pon))

    def note_trouble(self, pon: str, trouble: str) -> None:
        """Keep what went wrong last."""
        self._database.run(self._sql["note_trouble"], (trouble, pon))

    def hope_again(self, at: float) -> None:
        """Ask once more for everything that is missing."""
        self._database.run(self._sql["hope_again"], (at,))

    def keep_odd(self, now: float, message_id: str | None, reason: str, body: bytes) -> None:
        """Set aside what cannot be taken as a notification, once."""
        self._database.run(self._sql["keep_odd"], (now, message_id, reason, body))

    def odd(self) -> list[OddNotification]:
        """What was set aside, oldest first."""
        names = ("id", "received_at", "message_id", "reason", "size")
        return [OddNotification(**dict(zip(names, row, strict=True))) for row in self._database.all(self._sql["odd"])]

    def odd_body(self, number: int) -> bytes | None:
        """The bytes of one of them, by its `id`."""
        row = self._database.one(self._sql["odd_body"], (number,))
        return None if row is None else bytes(row[0])

    def counts(self) -> NotificationCounts:
        """How much there is."""
        return NotificationCounts(*self._database.one(self._sql["notification_counts"]))

    def prune(self, told_before: float, silent_before: float) -> None:
        """Forget what was told, and orders of which nothing was heard, before these times."""
        self._database.run(self._sql["prune_notifications"], (told_before,))
        self._database.run(self._sql["prune_threads"], (silent_before,))
        self._database.run(self._sql["prune_odd"], (silent_before,))


def _thread(row: Sequence[Any]) -> OrderThread:
    pon, delivered, ask_at, asked, tries, trouble = row
    return OrderThread(pon=pon, delivered=delivered, ask_at=ask_at, asked=asked, tries=tries, trouble=trouble)


def _kept(row: Sequence[Any]) -> KeptNotification:
    pon, sequence, version, event, message_id, received_at, delivered_at = row
    return KeptNotification(
        pon=pon,
        sequence=sequence,
        version=version,
        event=event,
        message_id=message_id,
        received_at=received_at,
        delivered_at=delivered_at,
    )
