"""`number.release`: give numbers back, all that are named or none; they rest before anybody can have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.answer_error import refuses
from contracts.requests import NumberRelease
from wholesaler_worker.handling.number_verdict import NUMBER_CODES
from wholesaler_worker.holding.by_tokens import ByTokens
from wholesaler_worker.holding.hold_answers import holds_result, other_number
from wholesaler_worker.holding.hold_keeping import release
from wholesaler_worker.holding.hold_verdict import TOKENS, holds_of

if TYPE_CHECKING:
    from wholesaler_worker.changing.books import Books
    from wholesaler_worker.changing.change import Change, Office


class NumberReleasing(ByTokens):
    """Fulfils `ChangeUseCase`."""

    def decide(self, change: Change, books: Books, office: Office) -> None:
        """End every hold; its token is unknown afterwards."""
        named, errors = holds_of(_request(change).hold_tokens, change.reseller, books, office, TOKENS)
        numbers = []
        if not refuses(errors):
            left = [release(books, hold, office) for hold in named]
            numbers = [other_number(one.telephone_number, NUMBER_CODES[one.state], one.until) for one in left if one]
        change.question.answer(errors, holds_result(numbers))


def _request(change: Change) -> NumberRelease:
    request = change.question.segment.request
    assert isinstance(request, NumberRelease)  # noqa: S101 - the contract reads it so
    return request
