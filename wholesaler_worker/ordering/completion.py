"""What happens to a confirmed order in the network: it is completed, in danger, or out of it again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from contracts.answer_error import answer_error
from contracts.notification import OrderEvent
from wholesaler_worker.changing.records import OrderState
from wholesaler_worker.ordering.accounts import carry_out
from wholesaler_worker.ordering.due_day import book
from wholesaler_worker.ordering.events import note
from wholesaler_worker.ordering.states import IllegalMove, moved

if TYPE_CHECKING:
    from datetime import date, datetime

    from wholesaler_worker.changing.books import Books, DayKey
    from wholesaler_worker.changing.change import Rules
    from wholesaler_worker.changing.records import Version


def days_of_move(version: Version, due_date: date | None) -> set[DayKey]:
    """The days of offices that must be in the books when an order gets another due date; none when it gets none."""
    office = version.central_office
    if office is None or version.due_date is None or due_date is None or due_date == version.due_date:
        return set()
    return {(office, version.due_date), (office, due_date)}


def complete(books: Books, version: Version, completed_on: date, rules: Rules, now: datetime) -> Version:
    """Carry out an order: the customer's record follows from it. Its day stays used up, and it stays in force.

    Raises `IllegalMove` for a version that is not under way, and `AccountMissing`.
    """
    completed = moved(version, OrderState.COMPLETED)
    numbers = carry_out(books, version, completed_on, rules)
    detail = {"completed_on": completed_on.isoformat(), "numbers": list(numbers)}
    return _put(books, completed, OrderEvent.COMPLETED, detail, now)


def jeopardize(
    books: Books, version: Version, code: str, text: str | None, due_date: date | None, now: datetime
) -> Version:
    """Say that the confirmed date is in danger (`code` O520 to O528), and which one it is now, if another.

    An order that is in danger already stays so: it is told again. The network's date counts whatever the office has
    room for. Raises `IllegalMove`, and `DayNotRead` when the `days_of_move` are not in the books.
    """
    endangered = version if version.state is OrderState.JEOPARDY else moved(version, OrderState.JEOPARDY)
    detail: dict[str, Any] = {"code": code, "text": text or answer_error(code, "").text}
    return _put(books, _due_on(books, endangered, due_date, detail), OrderEvent.JEOPARDY, detail, now)


def recover(books: Books, version: Version, due_date: date | None, now: datetime) -> Version:
    """Say that the danger is over. A version is confirmed once only, so it is told as a jeopardy that has ended.

    Raises as `jeopardize` does.
    """
    if version.state is not OrderState.JEOPARDY:
        raise IllegalMove(version, OrderState.CONFIRMED)
    confirmed = moved(version, OrderState.CONFIRMED)
    detail: dict[str, Any] = {"recovered": True, "text": "The due date is not in danger any more."}
    moved_on = _due_on(books, confirmed, due_date, detail)
    if moved_on.due_date is not None:
        detail["due_date"] = moved_on.due_date.isoformat()
    return _put(books, moved_on, OrderEvent.JEOPARDY, detail, now)


def _due_on(books: Books, version: Version, due_date: date | None, detail: dict[str, Any]) -> Version:
    if due_date is None or not days_of_move(version, due_date):
        return version
    office, before = version.central_office, version.due_date
    if office is not None and before is not None:
        book(books, office, before, -1)
        book(books, office, due_date)
    detail["due_date"] = due_date.isoformat()
    return replace(version, due_date=due_date)


def _put(books: Books, version: Version, event: OrderEvent, detail: dict[str, Any], now: datetime) -> Version:
    books.versions.put((version.reseller, version.pon, version.version), version)
    note(books, version, event, detail, now)
    return version
