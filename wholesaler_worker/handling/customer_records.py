"""`customer.record`: what does the end user behind this number have?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contracts.answer_error import answer_error
from contracts.requests import CustomerRecord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contracts.answer_error import AnswerError
    from wholesaler_worker.changing.records import Account
    from wholesaler_worker.handling.desk import Desk
    from wholesaler_worker.handling.question import Question


def tell_customer_records(questions: Sequence[Question], desk: Desk) -> None:
    """Answer each question; all numbers are looked up in one round trip."""
    requests = [(question, _request(question)) for question in questions]
    found = desk.orders.customers({request.telephone_number for _, request in requests})
    for question, request in requests:
        with desk.guarded(question):
            errors = _authority_errors(request, desk)
            number = request.telephone_number
            account = found.get(number)
            if number not in found:
                errors.append(answer_error("A112", "/request/telephone_number", value=number))
            elif account is None or account.reseller != question.reseller:
                errors.append(_of_another(number))
            readable = account is not None and not errors
            question.answer(errors, _as_json(account) if account and readable else None)


def _request(question: Question) -> CustomerRecord:
    request = question.segment.request
    assert isinstance(request, CustomerRecord)  # noqa: S101 - the contract reads it so
    return request


def _authority_errors(request: CustomerRecord, desk: Desk) -> list[AnswerError]:
    """Who can read a record on a consent that is yet to be given could read any."""
    given = request.authority.date
    if given <= desk.today:
        return []
    text = f"The authority is dated {given.isoformat()}, which is after today, {desk.today.isoformat()} (UTC)."
    hint = "Give the date on which the end user consented."
    return [answer_error("E012", "/request/authority/date", value=given.isoformat(), text=text, hint=hint)]


def _of_another(number: str) -> AnswerError:
    text = "The number works for a customer who is not yours."
    hint = "Ask for numbers of your own customers; others become yours by an order with the activity V or W."
    return answer_error("E013", "/request/telephone_number", value=number, text=text, hint=hint)


def _as_json(account: Account) -> dict[str, Any]:
    """What other resellers have under way on it is left out."""
    lines = account.lines
    usocs = dict.fromkeys(usoc for line in lines for usoc in (line.usoc, *line.features))
    numbers = dict.fromkeys(
        [account.telephone_number, *(line.telephone_number for line in lines if line.telephone_number)]
    )
    return {
        "address": dict(account.address),
        "services": list(usocs),
        "numbers": list(numbers),
        "open_orders": [pon for reseller, pon in account.open_orders if reseller == account.reseller],
        "lines": [
            {"usoc": line.usoc, "features": list(line.features)}
            | ({"telephone_number": line.telephone_number} if line.telephone_number else {})
            for line in lines
        ],
        "central_office": {"clli": account.central_office},
        "switch": account.switch,
        "suspended": account.suspended,
    }
