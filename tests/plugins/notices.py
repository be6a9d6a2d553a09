"""Notifications as the wholesaler publishes them, in memory."""

import queue
import threading
from datetime import UTC, datetime

from broker_config.names import NOTIFICATIONS, notifications_queue
from broker_config.transport import Properties, Publication, PublishOutcome, Settled, Transport
from contracts.document import Document
from contracts.notification import Notification, NotificationHeader, OrderEvent
from contracts.notification_writing import write_notification
from contracts.reply import Reply
from tests.plugins.stub_wholesaler import everything_is_available

EVENTS = (OrderEvent.ACKNOWLEDGED, OrderEvent.CONFIRMED, OrderEvent.JEOPARDY, OrderEvent.CONFIRMED)
PATIENCE = 60.0


def notice(pon: str = "PO-1", sequence: int = 1, *, reseller: str = "acme", **detail: object) -> Notification:
    header = NotificationHeader(
        event=OrderEvent.COMPLETED if sequence > len(EVENTS) else EVENTS[sequence - 1],
        reseller=reseller,
        pon=pon,
        version=1,
        sequence=sequence,
        occurred_at=datetime(2026, 11, 23, 9, 31, tzinfo=UTC),
        transaction_number="A-1",
        order_number="W0000042",
        reference="acme-1",
    )
    return Notification(header=header, detail=detail)


class Network:
    """Publishes notifications on a line of the wholesaler's, and sends them again when asked."""

    def __init__(self, line: Transport, reseller: str = "acme") -> None:
        self.line = line
        self.key = notifications_queue(reseller)
        self.history: dict[tuple[str, int], Notification] = {}
        self.asked: queue.Queue[tuple[str, int, int]] = queue.Queue()

    def happened(self, *notices: Notification) -> None:
        """They are known to the wholesaler, and not published yet."""
        self.history.update({(each.header.pon, each.header.sequence): each for each in notices})

    def next_asked(self) -> tuple[str, int, int]:
        """The purchase order and the range of the next question."""
        return self.asked.get(timeout=PATIENCE)

    def publish(self, *notices: Notification) -> None:
        self.happened(*notices)
        for each in notices:
            self.publish_bytes(
                write_notification(each),
                message_id=f"n-{each.header.pon}-{each.header.sequence}",
                type=each.header.event,
            )

    def publish_bytes(self, body: bytes, **properties: str) -> None:
        confirmed: list[Settled] = []
        ended = threading.Event()

        def on_settled(settled: Settled) -> None:
            confirmed.append(settled)
            ended.set()

        message = Publication(
            exchange=NOTIFICATIONS,
            routing_key=self.key,
            properties=Properties(content_type="application/json", **properties),  # type: ignore[arg-type]
            body=body,
        )
        self.line.publish(message, on_settled)
        assert ended.wait(PATIENCE)
        assert confirmed[0].outcome is PublishOutcome.CONFIRMED, confirmed[0]

    def answer(self, document: Document) -> Reply:
        """As a stub of the wholesaler answers: `notification.resend` is done, everything else is available."""
        if document.header.transaction == "notification.resend":
            for segment in document.segments:
                wanted = segment.request  # type: ignore[union-attr]
                first, last = wanted.from_sequence, wanted.to_sequence  # type: ignore[union-attr]
                self.asked.put((wanted.pon, first, last))  # type: ignore[union-attr]
                again = [self.history.get((wanted.pon, number)) for number in range(first, last + 1)]  # type: ignore[union-attr]
                self.publish(*(each for each in again if each is not None))
        return everything_is_available(document)
