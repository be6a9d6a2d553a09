"""Answers the documents of one batch: segments of one transaction together, whoever sent them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contracts.document import Mode, RefusedSegment
from contracts.reply import Outcome, SegmentReply
from wholesaler_worker.handling.address_validation import validate_addresses
from wholesaler_worker.handling.number_search import search_numbers
from wholesaler_worker.handling.question import Question, sibling_failed
from wholesaler_worker.handling.service_qualification import qualify_services
from wholesaler_worker.handling.telephone_addresses import find_telephone_addresses

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from contracts.document import Document, Segment
    from wholesaler_worker.handling.desk import Desk
    from wholesaler_worker.outcomes import NotAnswered

    UseCase = Callable[[Sequence[Question], Desk], None]

USE_CASES: Mapping[str, UseCase] = {
    "address.validate": validate_addresses,
    "service.qualify": qualify_services,
    "number.search": search_numbers,
}
"""The transactions that are answered, each by a function that ends every question it is given."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The segments' answers, in order; `traces` name the errors of ours that some of them met."""

    segments: tuple[SegmentReply, ...]
    traces: tuple[str, ...] = ()


def answer_documents(documents: Sequence[Document], desk: Desk) -> list[Answered | NotAnswered]:
    """Answer each document, in order. A document of which one segment must be tried again is tried again as a whole."""
    entries = [[_entry(index, segment) for index, segment in enumerate(document.segments)] for document in documents]
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


def _entry(index: int, segment: Segment | RefusedSegment) -> Question | SegmentReply:
    if isinstance(segment, RefusedSegment):
        return SegmentReply(
            number=segment.number, outcome=Outcome.REFUSED, reference=segment.reference, errors=segment.errors
        )
    return Question(segment, f"/segments/{index}", segment.address)


def _ended(document: Document, entries: Sequence[Question | SegmentReply]) -> Answered | NotAnswered:
    replies: list[SegmentReply] = []
    traces: list[str] = []
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
    if document.header.mode is Mode.ATOMIC and any(reply.outcome is Outcome.REFUSED for reply in replies):
        replies = [reply if reply.outcome is Outcome.REFUSED else sibling_failed(reply) for reply in replies]
    return Answered(tuple(replies), tuple(traces))
