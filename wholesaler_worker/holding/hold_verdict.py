"""What a number is doing at a moment, and what is wrong with a token: the books alone may be behind the clock."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contracts.answer_error import answer_error
from contracts.moments import moment_as_text
from wholesaler_worker.db.numbers import NumberState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from contracts.answer_error import AnswerError
    from wholesaler_worker.changing.books import Books
    from wholesaler_worker.changing.change import Office
    from wholesaler_worker.changing.records import Hold, Number


TOKENS = "/request/hold_tokens"


def number_at(books: Books, telephone_number: str, now: datetime) -> Number | None:
    """The number as it is at `now`: one whose hold has expired, or that has rested, is available.

    The expired hold is still in the books under `Number.token`. None when the inventory does not have the number.
    """
    number = books.numbers.get(telephone_number)
    if number is None or number.state not in (NumberState.HELD, NumberState.AGING):
        return number
    hold = live_hold(books, number, now)
    # What was loaded as held belongs to nobody here, and ends with its day, as a rest does.
    over = number.until is not None and number.until < now.date() if number.token is None else hold is None
    return replace(number, state=NumberState.AVAILABLE, until=None) if over else number


def live_hold(books: Books, number: Number, now: datetime) -> Hold | None:
    """The hold that keeps a number at `now`."""
    hold = None if number.token is None else books.holds.get(number.token)
    return hold if hold is not None and is_live(hold, now) else None


def is_live(hold: Hold, now: datetime) -> bool:
    """A hold ends at its end: from `held_until` on it holds nothing."""
    return hold.held_until > now


def taken_in(books: Books, now: datetime) -> Callable[[str], bool]:
    """For `Inventory.pick`: whether these books have a number in use."""

    def is_taken(telephone_number: str) -> bool:
        number = number_at(books, telephone_number, now)
        return number is not None and number.state is not NumberState.AVAILABLE

    return is_taken


def holds_of(
    tokens: Sequence[str], reseller: str, books: Books, office: Office, path: str
) -> tuple[list[Hold], list[AnswerError]]:
    """The holds that a reseller's tokens name, in order, and what is wrong with the other tokens, at `path`/0, /1, …

    Another reseller's token is as unknown as one that never was. A token is never repeated in an answer's text.
    """
    found: list[Hold] = []
    errors: list[AnswerError] = []
    own = [books.holds.get(token) for token in tokens]
    unknown = [token for token, hold in zip(tokens, own, strict=True) if hold is None]
    expired = office.inventory.expired(reseller, unknown) if unknown else set()
    first: dict[str, int] = {}
    for place, (token, hold) in enumerate(zip(tokens, own, strict=True)):
        where = f"{path}/{place}"
        if (before := first.setdefault(token, place)) != place:
            errors.append(named_twice("token", where, f"{path}/{before}"))
        elif token in expired:
            errors.append(answer_error("N308", where))
        elif hold is None or hold.reseller != reseller:
            errors.append(answer_error("N309", where))
        elif not is_live(hold, office.now):
            errors.append(answer_error("N308", where, text=f"The hold expired at {moment_as_text(hold.held_until)}."))
        else:
            found.append(hold)
    return found, errors


def named_twice(what: str, path: str, first: str) -> AnswerError:
    """E022 for what a list has twice."""
    return answer_error(
        "E022", path, text=f"The rule is that a {what} is named once; this one stands at {first} already."
    )
