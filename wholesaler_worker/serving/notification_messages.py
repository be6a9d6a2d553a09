"""An event of an order as the message that notifies its reseller of it."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from broker_config import names
from broker_config.transport import Properties, Publication
from contracts.notification import Notification, NotificationHeader
from contracts.notification_writing import write_notification
from wholesaler_worker.serving.answer_messages import APP_ID, CONTENT_TYPE

if TYPE_CHECKING:
    from wholesaler_worker.changing.records import Event


def notification_message(event: Event) -> Publication:
    """The same message for the same event, however often it is sent, under the same id."""
    notification = Notification(
        header=NotificationHeader(
            event=event.event,
            reseller=event.reseller,
            pon=event.pon,
            version=event.version,
            sequence=event.sequence,
            occurred_at=event.occurred_at,
            transaction_number=event.transaction_number,
            order_number=event.order_number,
            reference=event.reference,
        ),
        detail=event.detail,
    )
    return Publication(
        exchange=names.NOTIFICATIONS,
        routing_key=names.notifications_queue(event.reseller),
        properties=Properties(
            content_type=CONTENT_TYPE,
            correlation_id=event.transaction_number,
            message_id=notification_id(event),
            timestamp=int(event.occurred_at.timestamp()),
            type=event.event,
            app_id=APP_ID,
        ),
        body=write_notification(notification),
    )


def notification_id(event: Event) -> str:
    """The id of an event's message: a purchase order of a reseller has one event of each number."""
    name = f"{event.reseller}\n{event.pon}\n{event.sequence}"
    return blake2b(name.encode(), digest_size=16).hexdigest()
