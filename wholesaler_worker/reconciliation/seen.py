"""What the taps saw, made small: a document or an answer becomes keys of 16 bytes by which they are compared."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from broker_config import names
from contracts.identifiers import is_transaction_number
from contracts.strict_json import UnreadableJson, read_json
from contracts.transactions import TRANSACTIONS
from wholesaler_worker.changing.content_hash import content_hash
from wholesaler_worker.receiving.lane_rules import likely_transaction
from wholesaler_worker.serving.answer_messages import first_answer_id

if TYPE_CHECKING:
    from broker_config.transport import Delivery

_REPLIES_TO_CHANGES = {one.reply_type for one in TRANSACTIONS.values() if one.changes_state}
_REFUSING = ("nonfatal", "fatal")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenDocument:
    """A document as the tap had it. `question` finds its answer, `body` its parked copy.

    `transaction_number` is empty when nobody could read it, and `named` is what a person finds it by. Of one that
    changes something, and is no dry run, `content` is the ledger's hash and `done` the id of the answer that says what
    was done; both are empty for others.
    """

    reseller: str
    transaction_number: str
    named: str
    question: bytes
    body: bytes
    content: bytes
    done: str
    is_direct: bool
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenAnswer:
    """An answer as the tap had it, or one part of it; `identity` is its message id, without the part.

    `is_done` means that it says what became of a change, and does not refuse the document as a whole.
    """

    reseller: str
    transaction_number: str
    question: bytes
    identity: str
    part: int
    parts: int
    is_done: bool


def seen_document(delivery: Delivery) -> SeenDocument | None:
    """What a document's message says; None for what no reseller can have sent."""
    kind, _, reseller = delivery.exchange.partition(".")
    if kind != "documents" or not names.RESELLER_NAME.fullmatch(reseller):
        return None
    properties = delivery.properties
    header = _header(delivery.body)
    number = header.get("transaction_number")
    number = number if isinstance(number, str) and is_transaction_number(number) else ""
    said = header.get("transaction")
    name = likely_transaction(delivery.routing_key, properties.type, said if isinstance(said, str) else None)
    transaction = TRANSACTIONS.get(name or "")
    changes = bool(number) and transaction is not None and transaction.changes_state
    is_done_once = changes and header.get("dry_run") is not True
    return SeenDocument(
        reseller=reseller,
        transaction_number=number,
        named=number or properties.correlation_id or properties.message_id or f"(offset {_offset(delivery)})",
        question=_question(reseller, properties.correlation_id or number, properties.message_id, number, delivery.body),
        body=body_key(delivery.body),
        content=content_hash(delivery.body) if is_done_once else b"",
        done=first_answer_id(reseller, delivery.body) if is_done_once else "",
        # A change may not ask for one: it is refused, and the refusal goes to the reseller's queue.
        is_direct=(properties.reply_to or "").startswith(names.DIRECT_REPLY_PREFIX)
        and transaction is not None
        and not transaction.changes_state,
        offset=_offset(delivery),
    )


def seen_answer(delivery: Delivery) -> SeenAnswer | None:
    """What an answer's message says; None for what is none."""
    parts = delivery.routing_key.split(".")
    if len(parts) < 2 or parts[0] != "answers":
        return None
    properties = delivery.properties
    reply: Any = json.loads(delivery.body)
    header = reply["header"]
    number = header.get("transaction_number", "")
    part = header.get("part", 1)
    refused = any(error["severity"] in _REFUSING for error in reply.get("errors", ()))
    identity = properties.message_id or ""
    return SeenAnswer(
        reseller=parts[1],
        transaction_number=number,
        question=_question(
            parts[1], properties.correlation_id, _text(properties.headers.get(names.IN_REPLY_TO)), number, b""
        ),
        identity=identity.rpartition("/")[0] if "parts" in header else identity,
        part=part,
        parts=header.get("parts", 1),
        is_done=properties.type in _REPLIES_TO_CHANGES and part == 1 and not refused,
    )


def body_key(body: bytes) -> bytes:
    """What makes a parked copy the same document: its bytes are untouched."""
    return blake2b(body, digest_size=16).digest()


def _question(reseller: str, correlation: str | None, message_id: str | None, number: str, body: bytes) -> bytes:
    """The same for a document, for itself published again, and for its answer.

    Nothing leads from an answer to a document that has none of the three names: its bytes must do.
    """
    named = "\x00".join((reseller, correlation or "", message_id or "", number)).encode("utf-8", "surrogateescape")
    if not (correlation or message_id or number):
        named += body
    return blake2b(named, digest_size=16).digest()


def _header(body: bytes) -> dict[str, Any]:
    """The header of whatever JSON it is, as far as the worker can tell it."""
    try:
        sent = read_json(body)
    except UnreadableJson:
        return {}
    header = sent.get("header") if isinstance(sent, dict) else None
    return header if isinstance(header, dict) else {}


def _offset(delivery: Delivery) -> int:
    return int(delivery.properties.headers[names.X_STREAM_OFFSET])


def _text(value: Any) -> str | None:
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value
