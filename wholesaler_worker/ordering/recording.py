"""Makes a version of an order a record, confirmed or rejected, with its events and its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contracts.answer_error import answer_error
from contracts.defects import counted
from contracts.notification import OrderEvent
from contracts.reply import Outcome
from contracts.reply_writing import error_as_json
from contracts.requests import Activity
from wholesaler_worker.changing.records import Order, OrderState, Version
from wholesaler_worker.ordering.asking import asked_of
from wholesaler_worker.ordering.events import note
from wholesaler_worker.ordering.states import moved

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from contracts.answer_error import AnswerError
    from wholesaler_worker.changing.books import Books
    from wholesaler_worker.changing.change import Change
    from wholesaler_worker.ordering.findings import Findings
    from wholesaler_worker.ordering.turn import Standing

MOST_TOLD = 99
"""Reasons and remarks of a version, beside the word that it is rejected; the last one then says how many more."""


def received(change: Change, activity: Activity, answer: Mapping[str, Any], now: datetime, **content: Any) -> Version:
    """A version as it came in, with what it is going to be answered; `content` are other fields of it."""
    asked = asked_of(change)
    return Version(
        reseller=change.reseller,
        pon=asked.request.pon,
        version=asked.request.version,
        state=OrderState.RECEIVED,
        activity=activity,
        supplement=asked.supplement,
        transaction_number=change.transaction_number,
        reference=change.question.segment.reference,
        content_hash=asked.content_hash,
        answer=answer,
        decided_at=now,
        **content,
    )


def record_rejected(change: Change, standing: Standing, findings: Findings, books: Books, now: datetime) -> None:
    """Record the rejection, and end the question with all reasons. What was in force stays so."""
    asked, before = asked_of(change), standing.in_force
    activity = asked.request.activity or (before.activity if before else Activity.NEW)
    count = len(findings.reasons)
    text = f"The order is rejected for {count} reasons." if count > 1 else "The order is rejected for one reason."
    told = counted(findings.reasons, MOST_TOLD)
    errors = [answer_error("O501", "", text=text), *told, *findings.remarks[: MOST_TOLD - len(told)]]
    result = {"status": "rejected"}
    answer = _answer(Outcome.REFUSED, errors, result)
    version = moved(received(change, activity, answer, now), OrderState.REJECTED)
    _put(version, standing, books, in_force=None if before is None else before.version)
    note(books, version, OrderEvent.ACKNOWLEDGED, {}, now)
    reasons = [error_as_json(reason.below(change.question.path)) for reason in told]
    note(books, version, OrderEvent.REJECTED, {"errors": reasons}, now)
    change.question.answer(errors, result)


def record_confirmed(
    change: Change,
    standing: Standing,
    activity: Activity,
    remarks: Sequence[AnswerError],
    result: dict[str, Any],
    books: Books,
    now: datetime,
    **content: Any,
) -> Version:
    """Record a version as confirmed and in force, and end the question; `content` are its other fields.

    What was in force before is superseded.
    """
    remarks = counted(remarks, MOST_TOLD)
    answer = _answer(Outcome.ANSWERED, remarks, result)
    confirmed = moved(received(change, activity, answer, now, **content), OrderState.CONFIRMED)
    _put(confirmed, standing, books, in_force=confirmed.version)
    note(books, confirmed, OrderEvent.ACKNOWLEDGED, {}, now)
    note(books, confirmed, OrderEvent.CONFIRMED, _confirmation(confirmed, result), now)
    before = standing.in_force
    if before is not None:
        superseded = moved(before, OrderState.SUPERSEDED)
        books.versions.put((before.reseller, before.pon, before.version), superseded)
        note(books, superseded, OrderEvent.SUPERSEDED, {"by_version": confirmed.version}, now)
    change.question.answer(remarks, result)
    return confirmed


def _put(version: Version, standing: Standing, books: Books, in_force: int | None) -> None:
    key = version.reseller, version.pon
    last = standing.order.last_sequence if standing.order else 0
    order = Order(
        reseller=version.reseller, pon=version.pon, latest=version.version, in_force=in_force, last_sequence=last
    )
    books.orders.put(key, order)
    books.versions.put((*key, version.version), version)


def _answer(outcome: Outcome, errors: Iterable[AnswerError], result: dict[str, Any]) -> dict[str, Any]:
    """What was answered. The paths begin at the segment: when it comes again it may stand elsewhere."""
    return {"outcome": outcome.value, "errors": [error_as_json(error) for error in errors], "result": result}


def _confirmation(version: Version, result: dict[str, Any]) -> dict[str, Any]:
    lines = [
        {"usoc": line.usoc, "features": list(line.features)}
        | ({"telephone_number": line.telephone_number} if line.telephone_number else {})
        for line in version.lines
    ]
    return {
        "due_date": result["due_date"],
        "numbers": result["numbers"],
        "central_office": version.central_office,
        "switch": version.switch,
        "lines": lines,
    }
