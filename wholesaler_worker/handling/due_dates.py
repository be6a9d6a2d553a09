"""`due_date.offer`: on which days can the office that serves the address carry out an order?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from contracts.answer_error import refuses
from contracts.requests import DueDateOffer
from contracts.result_writing import result_as_json
from serviceability.decision import qualify, validate
from wholesaler_worker.db.order_records import Period
from wholesaler_worker.ordering.due_dates import HORIZON, interval_of, offered_dates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contracts.answer_error import AnswerError
    from wholesaler_worker.db.order_records import Calendar
    from wholesaler_worker.handling.desk import Desk
    from wholesaler_worker.handling.question import Question


@dataclass(frozen=True, slots=True)
class _Placed:
    """A question whose address is known: its office, if one serves it, and what is said about the address so far."""

    question: Question
    request: DueDateOffer
    office: str | None
    errors: tuple[AnswerError, ...]
    result: dict[str, Any]


def offer_due_dates(questions: Sequence[Question], desk: Desk) -> None:
    """Answer each question; the days of all offices are read in one round trip."""
    placed = [found for question in questions if (found := _placed(question, desk)) is not None]
    if placed:
        desk.ask_together(placed, partial(_offer, desk=desk), attrgetter("question"))


def _placed(question: Question, desk: Desk) -> _Placed | None:
    """Resolve the address; one that does not resolve is refused with what was found, as by the other inquiries."""
    segment, address = question.segment, question.address
    request = segment.request
    assert isinstance(request, DueDateOffer)  # noqa: S101 - the contract reads it so
    assert address is not None  # noqa: S101 - the contract requires one
    with desk.guarded(question):
        if request.services:
            decision: Any = qualify(
                desk.index,
                address,
                services=request.services,
                customer_class=segment.end_user.customer_class if segment.end_user else None,
                today=desk.today,
                telephone_number=segment.address.telephone_number if segment.address else None,
            )
        else:
            decision = validate(desk.index, address, today=desk.today)
        result = result_as_json(decision.result)
        if not refuses(decision.errors):
            office = decision.result.central_office
            return _Placed(question, request, office.clli if office else None, decision.errors, result)
        question.answer(decision.errors, result | {"due_dates": []})
    return None


def _offer(placed: Sequence[_Placed], desk: Desk) -> None:
    offices = dict.fromkeys(one.office for one in placed if one.office is not None)
    calendar = desk.orders.calendar([Period(office, desk.today, desk.today + HORIZON) for office in offices])
    for one in placed:
        with desk.guarded(one.question):
            one.question.answer(one.errors, one.result | _dates(one, calendar, desk))


def _dates(one: _Placed, calendar: Calendar, desk: Desk) -> dict[str, Any]:
    request, rules = one.request, calendar.rules
    interval = interval_of(request.services, rules)
    offered = (
        offered_dates(
            desk.today,
            interval,
            request.quantity,
            rules,
            partial(calendar.has_room, one.office),
            earliest=request.earliest,
        )
        if one.office is not None
        else []
    )
    return {"due_dates": [day.isoformat() for day in offered], "interval": interval}
