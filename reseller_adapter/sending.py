"""Publishes what is due, first or again: confirmed, mandatory, under the same ids on every try."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from broker_config.errors import TransportClosed
from broker_config.names import documents_exchange, reseller_user
from broker_config.transport import Properties, Publication, PublishOutcome
from contracts.transactions import BULK_KEY, INTERACTIVE_SEGMENTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from broker_config.transport import Settled, Transport
    from reseller_adapter.desk import Desk
    from reseller_adapter.pauses import Pauses
    from reseller_adapter.store.records import PendingDocument
    from reseller_adapter.store.store import Store

logger = logging.getLogger(__name__)

_AT_ONCE = 100
"""The most documents at the broker without a confirm; below the transport's window, so that the desk never blocks."""
_BYTES_AT_ONCE = 64 * 1024 * 1024
"""The most bytes of them, so that a night's worth of long documents is never in memory at once."""


def document_publication(
    reseller: str, document_id: str, transaction: str, segments: int, body: bytes, reply_to: str | None, now: float
) -> Publication:
    """A document as the wire format wants it: a long one goes to the bulk lane, and `type` names what it asks."""
    return Publication(
        exchange=documents_exchange(reseller),
        routing_key=BULK_KEY if segments > INTERACTIVE_SEGMENTS else transaction,
        properties=Properties(
            content_type="application/json",
            correlation_id=document_id,
            message_id=document_id,
            reply_to=reply_to,
            timestamp=int(now),
            type=transaction,
            user_id=reseller_user(reseller),
        ),
        body=body,
    )


class Sender:
    """Everything that waits in the store goes out from here; runs on the desk. `on_not_taken` hears of a submission
    and why the broker did not take a document of it.
    """

    def __init__(
        self,
        reseller: str,
        reply_to: str | None,
        *,
        store: Store,
        transport: Transport,
        pauses: Pauses,
        clock: Callable[[], float],
        on_not_taken: Callable[[str, str], None],
    ) -> None:
        self._reseller = reseller
        self._reply_to = reply_to
        self._store = store
        self._transport = transport
        self._pauses = pauses
        self._clock = clock
        self._on_not_taken = on_not_taken
        self._in_flight: dict[str, int] = {}

    def send_due(self, desk: Desk) -> float | None:
        """Publish after the commit what is due; returns the seconds until something else is.

        What is in flight is noted after the commit too: a batch that is rolled back and done again finds it due.
        """
        now = self._clock()
        room, room_bytes = _AT_ONCE - len(self._in_flight), _BYTES_AT_ONCE - sum(self._in_flight.values())
        due = self._store.documents.due(now, self._pauses.longest, _AT_ONCE) if room > 0 else []
        for document in [waiting for waiting in due if waiting.id not in self._in_flight]:
            if room <= 0 or room_bytes <= 0:
                break
            body = self._store.documents.body(document.id)
            room, room_bytes = room - 1, room_bytes - len(body)
            desk.after_commit(partial(self._publish, desk, document, body))
        if room <= 0 or room_bytes <= 0:
            return None  # a confirm will wake the desk
        next_due = self._store.documents.next_due(now)
        return None if next_due is None else max(next_due - now, 0.01)

    def _publish(self, desk: Desk, document: PendingDocument, body: bytes) -> None:
        self._in_flight[document.id] = len(body)
        publication = document_publication(
            self._reseller,
            document.id,
            document.transaction,
            document.segments,
            body,
            self._reply_to,
            self._clock(),
        )
        if document.attempts:
            logger.info(
                "asking again for the answer to document %s", document.transaction_number,
                extra={"action": "document.ask_again", "correlation_id": document.id, "attempts": document.attempts},
            )  # fmt: skip
        try:
            self._transport.publish(
                publication, lambda settled: desk.post(lambda: self._settled(desk, document, settled))
            )
        except TransportClosed:
            self._in_flight.pop(document.id, None)  # we are stopping; the store knows that it was not sent

    def _settled(self, desk: Desk, document: PendingDocument, settled: Settled) -> None:
        self._in_flight.pop(document.id, None)
        now, attempts = self._clock(), document.attempts + 1
        if settled.outcome is PublishOutcome.CONFIRMED:
            self._store.documents.sent(document.id, now + self._pauses.ask_again(attempts, document.segments))
        elif settled.outcome is not PublishOutcome.ABANDONED:
            reason = not_taken(settled)
            self._store.documents.not_sent(document.id, now + self._pauses.try_again(attempts), reason)
            logger.warning(
                "the broker did not take document %s (%s); it will be tried again",
                document.transaction_number, reason,
                extra={"action": "document.not_taken", "correlation_id": document.id, "attempts": attempts},
            )  # fmt: skip
            sentence = f"the broker did not take document {document.transaction_number}: {reason}"
            desk.after_commit(lambda: self._on_not_taken(document.submission, sentence))


def not_taken(settled: Settled) -> str:
    """Why the broker did not take a document, for a person, and what to do about it."""
    said = f" ({settled.detail})" if settled.detail else ""
    if settled.outcome is PublishOutcome.RETURNED:
        return f"no queue is there for it{said}; is its transaction known, and does the wholesaler know this reseller?"
    return f"it was refused{said}; a queue that is full empties by itself, a missing right is the wholesaler's to give"
