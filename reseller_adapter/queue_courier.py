"""Delivers answers into the reseller's own virtual host, confirmed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from broker_config.errors import TransportClosed
from broker_config.names import DEFAULT_EXCHANGE, DELIVERY, DIRECT_REPLY_PREFIX, IN_REPLY_TO
from broker_config.transport import Properties, Publication, PublishOutcome
from reseller_adapter.routes import QueueRoute

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from broker_config.transport import Settled, Transport
    from reseller_adapter.store.records import Answer, Submission

X_DOCUMENT, X_DOCUMENTS = "x-document", "x-documents"
"""Which answer of how many: something handed over at once can hold several documents."""
X_UNDELIVERABLE_TO = "x-undeliverable-to"
"""The return address that does not exist (any more); the answer is in `delivery` instead."""


class QueueCourier:
    """To the message's `reply_to`, else to `delivery`; an answer whose queue is gone goes to `delivery` too."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def deliver(self, submission: Submission, answers: Sequence[Answer], on_end: Callable[[str], None]) -> None:
        """As `Courier.deliver`; the same answer has the same `message_id` on every try."""
        assert isinstance(submission.route, QueueRoute)  # noqa: S101 - couriers are chosen by the kind of route
        errors: list[str] = []
        left = len(answers)
        lock = threading.Lock()

        def one_ended(error: str) -> None:
            nonlocal left
            with lock:
                left -= 1
                if error:
                    errors.append(error)
                last = left == 0
            if last:
                on_end("; ".join(errors))

        if not answers:
            on_end("")
        for answer in answers:
            self._send(_publication(submission.id, submission.route, answer, len(answers)), one_ended)

    def _send(self, publication: Publication, on_end: Callable[[str], None]) -> None:
        try:
            self._transport.publish(publication, lambda settled: self._settled(settled, on_end))
        except TransportClosed:
            on_end("the line to the broker is closed")

    def _settled(self, settled: Settled, on_end: Callable[[str], None]) -> None:
        wanted = settled.publication.routing_key
        if settled.outcome is PublishOutcome.CONFIRMED:
            on_end("")
        elif settled.outcome is PublishOutcome.RETURNED and wanted != DELIVERY:
            self._send(_to_delivery(settled.publication), on_end)
        else:
            on_end(f"queue {wanted}: {settled.outcome} {settled.detail}".rstrip())


def _publication(name: str, route: QueueRoute, answer: Answer, answers: int) -> Publication:
    queue = route.reply_to or DELIVERY
    headers: dict[str, str | int] = {X_DOCUMENT: answer.ordinal, X_DOCUMENTS: answers}
    if route.message_id:
        headers[IN_REPLY_TO] = route.message_id
    return Publication(
        exchange=DEFAULT_EXCHANGE,
        routing_key=queue,
        properties=Properties(
            content_type=answer.content_type,
            correlation_id=route.correlation_id,
            message_id=f"{name}.{answer.ordinal}",
            app_id="reseller-adapter",
            headers=headers,
        ),
        body=answer.body,
        # A direct reply is returned by the broker even when it was delivered.
        mandatory=not queue.startswith(DIRECT_REPLY_PREFIX),
    )


def _to_delivery(publication: Publication) -> Publication:
    properties = publication.properties
    headers = {**properties.headers, X_UNDELIVERABLE_TO: publication.routing_key}
    return Publication(
        exchange=DEFAULT_EXCHANGE,
        routing_key=DELIVERY,
        properties=Properties(
            content_type=properties.content_type,
            correlation_id=properties.correlation_id,
            message_id=properties.message_id,
            app_id=properties.app_id,
            headers=headers,
        ),
        body=publication.body,
    )
