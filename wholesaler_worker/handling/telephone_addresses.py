"""Turns an address given by its telephone number alone into the address where that number works."""

from __future__ import annotations

from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from contracts.answer_error import answer_error
from contracts.requests import DueDateOffer, NumberSearch, ServiceQualify
from contracts.result_writing import result_as_json
from contracts.results import AddressResult, Match, NumberSearchResult, QualifyResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wholesaler_worker.handling.desk import Desk
    from wholesaler_worker.handling.question import Question


def find_telephone_addresses(questions: Sequence[Question], desk: Desk) -> None:
    """Look all numbers up in one round trip; a question whose number does not work is answered with A112."""
    by_number = [
        (question, question.address.telephone_number)
        for question in questions
        if question.address is not None and question.address.telephone_number is not None
    ]
    if by_number:
        desk.ask_together(by_number, partial(_look_up, desk=desk), itemgetter(0))


def _look_up(by_number: Sequence[tuple[Question, str]], desk: Desk) -> None:
    found = desk.numbers.service_addresses({number for _, number in by_number})
    for question, number in by_number:
        if number in found:
            question.address = found[number]
        else:
            error = answer_error("A112", "/address/telephone_number", value=number)
            question.answer([error], _nothing(question.segment.request))


def _nothing(request: object) -> dict[str, Any]:
    """What the transaction says when nothing was found, in its own shape."""
    if isinstance(request, ServiceQualify):
        return result_as_json(QualifyResult(code="A112", match=Match.NONE))
    if isinstance(request, NumberSearch):
        return result_as_json(NumberSearchResult(code="A112", match=Match.NONE, asked=request.quantity))
    nothing = result_as_json(AddressResult(code="A112", match=Match.NONE))
    return nothing | {"due_dates": []} if isinstance(request, DueDateOffer) else nothing
