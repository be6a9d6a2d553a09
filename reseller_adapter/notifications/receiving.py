"""Takes notifications in: each is in the store before it is acknowledged, and in it once."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from broker_config.names import notifications_queue
from contracts.notification_reading import NotificationUnreadable, read_notification
from reseller_adapter.store.notification_records import KeptNotification

if TYPE_CHECKING:
    from collections.abc import Callable

    from broker_config.transport import Delivery, Transport
    from contracts.notification import NotificationHeader
    from reseller_adapter.desk import Desk
    from reseller_adapter.store.store import Store

logger = logging.getLogger(__name__)

_PREFETCH = 100


class Receiving:
    """Consumes the reseller's notifications. `on_arrived` hears on the desk of the purchase order of each new one."""

    def __init__(
        self,
        reseller: str,
        *,
        desk: Desk,
        store: Store,
        transport: Transport,
        clock: Callable[[], float],
        on_arrived: Callable[[str], None],
    ) -> None:
        self._reseller = reseller
        self._queue = notifications_queue(reseller)
        self._desk = desk
        self._store = store
        self._transport = transport
        self._clock = clock
        self._on_arrived = on_arrived

    def start(self) -> None:
        """Take in from now on."""
        self._transport.consume(self._queue, self._receive, prefetch=_PREFETCH, on_cancelled=_cancelled)

    def stop(self) -> None:
        """Take in no more; what was not stored stays in the queue."""
        self._transport.cancel(self._queue)

    def _receive(self, delivery: Delivery) -> None:
        self._desk.post(lambda: self._take(delivery))

    def _take(self, delivery: Delivery) -> None:
        self._desk.after_commit(lambda: self._transport.acknowledge(delivery))
        try:
            header = read_notification(delivery.body).header
        except NotificationUnreadable as e:
            self._set_aside(delivery, str(e))
            return
        if header.reseller != self._reseller:
            self._set_aside(delivery, f"It is for the reseller {header.reseller}, and this is {self._reseller}'s.")
        elif self._store.notifications.add(self._kept(header, delivery), delivery.body):
            logger.info(
                "notification %d of order %s came: %s", header.sequence, header.pon, header.event,
                extra={"action": "notification.taken_in", "pon": header.pon, "sequence": header.sequence},
            )  # fmt: skip
            self._on_arrived(header.pon)
        else:
            self._absorb(header, delivery)

    def _kept(self, header: NotificationHeader, delivery: Delivery) -> KeptNotification:
        return KeptNotification(
            pon=header.pon,
            sequence=header.sequence,
            version=header.version,
            event=header.event,
            message_id=delivery.properties.message_id,
            received_at=self._clock(),
            delivered_at=None,
        )

    def _absorb(self, header: NotificationHeader, delivery: Delivery) -> None:
        known = self._store.notifications.body(header.pon, header.sequence)
        if known is not None and read_notification(known) != read_notification(delivery.body):
            said = f"Notification {header.sequence} of order {header.pon} came before, and said something else."
            self._set_aside(delivery, said)
            return
        logger.info(
            "notification %d of order %s is here already; this copy is absorbed", header.sequence, header.pon,
            extra={"action": "notification.absorbed", "pon": header.pon, "sequence": header.sequence},
        )  # fmt: skip

    def _set_aside(self, delivery: Delivery, reason: str) -> None:
        message_id = delivery.properties.message_id
        self._store.notifications.keep_odd(self._clock(), message_id, reason, delivery.body)
        logger.error(
            "a message in %s was set aside: %s Look at it with `reseller-adapter notifications list --unreadable` and "
            "tell the wholesaler",
            delivery.queue, reason, extra={"action": "notification.set_aside", "message_id": message_id},
        )  # fmt: skip


def _cancelled(queue: str, reason: str) -> None:
    logger.error(
        "the broker ended the consumer of %s (%s); trying again", queue, reason,
        extra={"action": "notifications.cancelled", "queue": queue},
    )  # fmt: skip
