"""Decides documents on the books of one transaction; what a document brings about is kept or forgotten whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contracts.document import Mode, RefusedSegment
from contracts.reply import Outcome, SegmentReply
from wholesaler_worker.changing.change import Change, Wanted
from wholesaler_worker.db.errors import DatabaseProblem
from wholesaler_worker.handling.question import Question, sibling_failed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from contracts.document import Document
    from serviceability.index import ReferenceIndex
    from wholesaler_worker.changing.books import Books
    from wholesaler_worker.changing.change import ChangeUseCase, Office
    from wholesaler_worker.changing.records import Event
    from wholesaler_worker.outcomes import NotAnswered


@dataclass(frozen=True, slots=True)
class Decided:
    """The segments' answers, in order, and what is to be notified."""

    segments: tuple[SegmentReply, ...]
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Broken:
    """A segment met an error of ours: nothing of the document was done."""

    trace: str


class Deciding:
    """A document between its arrival and its decision. `use_case` is its transaction's."""

    def __init__(
        self,
        document: Document,
        reseller: str,
        use_case: ChangeUseCase,
        *,
        may_wait: bool,
        index: ReferenceIndex,
        today: date,
    ) -> None:
        self._document = document
        self._use_case = use_case
        number = document.header.transaction_number
        self._entries: list[Change | SegmentReply] = []
        for place, segment in enumerate(document.segments):
            if isinstance(segment, RefusedSegment):
                refused = SegmentReply(
                    number=segment.number, outcome=Outcome.REFUSED, reference=segment.reference, errors=segment.errors
                )
                self._entries.append(refused)
                continue
            question = Question(segment, f"/segments/{place}", segment.address)
            change = Change(question=question, reseller=reseller, transaction_number=number, may_wait=may_wait)
            self._entries.append(change)
        for change in self._open():
            try:
                use_case.prepare(change, index, today)
            except Exception as e:  # noqa: BLE001 - an error of ours ends this document and no other
                change.question.fail_with_bug(e)

    def wanted(self) -> Wanted:
        """The records that are known to be needed."""
        wanted = Wanted()
        for change in self._open():
            wanted.add(self._use_case.wanted(change))
        return wanted

    def days(self, books: Books, office: Office) -> set[tuple[str, date]]:
        """The days of offices that may be needed, once the records are read."""
        return {day for change in self._open() for day in self._use_case.days(change, books, office)}

    def decide(self, books: Books, office: Office) -> Decided | Broken | NotAnswered:
        """Decide every segment; the effects are in `books` afterwards only if the document is decided."""
        layer = books.layer()
        for change in self._open():
            self._decide(change, layer, office)
            if change.question.trace:
                return Broken(change.question.trace)
            if change.question.failure is not None:
                return change.question.failure
        if (trace := self._trace()) is not None:
            return Broken(trace)
        replies = list(self._replies())
        if self._document.header.mode is Mode.ATOMIC and any(reply.outcome is Outcome.REFUSED for reply in replies):
            return Decided(tuple(reply if _is_refused(reply) else sibling_failed(reply) for reply in replies))
        layer.keep()
        return Decided(tuple(replies), tuple(layer.events))

    def _decide(self, change: Change, books: Books, office: Office) -> None:
        layer = books.layer()
        question = change.question
        try:
            self._use_case.decide(change, layer, office)
            if question.is_open:
                raise RuntimeError(f"{self._document.header.transaction} left a question open")
        except DatabaseProblem:
            raise  # the whole transaction has failed
        except Exception as e:  # noqa: BLE001 - an error of ours ends this document and no other
            question.fail_with_bug(e)
            return
        refused = question.reply is None or _is_refused(question.reply)
        if not refused or self._use_case.keeps_refusals:
            layer.keep()

    def _open(self) -> Iterator[Change]:
        return (entry for entry in self._entries if isinstance(entry, Change) and entry.question.is_open)

    def _trace(self) -> str | None:
        """The trace of an error of ours that was met before the transaction."""
        return next(
            (one.question.trace for one in self._entries if isinstance(one, Change) and one.question.trace), None
        )

    def _replies(self) -> Iterator[SegmentReply]:
        for entry in self._entries:
            reply = entry.question.reply if isinstance(entry, Change) else entry
            assert reply is not None  # noqa: S101 - every question was ended
            yield reply


def wanted_together(documents: Sequence[Deciding]) -> Wanted:
    """What several documents want."""
    wanted = Wanted()
    for document in documents:
        wanted.add(document.wanted())
    return wanted


def _is_refused(reply: SegmentReply) -> bool:
    return reply.outcome is Outcome.REFUSED
