"""What happens to the reseller's orders, as an iteration: in order, each once, acknowledged when the caller is done."""

from __future__ import annotations

import logging
import queue
from time import monotonic, time
from typing import TYPE_CHECKING, Self

from broker_config.names import notifications_queue
from contracts.notification_reading import NotificationUnreadable, read_notification
from contracts.reply import Outcome
from reseller_adapter.client.in_order import Held, InOrder
from reseller_adapter.errors import AnswerLate, ClientClosed, DocumentReturned, NotificationsMissing
from reseller_adapter.names import new_submission_name
from reseller_adapter.notifications.asking import resend_document
from reseller_adapter.pauses import Pauses

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from broker_config.transport import Delivery, Transport
    from contracts.document import Document
    from contracts.notification import Notification
    from contracts.reply import Reply
    from reseller_adapter.store.notification_records import Missing

logger = logging.getLogger(__name__)

PREFETCH = 1000
"""Messages in hand at most. What waits for a missing one is among them: when all do, nothing can come any more."""
MOST_TRIES = 5
_GRACE = 2.0
_PAUSES = Pauses(first=5.0, longest=60.0)


class NotificationStream:
    """Iterate over it on one thread.

    A notification is acknowledged when the next one is asked for, at the end of the `with` block, or by `done()`; one
    that the caller did not get done with (an exception, a crash) comes again. Raises `NotificationsMissing` when what
    is missing cannot be had; `skip` its purchase order and go on, or stop and ask the wholesaler.
    """

    def __init__(
        self,
        reseller: str,
        *,
        transport: Transport,
        ask: Callable[[Document], Reply],
        told: Callable[[str], int] | None,
        idle: float | None,
        grace: float = _GRACE,
        pauses: Pauses = _PAUSES,
    ) -> None:
        self._reseller = reseller
        self._queue = notifications_queue(reseller)
        self._transport = transport
        self._ask = ask
        self._idle = idle
        self._pauses = pauses
        self._order = InOrder(told or _from_the_beginning, grace)
        self._came: queue.SimpleQueue[Delivery | None] = queue.SimpleQueue()
        self._unreadable: list[Delivery] = []
        self._listening = False
        self._ended = False

    def __enter__(self) -> Self:
        self._listen()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.done()
        self.close()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Notification:
        """Done with the one before; wait for the next."""
        self.done()
        self._listen()
        silent_at = None if self._idle is None else monotonic() + self._idle
        while True:
            if self._ended:
                raise ClientClosed("the client was closed; what is not acknowledged comes again")
            self._take_what_came()
            if (found := self._order.next()) is not None:
                return found
            now = monotonic()
            self._look_at_gaps(now)
            until = [gap.ask_at for _, gap, _ in self._order.gaps()] + ([] if silent_at is None else [silent_at])
            self._wait(max(min(until) - now, 0.0) if until else None)
            if silent_at is not None and monotonic() >= silent_at and self._came.empty():
                raise StopIteration

    def done(self) -> None:
        """The caller needs the one it had no more."""
        delivery = self._order.done()
        if delivery is not None:
            self._transport.acknowledge(delivery)

    def skip(self, pon: str) -> None:
        """Do without what is missing of a purchase order: what waits for it follows."""
        self._order.skip(pon)

    def close(self) -> None:
        """Take no more; what is not acknowledged goes back into the queue."""
        if self._listening and not self._ended:
            self._transport.cancel(self._queue)
            self._take_what_came()
            for delivery in (*self._order.give_up(), *self._unreadable):
                self._transport.give_back(delivery)
        self.end()

    def end(self) -> None:
        """The client is closed: whoever waits is told."""
        self._ended = True
        self._came.put(None)

    def _listen(self) -> None:
        if not self._listening:
            self._listening = True
            self._transport.consume(self._queue, self._came.put, prefetch=PREFETCH, on_cancelled=_cancelled)

    def _wait(self, seconds: float | None) -> None:
        try:
            delivery = self._came.get(timeout=seconds) if seconds != 0.0 else self._came.get_nowait()
        except queue.Empty:
            return
        self._take(delivery)

    def _take_what_came(self) -> None:
        while not self._came.empty():
            self._take(self._came.get())

    def _take(self, delivery: Delivery | None) -> None:
        if delivery is None:
            return  # only to wake us
        try:
            notification = read_notification(delivery.body)
        except NotificationUnreadable as e:
            logger.error(  # noqa: TRY400 - the sentence says it all
                "a message in %s cannot be taken, and stays there: %s Tell the wholesaler", self._queue, e,
                extra={"action": "notification.unreadable", "message_id": delivery.properties.message_id},
            )  # fmt: skip
            self._unreadable.append(delivery)
            return
        of_no_use = self._order.take(Held(notification, delivery), monotonic())
        if of_no_use is not None:
            self._transport.acknowledge(of_no_use)

    def _look_at_gaps(self, now: float) -> None:
        for pon, gap, missing in list(self._order.gaps()):
            if gap.tries >= MOST_TRIES or self._order.held >= PREFETCH:
                raise NotificationsMissing(pon, missing.first, missing.last, "asked for, they did not come")
            if gap.ask_at <= now:
                gap.tries += 1
                self._ask_for(pon, missing)
                gap.ask_at = monotonic() + self._pauses.ask_again(gap.tries, 1)

    def _ask_for(self, pon: str, missing: Missing) -> None:
        logger.warning(
            "notifications of order %s are missing (%s); asking for them", pon, missing,
            extra={"action": "notification.gap", "pon": pon, "missing": str(missing)},
        )  # fmt: skip
        now = time()
        try:
            reply = self._ask(resend_document(self._reseller, pon, missing, new_submission_name(now), now))
        except (AnswerLate, DocumentReturned) as e:
            logger.warning("%s; asking again", e, extra={"action": "notification.not_asked", "pon": pon})
            return
        errors = [*reply.errors, *(error for segment in reply.segments for error in segment.errors)]
        if reply.header.outcome is not Outcome.ANSWERED and not all(error.retryable for error in errors):
            said = "; ".join(f"{error.code} {error.text}" for error in errors)
            raise NotificationsMissing(pon, missing.first, missing.last, said)


def _from_the_beginning(_pon: str) -> int:
    return 0


def _cancelled(queue_name: str, reason: str) -> None:
    logger.error(
        "the broker ended the consumer of %s (%s); trying again", queue_name, reason,
        extra={"action": "notifications.cancelled", "queue": queue_name},
    )  # fmt: skip
