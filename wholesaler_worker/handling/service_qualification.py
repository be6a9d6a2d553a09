"""`service.qualify`: which of these services can be had at the address?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.requests import ServiceQualify
from contracts.result_writing import result_as_json
from serviceability.decision import qualify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wholesaler_worker.handling.desk import Desk
    from wholesaler_worker.handling.question import Question


def qualify_services(questions: Sequence[Question], desk: Desk) -> None:
    """Answer each question from the index; a telephone number in the address fixes the switch."""
    for question in questions:
        segment, address = question.segment, question.address
        request = segment.request
        assert isinstance(request, ServiceQualify)  # noqa: S101 - the contract reads it so
        assert address is not None  # noqa: S101 - the contract requires one
        with desk.guarded(question):
            decision = qualify(
                desk.index,
                address,
                services=request.services,
                customer_class=segment.end_user.customer_class if segment.end_user else None,
                today=desk.today,
                telephone_number=segment.address.telephone_number if segment.address else None,
            )
            question.answer(decision.errors, result_as_json(decision.result))
