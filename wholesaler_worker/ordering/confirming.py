"""What a confirmation brings about: numbers assigned, a day booked, the account under way, the version in force."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from wholesaler_worker.db.numbers import NumberState
from wholesaler_worker.holding.hold_keeping import end_hold
from wholesaler_worker.ordering.due_day import book
from wholesaler_worker.ordering.recording import record_confirmed

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from contracts.answer_error import AnswerError
    from wholesaler_worker.changing.books import Books, OrderKey
    from wholesaler_worker.changing.change import Change, Office
    from wholesaler_worker.changing.records import Version
    from wholesaler_worker.ordering.line_numbers import Named
    from wholesaler_worker.ordering.plan import Plan
    from wholesaler_worker.ordering.turn import Standing


def confirm(
    change: Change, standing: Standing, plan: Plan, remarks: Sequence[AnswerError], books: Books, office: Office
) -> None:
    """Put the effects of a sound order into the books; the day of the version in force was given back already.

    Raises `DayNotRead`.
    """
    before = standing.in_force
    place = plan.place
    taken = tuple(one.number.telephone_number for one in plan.taken)
    for one in plan.taken:
        _assign(books, one, office)
    if before is not None:
        give_back_numbers(books, before.numbers, but=taken)
    book(books, place.central_office.clli, plan.due_date)
    order_number = before.order_number if before and before.order_number else office.inventory.order_number()
    version = record_confirmed(
        change,
        standing,
        plan.activity,
        remarks,
        _result(order_number, plan),
        books,
        office.now,
        order_number=order_number,
        due_date=plan.due_date,
        central_office=place.central_office.clli,
        switch=place.switch.clli,
        customer_class=plan.customer_class,
        end_user=plan.end_user,
        address=place.address,
        account=plan.account,
        lines=plan.lines,
        numbers=taken,
    )
    if before is not None:
        set_under_way(books, before, under_way=False)
    set_under_way(books, version, under_way=True)


def give_back_numbers(books: Books, numbers: Collection[str], *, but: Collection[str] = ()) -> None:
    """Let numbers that an order took, and nobody has used yet, be available again."""
    for name in numbers:
        number = books.numbers.get(name)
        if number is not None and name not in but:
            books.numbers.put(name, replace(number, state=NumberState.AVAILABLE, until=None, token=None))


def set_under_way(books: Books, version: Version, *, under_way: bool) -> None:
    """Say on the account whether the order is under way; the records find it out by themselves."""
    account = None if version.account is None else books.accounts.get(version.account)
    if account is None:
        return
    order: OrderKey = version.reseller, version.pon
    others = tuple(other for other in account.open_orders if other != order)
    books.accounts.put(
        account.telephone_number, replace(account, open_orders=(*others, order) if under_way else others)
    )


def _assign(books: Books, one: Named, office: Office) -> None:
    number = one.number
    if one.hold is not None:
        end_hold(books, one.hold, NumberState.ASSIGNED)
        return
    before = books.numbers.get(number.telephone_number) or number
    if before.token is not None:  # of a hold that has expired: who comes with it later is to be told so
        office.inventory.note_expired([before.token])
        books.holds.put(before.token, None)
    books.numbers.put(number.telephone_number, replace(before, state=NumberState.ASSIGNED, until=None, token=None))


def _result(order_number: str, plan: Plan) -> dict[str, Any]:
    office, switch = plan.place.central_office, plan.place.switch
    return {
        "status": "confirmed",
        "order_number": order_number,
        "due_date": plan.due_date.isoformat(),
        "numbers": list(plan.numbers),
        "central_office": {"clli": office.clli, "name": office.name} if office.name else {"clli": office.clli},
        "switch": {"clli": switch.clli, "type": switch.type},
    }
