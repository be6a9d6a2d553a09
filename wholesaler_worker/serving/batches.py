"""Turns a batch of arrivals into dispatches: read, answer together, and say for each what is published about it.

What goes wrong with one document never reaches another: not a bug of ours, not a full memory, not a bottomless nesting.
"""

from __future__ import annotations

import logging
import secrets
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Protocol

from contracts.answer_error import answer_error
from contracts.document_reading import KnownHeader
from serviceability.index import IndexUnusable
from wholesaler_worker.changing.deciding import Broken
from wholesaler_worker.changing.documents import Conflict, Received, Settled
from wholesaler_worker.handling.answering import USE_CASES, Answered, answer_documents
from wholesaler_worker.handling.composing import answered_reply
from wholesaler_worker.handling.desk import Desk
from wholesaler_worker.outcomes import Park, Postpone, SetAside
from wholesaler_worker.receiving.intake import Accepted, Misplaced, Refused, take_in
from wholesaler_worker.serving.answer_messages import first_answer_id
from wholesaler_worker.serving.dispatch import Dispatch, Dispatcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from serviceability.index import ReferenceIndex
    from wholesaler_worker.changing.documents import Outcome
    from wholesaler_worker.db.resellers import ResellerRecord
    from wholesaler_worker.handling.desk import NumberStore, OrderStore
    from wholesaler_worker.receiving.arrival import Arrival, Origin
    from wholesaler_worker.serving.index_in_force import IndexInForce
    from wholesaler_worker.serving.report import Report
    from wholesaler_worker.serving.roster import Roster

_LOG = logging.getLogger(__name__)

WAITS = 8
"""How often a version of an order that is ahead of its turn goes to the delay ladder: more than half a minute. So many
versions that were sent at once are all carried out, however they meet."""
HOPELESS_DELIVERIES = 10
"""Delivered so often without an end, a document is parked instead of handled: the broker would do it soon, unsaid."""


class Trial(Protocol):
    """Tells whether a document would end the worker; `serving.trial` finds out in a process of its own."""

    def harm(self, arrival: Arrival, record: ResellerRecord | None) -> str | None:
        """What the document does to the process that handles it, or None when it does no harm."""


class ChangeAnswering(Protocol):
    """What is needed of `wholesaler_worker.changing.answering.Changes`."""

    @property
    def transactions(self) -> frozenset[str]:
        """What can be asked there."""

    def answer(self, received: Sequence[Received], index: ReferenceIndex) -> list[Outcome]:
        """One outcome for each document, in order."""


class _InHand:
    """An accepted document on its way to its answer."""

    __slots__ = ("accepted", "arrival", "known", "origin")

    def __init__(self, arrival: Arrival, origin: Origin, accepted: Accepted) -> None:
        self.arrival = arrival
        self.origin = origin
        self.accepted = accepted
        header = accepted.document.header
        self.known = KnownHeader(
            transaction=header.transaction,
            transaction_number=header.transaction_number,
            reseller=header.reseller,
            segments=len(accepted.document.segments),
        )


class BatchDesk:
    """Decides batches in one thread, whose index it holds. `trial` is for suspicious documents."""

    def __init__(
        self,
        roster: Roster,
        numbers: NumberStore,
        orders: OrderStore,
        changes: ChangeAnswering,
        index: IndexInForce,
        report: Report,
        trial: Trial | None = None,
    ) -> None:
        self._trial = trial
        self._changes = changes
        self._served = USE_CASES.keys() | changes.transactions
        self._roster = roster
        self._numbers = numbers
        self._orders = orders
        self._index = index
        self._dispatcher = Dispatcher(roster, report)

    def decide(self, arrivals: Sequence[Arrival]) -> Iterator[Dispatch]:
        """One dispatch for each arrival, in no particular order; never raises because of a document."""
        in_hand: list[_InHand] = []
        for arrival in arrivals:
            dispatch = self._guarded(arrival, None, partial(self._begin, arrival, in_hand))
            if dispatch is not None:
                yield dispatch
        if in_hand:
            yield from self._decide(in_hand)

    def _begin(self, arrival: Arrival, in_hand: list[_InHand]) -> Dispatch | None:
        origin = arrival.origin
        if origin is None:
            return self._dispatcher.not_answered(arrival, SetAside("it came by no reseller's lane"))
        if arrival.deliveries_before >= HOPELESS_DELIVERIES:
            reason = f"delivered {arrival.deliveries_before} times before without an end"
            return self._dispatcher.not_answered(arrival, Park(reason))
        record = self._roster.get(origin.reseller)
        if self._trial is not None and arrival.is_suspicious and (harm := self._trial.harm(arrival, record)):
            return self._dispatcher.not_answered(arrival, Park(harm))
        taken_in = take_in(arrival, origin, record, self._served, datetime.now(UTC))
        if isinstance(taken_in, Accepted):
            in_hand.append(_InHand(arrival, origin, taken_in))
            return None
        if isinstance(taken_in, Misplaced):
            return self._dispatcher.moved(arrival, origin, taken_in.document)
        return self._dispatcher.refused(arrival, origin, taken_in)

    def _decide(self, in_hand: Sequence[_InHand]) -> Iterator[Dispatch]:
        try:
            index = self._index.current()
        except IndexUnusable as e:
            for one in in_hand:
                yield self._dispatcher.not_answered(one.arrival, Postpone(str(e)), one.known)
            return
        changing = [one for one in in_hand if one.known.transaction in self._changes.transactions]
        asking = [one for one in in_hand if one.known.transaction not in self._changes.transactions]
        if asking:
            yield from self._answer(asking, index)
        if changing:
            yield from self._change(changing, index)

    def _answer(self, in_hand: Sequence[_InHand], index: ReferenceIndex) -> Iterator[Dispatch]:
        desk = Desk(index, self._numbers, datetime.now(UTC).date(), self._orders)
        try:
            outcomes = answer_documents([one.accepted.document for one in in_hand], desk)
        except Exception as e:  # noqa: BLE001 - a batch that fails is decided again one by one
            if len(in_hand) == 1:
                yield self._bug(in_hand[0].arrival, in_hand[0].known, e)
                return
            for one in in_hand:
                yield from self._answer([one], index)
            return
        for one, outcome in zip(in_hand, outcomes, strict=True):
            if not isinstance(outcome, Answered):
                yield self._dispatcher.not_answered(one.arrival, outcome, one.known)
                continue
            dispatch = self._guarded(one.arrival, one.known, partial(self._answered, one, outcome, index))
            if dispatch is not None:
                yield dispatch

    def _answered(self, one: _InHand, outcome: Answered, index: ReferenceIndex) -> Dispatch:
        document = one.accepted.document
        reply = answered_reply(document, one.origin.reseller, outcome.segments, index, datetime.now(UTC))
        return self._dispatcher.answered(
            one.arrival, reply, one.accepted.address, traces=outcome.traces, events=outcome.events
        )

    def _change(self, in_hand: Sequence[_InHand], index: ReferenceIndex) -> Iterator[Dispatch]:
        outcomes = self._changes.answer([_received(one) for one in in_hand], index)
        for one, outcome in zip(in_hand, outcomes, strict=True):
            dispatch = self._guarded(one.arrival, one.known, partial(self._changed, one, outcome))
            if dispatch is not None:
                yield dispatch

    def _changed(self, one: _InHand, outcome: Outcome) -> Dispatch:
        if isinstance(outcome, Settled):
            return self._dispatcher.settled(one.arrival, outcome, one.accepted.address)
        if isinstance(outcome, Conflict):
            error = answer_error("E007", "/header/transaction_number", value=outcome.transaction_number)
            refusal = Refused(errors=(error,), known=one.known, address=one.accepted.address)
            return self._dispatcher.refused(one.arrival, one.origin, refusal)
        if isinstance(outcome, Broken):
            return self._dispatcher.bug(one.arrival, outcome.trace, one.known)
        return self._dispatcher.not_answered(one.arrival, outcome, one.known)

    def _guarded(
        self, arrival: Arrival, known: KnownHeader | None, decide: Callable[[], Dispatch | None]
    ) -> Dispatch | None:
        try:
            return decide()
        except Exception as e:  # noqa: BLE001 - MemoryError and RecursionError included: a worker never dies of a document
            return self._bug(arrival, known, e)

    def _bug(self, arrival: Arrival, known: KnownHeader | None, error: Exception) -> Dispatch:
        trace = secrets.token_hex(6)
        _LOG.error(
            "a document met an error of ours (%s), trace %s",
            type(error).__name__,
            trace,
            exc_info=error,
            extra={"action": "document.bug", "trace": trace},
        )
        try:
            return self._dispatcher.bug(arrival, trace, known)
        except Exception:  # noqa: BLE001 - the answer itself cannot be written: at least the document is kept
            _LOG.exception("the error cannot be told to the reseller", extra={"action": "document.bug", "trace": trace})
            return self._dispatcher.parked_silently(arrival, f"internal error, trace {trace}")


def _received(one: _InHand) -> Received:
    body, reseller = one.arrival.delivery.body, one.origin.reseller
    return Received(
        document=one.accepted.document,
        body=body,
        reseller=reseller,
        message_id=first_answer_id(reseller, body),
        may_wait=one.origin.waits < WAITS,
    )
