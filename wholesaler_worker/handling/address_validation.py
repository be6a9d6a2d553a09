"""`address.validate`: is this address real, and if not, what could have been meant?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.requests import AddressValidate
from contracts.result_writing import result_as_json
from serviceability.decision import validate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wholesaler_worker.handling.desk import Desk
    from wholesaler_worker.handling.question import Question


def validate_addresses(questions: Sequence[Question], desk: Desk) -> None:
    """Answer each question from the index."""
    for question in questions:
        request, address = question.segment.request, question.address
        assert isinstance(request, AddressValidate)  # noqa: S101 - the contract reads it so
        assert address is not None  # noqa: S101 - the contract requires one
        with desk.guarded(question):
            decision = validate(desk.index, address, alternatives=request.alternatives, today=desk.today)
            question.answer(decision.errors, result_as_json(decision.result))
