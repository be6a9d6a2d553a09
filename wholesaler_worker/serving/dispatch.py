"""What becomes of one arrival, as publications; the outcomes of `wholesaler_worker.outcomes` are carried out here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from contracts.answer_error import AnswerError, answer_error
from contracts.document_reading import KnownHeader
from wholesaler_worker.handling.composing import refused_reply
from wholesaler_worker.outcomes import Await, NotAnswered, Park, Postpone, Retry
from wholesaler_worker.receiving.lane_rules import is_inquiry, likely_transaction
from wholesaler_worker.receiving.return_address import own_answers, return_address
from wholesaler_worker.serving.answer_messages import answer_messages
from wholesaler_worker.serving.notification_messages import notification_message
from wholesaler_worker.serving.republishing import (
    climbed_out,
    ticket_of,
    to_bulk,
    to_dead_letter,
    to_invalid,
    to_ladder,
    to_next_rung,
    to_wait,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broker_config.transport import Publication
    from contracts.document import Document
    from contracts.reply import Reply
    from wholesaler_worker.changing.documents import Settled
    from wholesaler_worker.changing.records import Event
    from wholesaler_worker.db.ledger import Key
    from wholesaler_worker.receiving.arrival import Arrival, Origin
    from wholesaler_worker.receiving.intake import Refused
    from wholesaler_worker.receiving.return_address import ReturnAddress
    from wholesaler_worker.serving.report import Report
    from wholesaler_worker.serving.roster import Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """What is published about one arrival: `answers` first, and `copies` of the document when they were confirmed.

    `otherwise` is published in place of the document's way to the delay ladder when nobody takes the answers. `receipt`
    is the ledger's key of an answer that it keeps, and `events` are to be notified as soon as the answer is on its way.
    """

    arrival: Arrival
    answers: Sequence[Publication] = ()
    copies: Sequence[Publication] = ()
    otherwise: Publication | None = None
    receipt: Key | None = None
    events: Sequence[Event] = ()


class Dispatcher:
    """Says what is published for each way a document can end, and has it reported."""

    def __init__(self, roster: Roster, report: Report) -> None:
        self._roster = roster
        self._report = report

    def answered(
        self,
        arrival: Arrival,
        reply: Reply,
        address: ReturnAddress,
        *,
        traces: Sequence[str] = (),
        events: Sequence[Event] = (),
    ) -> Dispatch:
        """The answer, and after it the notifications of `events` that were asked for again.

        With `traces` of errors of ours, a copy is parked for us to look at.
        """
        answers = answer_messages(reply, arrival, address)
        self._report.answered(arrival, reply)
        copies = tuple(notification_message(event) for event in events)
        if traces:
            copies += (self._parked_copy(arrival, f"internal error, trace {', '.join(traces[:5])}"),)
        return Dispatch(arrival=arrival, answers=answers, copies=copies)

    def settled(self, arrival: Arrival, settled: Settled, address: ReturnAddress) -> Dispatch:
        """The answer to a change that is committed, or was before."""
        answers = answer_messages(settled.reply, arrival, address, bodies=settled.bodies, identity=settled.message_id)
        self._report.answered(arrival, settled.reply)
        return Dispatch(arrival=arrival, answers=answers, receipt=settled.receipt, events=settled.events)

    def refused(self, arrival: Arrival, origin: Origin, refusal: Refused) -> Dispatch:
        """The refusal with all errors; a broken contract goes to `invalid` as well, bytes untouched."""
        now = datetime.now(UTC)
        reply = refused_reply(refusal.known, origin.reseller, refusal.errors, now)
        reason = "; ".join(f"{error.code} {error.path}".strip() for error in refusal.errors[:10])
        answers = answer_messages(reply, arrival, refusal.address)
        if refusal.attack:
            self._report.attack(arrival, reply, refusal.errors[0])
        else:
            self._report.refused(arrival, reply, reason)
        aside = to_invalid(arrival, reason, now)
        return Dispatch(
            arrival=arrival,
            answers=answers,
            copies=(aside,) if refusal.defective else (),
            otherwise=aside if refusal.stranger else None,
        )

    def moved(self, arrival: Arrival, origin: Origin, document: Document) -> Dispatch:
        """To the lane where long documents wait."""
        self._report.moved(arrival, len(document.segments))
        return Dispatch(arrival=arrival, copies=(to_bulk(arrival, origin.reseller, document.header.transaction),))

    def not_answered(self, arrival: Arrival, outcome: NotAnswered, known: KnownHeader | None = None) -> Dispatch:
        """Carry an outcome out; a retry past the last rung is parked."""
        if isinstance(outcome, Await):
            self._report.retried(arrival, outcome.reason)
            return Dispatch(arrival=arrival, copies=(to_wait(arrival, outcome.reason, datetime.now(UTC)),))
        if isinstance(outcome, Retry):
            if climbed_out(arrival):
                return self.not_answered(arrival, Park(f"tried too often: {outcome.reason}"), known)
            self._report.retried(arrival, outcome.reason)
            return Dispatch(arrival=arrival, copies=(to_next_rung(arrival, outcome.reason, datetime.now(UTC)),))
        if isinstance(outcome, Postpone):
            self._report.retried(arrival, outcome.reason)
            return Dispatch(arrival=arrival, copies=(to_ladder(arrival, outcome.reason, datetime.now(UTC)),))
        if isinstance(outcome, Park):
            ticket = ticket_of(arrival)
            text = f"The document was parked for us to look at, ticket {ticket}."
            answers = self._word(arrival, answer_error("S903", "", text=text), known)
            return Dispatch(arrival=arrival, answers=answers, copies=(self._parked_copy(arrival, outcome.reason),))
        self._report.set_aside(arrival, outcome.reason)
        return Dispatch(arrival=arrival, copies=(to_invalid(arrival, outcome.reason, datetime.now(UTC)),))

    def bug(self, arrival: Arrival, trace: str, known: KnownHeader | None = None) -> Dispatch:
        """An error of ours met the whole document: it is said with its trace, and a copy is parked."""
        answers = self._word(
            arrival, answer_error("S999", "", text=f"An internal error of ours, trace {trace}."), known
        )
        copy = self._parked_copy(arrival, f"internal error, trace {trace}")
        return Dispatch(arrival=arrival, answers=answers, copies=(copy,))

    def parked_silently(self, arrival: Arrival, reason: str) -> Dispatch:
        """Kept for us to look at, without a word to the reseller."""
        return Dispatch(arrival=arrival, copies=(self._parked_copy(arrival, reason),))

    def _parked_copy(self, arrival: Arrival, reason: str) -> Publication:
        ticket = ticket_of(arrival)
        self._report.parked(arrival, reason, ticket)
        return to_dead_letter(arrival, reason, ticket, datetime.now(UTC))

    def _word(self, arrival: Arrival, error: AnswerError, known: KnownHeader | None) -> tuple[Publication, ...]:
        """An answer that holds only this error; none when nobody can be told."""
        origin = arrival.origin
        if origin is None:
            return ()
        delivery = arrival.delivery
        transaction = likely_transaction(delivery.routing_key, delivery.properties.type, None)
        known = known or KnownHeader(transaction=transaction)
        record = self._roster.get(origin.reseller)
        direct = is_inquiry(known.transaction, origin)
        named = record.answers if record else ()
        address = return_address(delivery.properties.reply_to, origin.reseller, named, direct=direct)
        if isinstance(address, AnswerError):
            address = own_answers(origin.reseller)
        reply = refused_reply(known, origin.reseller, (error,), datetime.now(UTC))
        return answer_messages(reply, arrival, address)
