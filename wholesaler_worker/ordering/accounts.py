"""What a completed order makes of a customer's record: it begins, changes, moves, changes hands, rests, or ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from contracts.requests import Activity
from wholesaler_worker.changing.records import Account
from wholesaler_worker.db.numbers import NumberState
from wholesaler_worker.ordering.customers import numbers_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from wholesaler_worker.changing.books import Books
    from wholesaler_worker.changing.change import Rules
    from wholesaler_worker.changing.records import OrderedLine, Version


class AccountMissing(Exception):
    """The customer's record is not there: it was not read, or ended without this order."""


def carry_out(books: Books, version: Version, completed_on: date, rules: Rules) -> tuple[str, ...]:
    """Put the customer's record as it is once the order is completed; returns the numbers that it has then.

    Numbers that the customer has no more rest from the day of completion. Raises `AccountMissing`.
    """
    before = None if version.account is None else books.accounts.get(version.account)
    if version.activity is not Activity.NEW and before is None:
        raise AccountMissing(f"the customer of the order {version.order_number} has no record")
    after = _after(version, before)
    if before is not None and (after is None or after.telephone_number != before.telephone_number):
        books.accounts.put(before.telephone_number, None)
    if after is not None:
        books.accounts.put(after.telephone_number, after)
    had = [] if before is None else numbers_of(before)
    has = [] if after is None else numbers_of(after)
    for name in has:
        number = books.numbers.get(name)
        if number is not None and after is not None:
            books.numbers.put(
                name, replace(number, state=NumberState.ASSIGNED, until=None, account=after.telephone_number)
            )
    for name in had:
        if name not in has:
            _let_rest(books, name, completed_on, rules)
    return tuple(has)


def _after(version: Version, before: Account | None) -> Account | None:
    if before is None:
        return _account_of(version, version.account or "")
    order = version.reseller, version.pon
    left = replace(before, open_orders=tuple(other for other in before.open_orders if other != order))
    match version.activity:
        case Activity.NEW:
            # Its main number is assigned to it alone, so whatever is there is as it would leave it.
            return _account_of(version, before.telephone_number)
        case Activity.DISCONNECT:
            return _without(left, version.lines)
        case Activity.SUSPEND | Activity.RESTORE:
            return replace(left, suspended=version.activity is Activity.SUSPEND)
        case Activity.CONVERT_AS_IS:
            return replace(left, reseller=version.reseller)
        case Activity.CHANGE | Activity.MOVE | Activity.CONVERT_AS_SPECIFIED:
            changed = replace(_account_of(version, before.telephone_number), suspended=before.suspended)
            return _renamed(replace(changed, open_orders=left.open_orders))


def _account_of(version: Version, main_number: str) -> Account:
    return Account(
        telephone_number=main_number,
        reseller=version.reseller,
        central_office=version.central_office or "",
        switch=version.switch or "",
        customer_class=version.customer_class,
        end_user=version.end_user,
        address=version.address or {},
        lines=version.lines,
    )


def _without(account: Account, ended: Sequence[OrderedLine]) -> Account | None:
    left = list(account.lines)
    for line in ended:
        if line in left:
            left.remove(line)
    return _renamed(replace(account, lines=tuple(left))) if left else None


def _renamed(account: Account) -> Account:
    """Under the main number while a line works on it, else under the first number that one does."""
    numbers = [line.telephone_number for line in account.lines if line.telephone_number]
    if not numbers or account.telephone_number in numbers:
        return account
    return replace(account, telephone_number=numbers[0])


def _let_rest(books: Books, name: str, completed_on: date, rules: Rules) -> None:
    number = books.numbers.get(name)
    if number is None:
        return
    rest = timedelta(days=rules.aging_days)
    state, until = (NumberState.AGING, completed_on + rest) if rest else (NumberState.AVAILABLE, None)
    books.numbers.put(name, replace(number, state=state, until=until, token=None, account=None))
