"""Decides what becomes of an arrival before anything is answered: accepted, refused with every defect, or moved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from contracts.answer_error import AnswerError, answer_error
from contracts.document_reading import DocumentRefused, KnownHeader, read_document
from wholesaler_worker.receiving.identity import header_reseller_error, standing_error, user_id_error
from wholesaler_worker.receiving.lane_rules import (
    agreement_errors,
    belongs_on_bulk,
    header_size_errors,
    is_inquiry,
    likely_transaction,
)
from wholesaler_worker.receiving.return_address import ReturnAddress, own_answers, return_address

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from contracts.document import Document
    from wholesaler_worker.db.resellers import ResellerRecord
    from wholesaler_worker.receiving.arrival import Arrival, Origin


@dataclass(frozen=True, slots=True)
class Accepted:
    """To be answered, to this address."""

    document: Document
    address: ReturnAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """To be refused as a whole with these errors.

    `defective`: the contract is broken, and the bytes go to `invalid`. `attack`: somebody claimed to be somebody else.
    `stranger`: there is perhaps nobody to be told.
    """

    errors: tuple[AnswerError, ...]
    known: KnownHeader
    address: ReturnAddress
    defective: bool = False
    attack: bool = False
    stranger: bool = False


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A long document on a short lane: it belongs on `bulk`."""

    document: Document


TakenIn = Accepted | Refused | Misplaced


def take_in(
    arrival: Arrival, origin: Origin, record: ResellerRecord | None, served: Collection[str], now: datetime
) -> TakenIn:
    """Read and check one arrival. `served` are the transactions that this worker answers.

    Every defect of the contract is reported at once; a false identity is reported alone.
    """
    properties = arrival.delivery.properties
    routing_key = arrival.delivery.routing_key
    document, known, defects = _read(arrival.delivery.body)
    transaction = likely_transaction(routing_key, properties.type, known.transaction)
    if not known.transaction and transaction:
        known = replace(known, transaction=transaction)
    standing = standing_error(record)
    if record is None or standing is not None:
        errors = (standing,) if standing is not None else ()
        return Refused(errors=errors, known=known, address=own_answers(origin.reseller), stranger=True)
    address = return_address(
        properties.reply_to, origin.reseller, record.answers, direct=is_inquiry(transaction, origin)
    )
    if isinstance(address, AnswerError):
        return Refused(errors=(address,), known=known, address=own_answers(origin.reseller), attack=True)
    false_identity = user_id_error(arrival, origin, record) or header_reseller_error(known.reseller, origin)
    if false_identity is not None:
        attack = false_identity.code == "E013"
        return Refused(errors=(false_identity,), known=known, address=address, attack=attack)
    defects += header_size_errors(arrival.delivery)
    # A document that could not be read says nothing that its properties could disagree with.
    defects += agreement_errors(routing_key, properties.type, known.transaction if document else None)
    if document is None or defects:
        return Refused(errors=tuple(defects), known=known, address=address, defective=True)
    no = _business_no(document, record, served, now)
    if no is not None:
        return Refused(errors=(no,), known=known, address=address)
    if belongs_on_bulk(origin, len(document.segments)):
        return Misplaced(document)
    return Accepted(document, address)


def _read(body: bytes) -> tuple[Document | None, KnownHeader, list[AnswerError]]:
    try:
        document = read_document(body)
    except DocumentRefused as e:
        return None, e.known, list(e.errors)
    header = document.header
    known = KnownHeader(
        transaction=header.transaction,
        transaction_number=header.transaction_number,
        reseller=header.reseller,
        segments=len(document.segments),
    )
    return document, known, []


def _business_no(
    document: Document, record: ResellerRecord, served: Collection[str], now: datetime
) -> AnswerError | None:
    header = document.header
    if header.transaction not in served:
        return answer_error(
            "E011",
            "/header/transaction",
            value=header.transaction,
            text="This transaction is not answered yet.",
            hint=f"Answered are: {', '.join(sorted(served))}.",
        )
    if header.transaction not in record.transactions:
        return answer_error(
            "E011",
            "/header/transaction",
            value=header.transaction,
            text="This reseller is not authorised for this transaction.",
            hint=f"Authorised are: {', '.join(sorted(record.transactions))}.",
        )
    if header.answer_by is not None and header.answer_by < now:
        return answer_error("E008", "/header/answer_by", value=header.answer_by.isoformat())
    return None
