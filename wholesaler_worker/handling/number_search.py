"""`number.search`: which numbers are free for the address? It must resolve; its office's rate center counts."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING

from contracts.answer_error import answer_error, refuses
from contracts.requests import NumberKind, NumberSearch
from contracts.result_writing import result_as_json
from contracts.results import AddressResult, NumberResult, NumberSearchResult
from serviceability.decision import validate
from wholesaler_worker.handling.number_draw import draw_numbers
from wholesaler_worker.handling.number_verdict import verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contracts.answer_error import AnswerError
    from wholesaler_worker.handling.desk import Desk
    from wholesaler_worker.handling.question import Question

_ADDRESS_FIELDS = tuple(field.name for field in fields(AddressResult))


@dataclass(frozen=True, slots=True)
class Search:
    """A question whose address is known; `errors` are the address's warnings."""

    question: Question
    request: NumberSearch
    place: AddressResult
    errors: tuple[AnswerError, ...]

    def answer(self, numbers: Sequence[NumberResult]) -> None:
        """End with these numbers, and with N307 when they are fewer than were asked for."""
        request, errors = self.request, self.errors
        asked = _asked(request)
        found = sum(number.available for number in numbers)
        if request.kind is not NumberKind.SPECIFIC and found < asked:
            text = (
                f"{found} of {asked} numbers were found in the rate center {self.place.rate_center or 'of no office'}."
            )
            errors += (answer_error("N307", "/request/quantity", value=asked, text=text),)
        self.question.answer(errors, result_as_json(_result(self.place, request, numbers, found)))


def _asked(request: NumberSearch) -> int:
    return 1 if request.kind is NumberKind.SPECIFIC else request.quantity


def _result(
    place: AddressResult, request: NumberSearch, numbers: Sequence[NumberResult] = (), found: int = 0
) -> NumberSearchResult:
    known = {name: getattr(place, name) for name in _ADDRESS_FIELDS}
    return NumberSearchResult(**known, numbers=tuple(numbers), found=found, asked=_asked(request))


def search_numbers(questions: Sequence[Question], desk: Desk) -> None:
    """Answer each question: all specific ones in one round trip, all random ones of a rate center in one."""
    searches = _placed(questions, desk)
    specific = [search for search in searches if search.request.kind is NumberKind.SPECIFIC]
    if specific:
        desk.ask_together(specific, partial(_answer_specific, desk=desk), attrgetter("question"))
    draw_numbers([search for search in searches if search.request.kind is not NumberKind.SPECIFIC], desk)


def _placed(questions: Sequence[Question], desk: Desk) -> list[Search]:
    """Resolve the addresses; a question whose address does not resolve is refused with what was found."""
    placed = []
    for question in questions:
        request, address = question.segment.request, question.address
        assert isinstance(request, NumberSearch)  # noqa: S101 - the contract reads it so
        assert address is not None  # noqa: S101 - the contract requires one
        with desk.guarded(question):
            decision = validate(desk.index, address, today=desk.today)
            if refuses(decision.errors):
                question.answer(decision.errors, result_as_json(_result(decision.result, request)))
            else:
                placed.append(Search(question, request, decision.result, decision.errors))
    return placed


def _answer_specific(searches: Sequence[Search], desk: Desk) -> None:
    wanted = {search.request.telephone_number or "" for search in searches}
    found = desk.numbers.specific(wanted)
    for search in searches:
        number = search.request.telephone_number or ""
        search.answer([verdict(number, found.get(number), search.place.rate_center)])
