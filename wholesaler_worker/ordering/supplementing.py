"""Supplements that leave an order's content as it is: 1 cancels it, 2 gives it another due date."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from contracts.notification import OrderEvent
from wholesaler_worker.changing.records import OrderState
from wholesaler_worker.ordering.asking import asked_of
from wholesaler_worker.ordering.confirming import give_back_numbers, set_under_way
from wholesaler_worker.ordering.due_day import book, due_day, room_in, window_of
from wholesaler_worker.ordering.events import note
from wholesaler_worker.ordering.places import QUALIFIED
from wholesaler_worker.ordering.recording import record_confirmed
from wholesaler_worker.ordering.states import moved

if TYPE_CHECKING:
    from wholesaler_worker.changing.books import Books
    from wholesaler_worker.changing.change import Change, Office
    from wholesaler_worker.changing.records import Version
    from wholesaler_worker.ordering.due_day import Window
    from wholesaler_worker.ordering.findings import Findings
    from wholesaler_worker.ordering.turn import Standing


_CARRIED_OVER = (
    "order_number",
    "due_date",
    "central_office",
    "switch",
    "customer_class",
    "end_user",
    "address",
    "account",
    "lines",
    "numbers",
)


def window_of_version(version: Version, office: Office) -> Window:
    """The window of the due date of a version that was confirmed before."""
    lines = version.lines if version.activity in QUALIFIED else ()
    services = [usoc for line in lines for usoc in (line.usoc, *line.features)]
    return window_of(version.activity, services, office.today, office.rules)


def give_back_day(books: Books, version: Version) -> None:
    """Let the day of a version that is not going to be carried out have room again. Raises `DayNotRead`."""
    if version.central_office is not None and version.due_date is not None:
        book(books, version.central_office, version.due_date, -1)


def cancel(change: Change, standing: Standing, in_force: Version, books: Books, office: Office) -> None:
    """Confirm the cancellation, and give back what the order has taken. Raises `DayNotRead`."""
    now = office.now
    give_back_day(books, in_force)
    give_back_numbers(books, in_force.numbers)
    result = {**in_force.answer["result"], "numbers": []}
    if in_force.due_date is not None:
        result["due_date"] = in_force.due_date.isoformat()
    content = _content(in_force) | {"numbers": ()}
    confirmed = record_confirmed(change, standing, in_force.activity, (), result, books, now, **content)
    cancelled = moved(confirmed, OrderState.CANCELLED)
    key = cancelled.reseller, cancelled.pon
    books.versions.put((*key, cancelled.version), cancelled)
    order = books.orders.get(key)
    if order is not None:
        books.orders.put(key, replace(order, in_force=None))
    note(books, cancelled, OrderEvent.CANCELLED, {"reason": "The reseller has cancelled the order."}, now)
    set_under_way(books, cancelled, under_way=False)


def postpone(
    change: Change, standing: Standing, in_force: Version, books: Books, office: Office, findings: Findings
) -> bool:
    """Confirm another due date; False when it is not possible, with the reasons among the findings.

    Raises `DayNotRead`.
    """
    asked = asked_of(change)
    clli = in_force.central_office or ""
    give_back_day(books, in_force)
    window = window_of_version(in_force, office)
    day, errors = due_day(asked.request.desired_due_date, window, room_in(books, clli, asked.days))
    findings.reasons.extend([*asked.errors, *errors])
    if day is None or not findings.is_sound:
        return False
    book(books, clli, day)
    result = {**in_force.answer["result"], "due_date": day.isoformat()}
    content = _content(in_force) | {"due_date": day}
    record_confirmed(change, standing, in_force.activity, (), result, books, office.now, **content)
    return True


def _content(in_force: Version) -> dict[str, Any]:
    """What the next version has from the one in force."""
    return {name: getattr(in_force, name) for name in _CARRIED_OVER}
