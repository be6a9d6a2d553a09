"""An answer as messages: properties, stable ids, parts."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from broker_config import names
from broker_config.transport import Properties, Publication
from contracts.reply_writing import reply_bodies
from contracts.transactions import TRANSACTIONS
from wholesaler_worker.handling.question import BUG
from wholesaler_worker.receiving.arrival import traceparent_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contracts.reply import Reply
    from wholesaler_worker.receiving.arrival import Arrival
    from wholesaler_worker.receiving.return_address import ReturnAddress

APP_ID = "wholesaler"
CONTENT_TYPE = "application/json"
UNKNOWN_TYPE = "document.reply"
"""The `type` of an answer to a document whose transaction nobody could make out."""


def answer_messages(
    reply: Reply,
    arrival: Arrival,
    address: ReturnAddress,
    *,
    bodies: Sequence[bytes] | None = None,
    identity: str | None = None,
) -> tuple[Publication, ...]:
    """One message, or the parts of a long answer; `bodies` and `identity` are given where they are stored already."""
    bodies = bodies or reply_bodies(reply)
    identity = identity or answer_id(reply, arrival.delivery.body)
    properties = arrival.delivery.properties
    headers = {}
    if properties.message_id:
        headers[names.IN_REPLY_TO] = properties.message_id
    if traceparent := traceparent_of(properties.headers):
        headers[names.TRACEPARENT] = traceparent
    transaction = TRANSACTIONS.get(reply.header.transaction or "")
    return tuple(
        Publication(
            exchange=address.exchange,
            routing_key=address.routing_key,
            mandatory=address.mandatory,
            properties=Properties(
                content_type=CONTENT_TYPE,
                correlation_id=properties.correlation_id or reply.header.transaction_number,
                message_id=identity if len(bodies) == 1 else f"{identity}/{part}",
                timestamp=int(reply.header.answered_at.timestamp()),
                type=transaction.reply_type if transaction else UNKNOWN_TYPE,
                app_id=APP_ID,
                headers=headers,
            ),
            body=body,
        )
        for part, body in enumerate(bodies, start=1)
    )


def answer_id(reply: Reply, document: bytes) -> str:
    """The same for the same answer to the same document, however often it is sent.

    A refusal of the whole document has another id than its later answer, and so has an answer in which a segment met an
    error of ours: whoever keeps answers by id must not take one for the other (what was parked is sent again, and then
    truly answered).
    """
    digest = _digest(reply.header.reseller, document)
    ours = (error for segment in reply.segments for error in segment.errors if error.code == BUG)
    for error in (*reply.errors, *ours):
        digest.update(f"\x00{error.code}{error.path}".encode())
    return digest.hexdigest()


def first_answer_id(reseller: str, document: bytes) -> str:
    """The id of the answer to a document in which nothing of ours went wrong, known before it is decided."""
    return _digest(reseller, document).hexdigest()


def _digest(reseller: str, document: bytes) -> blake2b:
    return blake2b(document, digest_size=16, key=reseller.encode())
