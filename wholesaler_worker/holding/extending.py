"""`number.extend`: hold numbers longer, all that are named or none.

A hold grows from its end, at most so often and to such a length as the wholesaler's terms allow.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from contracts.answer_error import answer_error, refuses
from contracts.moments import moment_as_text
from contracts.requests import NumberExtend
from wholesaler_worker.holding.by_tokens import ByTokens
from wholesaler_worker.holding.hold_answers import held_number, holds_result
from wholesaler_worker.holding.hold_keeping import lengthen_hold
from wholesaler_worker.holding.hold_terms import minutes_of, too_long
from wholesaler_worker.holding.hold_verdict import TOKENS, holds_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.answer_error import AnswerError
    from wholesaler_worker.changing.books import Books
    from wholesaler_worker.changing.change import Change, Office, Rules
    from wholesaler_worker.changing.records import Hold


class NumberExtending(ByTokens):
    """Fulfils `ChangeUseCase`."""

    def decide(self, change: Change, books: Books, office: Office) -> None:
        """Lengthen every hold."""
        request = _request(change)
        named, errors = holds_of(request.hold_tokens, change.reseller, books, office, TOKENS)
        errors.extend(too_long(request.hold_minutes, office.rules))
        minutes = minutes_of(request.hold_minutes, office.rules)
        places = {token: place for place, token in reversed([*enumerate(request.hold_tokens)])}
        for hold in named:
            errors.extend(_refusals(hold, minutes, office.rules, f"{TOKENS}/{places[hold.token]}"))
        numbers = []
        if not refuses(errors):
            longer = timedelta(minutes=minutes)
            numbers = [held_number(lengthen_hold(books, hold, hold.held_until + longer)) for hold in named]
        change.question.answer(errors, holds_result(numbers))


def _refusals(hold: Hold, minutes: int, rules: Rules, path: str) -> Iterator[AnswerError]:
    """N310 with the reason, and with what would still do."""
    until = moment_as_text(hold.held_until)
    if hold.extensions >= rules.hold_extensions:
        text = f"The hold was extended {hold.extensions} times, and {rules.hold_extensions} times are allowed."
        yield answer_error("N310", path, text=text, hint=f"Order before it ends at {until}, or reserve again after it.")
        return
    last = hold.held_since + timedelta(minutes=rules.longest_hold_minutes)
    if hold.held_until + timedelta(minutes=minutes) > last:
        text = (
            f"With {minutes} minutes more the number would be held longer than {rules.longest_hold_minutes} minutes "
            f"in all: until {moment_as_text(last)} at most."
        )
        left = (last - hold.held_until) // timedelta(minutes=1)
        hint = f"Ask for {left} minutes at most." if left > 0 else f"Order before it ends at {until}."
        yield answer_error("N310", path, text=text, hint=hint)


def _request(change: Change) -> NumberExtend:
    request = change.question.segment.request
    assert isinstance(request, NumberExtend)  # noqa: S101 - the contract reads it so
    return request
