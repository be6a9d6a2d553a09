"""Answers the documents of one batch: segments of one transaction together, whoever sent them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contracts.document import Mode, RefusedSegment
from contracts.reply import Outcome, SegmentReply
from wholesaler_worker.handling.address_validation import validate_addresses
from wholesaler_worker.handling.customer_records import tell_customer_records
from wholesaler_worker.handling.due_dates import offer_due_dates
from wholesaler_worker.handling.notification_resending import resend_notifications
from wholesaler_worker.handling.number_search import search_numbers
from wholesaler_worker.handling.order_status import tell_order_status
from wholesaler_worker.handling.question import Question, sibling_failed
from wholesaler_worker.handling.room import Room
from wholesaler_worker.handling.service_qualification import qualify_services
from wholesaler_worker.handling.telephone_addresses import find_telephone_addresses

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from contracts.document import Document, Segment
    from wholesaler_worker.changing.records import Event
    from wholesaler_worker.handling.desk import Desk
    from wholesaler_worker.outcomes import NotAnswered

    UseCase = Callable[[Sequence[Question], Desk], None]

USE_CASES: Mapping[str, UseCase] = {
    "address.validate": validate_addresses,
    "service.qualify": qualify_services,
    "number.search": search_numbers,
    "due_date.offer": offer_due_dates,
    "customer.record": tell_customer_records,
    "notification.resend": resend_notifications,
    "order.status": tell_order_status,
}
"""The transactions that are answered, each by a function that ends every question it is given."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The segments' answers, in order; `traces` name the errors of ours that some of them met.

    `events` are notified once more when the answer is there.
    """

    segments: tuple[SegmentReply, ...]
    traces: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()


def answer_documents(documents: Sequence[Document], desk: Desk) -> list[Answered | NotAnswered]:
    """Answer each document, in order. A document of which one segment must be tried again is tried again as a whole."""
    entries = [_entries(document) for document in documents]
    by_transaction: defaultdict[str, list[Question]] = defaultdict(list)
    for document, document_entries in zip(documents, entries, strict=True):
        questions = [entry for entry in document_entries if isinstance(entry, Question)]
        by_transaction[document.header.transaction].extend(questions)
    find_telephone_addresses([question for asked in by_transaction.values() for question in asked], desk)
    for transaction, asked in by_transaction.items():
        remaining = [question for question in asked if question.is_open]
        if remaining:
            _ask(USE_CASES[transaction], remaining, desk)
    return [_ended(document, document_entries) for document, document_entries in zip(documents, entries, strict=True)]


def _ask(use_case: UseCase, questions: Sequence[Question], desk: Desk) -> None:
    desk.ask_together(questions, lambda asked: use_case(asked, desk), lambda question: question)


def _entries(document: Document) -> list[Question | SegmentReply]:
    reseller, room = document.header.reseller, Room()
    return [_entry(index, segment, reseller, room) for index, segment in enumerate(document.segments)]


def _entry(index: int, segment: Segment | RefusedSegment, reseller: str, room: Room) -> Question | SegmentReply:
    if isinstance(segment, RefusedSegment):
        return SegmentReply(
            number=segment.number, outcome=Outcome.REFUSED, reference=segment.reference, errors=segment.errors
        )
    return Question(segment, f"/segments/{index}", segment.address, reseller=reseller, room=room)


def _ended(document: Document, entries: Sequence[Question | SegmentReply]) -> Answered | NotAnswered:
    replies: list[SegmentReply] = []
    traces: list[str] = []
    events: list[Event] = []
    for entry in entries:
        if isinstance(entry, SegmentReply):
            replies.append(entry)
            continue
        if entry.failure is not None:
            return entry.failure
        if entry.reply is None:
            entry.fail_with_bug(RuntimeError(f"{document.header.transaction} left a question open"))
        replies.extend([entry.reply] if entry.reply else [])
        if entry.trace:
            traces.append(entry.trace)
        events.extend(entry.events)
    if document.header.mode is Mode.ATOMIC and any(reply.outcome is Outcome.REFUSED for reply in replies):
        replies = [reply if reply.outcome is Outcome.REFUSED else sibling_failed(reply) for reply in replies]
        events.clear()
    return Answered(tuple(replies), tuple(traces), () if document.header.dry_run else tuple(events))
