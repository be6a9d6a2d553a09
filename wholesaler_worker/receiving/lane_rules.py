"""What the message's properties must say about a document, and which lane it belongs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.answer_error import AnswerError, answer_error
from contracts.transactions import BULK_KEY, INTERACTIVE_SEGMENTS, TRANSACTIONS, Lane
from wholesaler_worker.receiving.header_size import MAX_HEADER_BYTES, sender_header_bytes

if TYPE_CHECKING:
    from broker_config.transport import Delivery
    from wholesaler_worker.receiving.arrival import Origin


def header_size_errors(delivery: Delivery) -> list[AnswerError]:
    """E005 when the sender's headers are larger than the wire format allows."""
    if not delivery.properties.headers:
        return []
    size = sender_header_bytes(delivery.queue, delivery.properties.headers)
    if size <= MAX_HEADER_BYTES:
        return []
    text = f"The message's headers take {size} bytes; at most {MAX_HEADER_BYTES} are taken."
    return [answer_error("E005", "/properties/headers", text=text, hint="Send data in the document, not in headers.")]


def agreement_errors(routing_key: str, type_property: str | None, transaction: str | None) -> list[AnswerError]:
    """Routing key, `type` and the header's transaction must agree; with the key `bulk` the `type` is required.

    `transaction` is None when the document could not be read far enough to know it.
    """
    errors = []
    if routing_key == BULK_KEY:
        if not type_property:
            hint = "Set the property type to the transaction."
            errors.append(answer_error("E020", "/properties/type", hint=hint))
    elif transaction is not None and routing_key != transaction:
        errors.append(_disagrees("/header/transaction", transaction, f"the routing key {routing_key}"))
    if type_property and transaction is not None and type_property != transaction:
        errors.append(_disagrees("/properties/type", type_property, f"the header's transaction {transaction}"))
    return errors


def belongs_on_bulk(origin: Origin, segments: int) -> bool:
    """True when a long document is found on another lane: nobody jumps the queue."""
    return segments > INTERACTIVE_SEGMENTS and origin.lane is not Lane.BULK


def is_inquiry(transaction: str | None, origin: Origin) -> bool:
    """True when the transaction is an inquiry; when it is unknown, what the lane says."""
    known = TRANSACTIONS.get(transaction or "")
    return (known.lane if known else origin.lane) is Lane.INQUIRY


def likely_transaction(routing_key: str, type_property: str | None, transaction: str | None) -> str | None:
    """The transaction by the best word there is: the document's, else the property's, else the routing key's."""
    return next((name for name in (transaction, type_property, routing_key) if name in TRANSACTIONS), None)


def _disagrees(path: str, value: str, other: str) -> AnswerError:
    return answer_error(
        "E022",
        path,
        value=value,
        text=f"It differs from {other[:100]}.",
        hint="Routing key, the property type and the header's transaction name the same transaction.",
    )
