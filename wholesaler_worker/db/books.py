"""The working copy of a transaction, read under locks and written in a few statements however much it holds.

Locks are taken in one order by everybody: orders, numbers, accounts, and of each kind by its key; days of offices are
locked last, when they are written. So two programs never wait for each other in a circle.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from wholesaler_worker.changing.books import Books
from wholesaler_worker.changing.records import Hold, Number, OfficeDay, Order, OrderState
from wholesaler_worker.db.book_rows import account_of, numbers_of, version_of
from wholesaler_worker.db.errors import DatabaseUnavailable
from wholesaler_worker.db.numbers import NumberState
from wholesaler_worker.db.statements import rows_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from wholesaler_worker.changing.books import DayKey
    from wholesaler_worker.changing.change import Wanted
    from wholesaler_worker.db.database import Connection

_IN_FORCE = (OrderState.CONFIRMED, OrderState.JEOPARDY)


class BookReader:
    """Reads and locks what a transaction wants, into `books`; what is not there is left out.

    With an order come its latest version, the one in force, and that one's numbers and account. With an account come
    all of its numbers.
    """

    def __init__(self, connection: Connection) -> None:
        self.books = Books()
        self._connection = connection

    def read(self, wanted: Wanted) -> None:
        """Read everything but days. Raises `DatabaseUnavailable` when a customer has changed meanwhile."""
        numbers, accounts = set(wanted.numbers), set(wanted.accounts)
        if wanted.orders or wanted.versions:
            self._orders(wanted)
            for version in self.books.versions.own().values():
                if version is not None and version.state in _IN_FORCE:
                    numbers.update(version.numbers, numbers_of(version.lines))
                    accounts.update([version.account] if version.account else [])
        if wanted.tokens:
            numbers.update(row[0] for row in self._rows("numbers_of_tokens", tokens=list(wanted.tokens)))
        main_numbers = set(accounts)
        working = self._working_with(accounts)
        for account, number in working:
            main_numbers.add(account)
            numbers.add(number)
        numbers |= accounts
        if numbers:
            self._numbers(numbers)
        if self._working_with(accounts) - working:
            # Who waited for these locks may have waited for an order that was just being completed.
            raise DatabaseUnavailable("a customer's numbers have changed before they were locked")
        if main_numbers:
            self._accounts(main_numbers)

    def _working_with(self, numbers: Collection[str]) -> set[tuple[str, str]]:
        """Main number and number of all that work for the customers of these numbers; nothing is locked."""
        if not numbers:
            return set()
        return {(account, number) for account, number in self._rows("accounts_of_numbers", numbers=list(numbers))}

    def read_days(self, days: Iterable[DayKey]) -> None:
        """Read days of offices, without locks; an office that is not recorded has none."""
        pairs = sorted(days)
        if not pairs:
            return
        asked = {"offices": [office for office, _ in pairs], "days": [day for _, day in pairs]}
        for office, day, capacity, booked in self._rows("days", **asked):
            self.books.days.put(
                (office, day), OfficeDay(central_office=office, day=day, capacity=capacity, booked=booked)
            )

    def _orders(self, wanted: Wanted) -> None:
        keys = sorted(wanted.orders | {(reseller, pon) for reseller, pon, _ in wanted.versions})
        # An order that is not there has no versions, and most orders that are asked for are new.
        versions: set[tuple[str, str, int]] = set()
        asked = {"resellers": [reseller for reseller, _ in keys], "pons": [pon for _, pon in keys]}
        for reseller, pon, latest, in_force, last_sequence in self._rows("orders", **asked):
            order = Order(reseller=reseller, pon=pon, latest=latest, in_force=in_force, last_sequence=last_sequence)
            self.books.orders.put((reseller, pon), order)
            versions.update((reseller, pon, version) for version in (latest, in_force) if version)
        versions.update(key for key in wanted.versions if self.books.orders.get(key[:2]) is not None)
        if not versions:
            return
        named = list(versions)
        rows = self._rows(
            "versions",
            resellers=[reseller for reseller, _, _ in named],
            pons=[pon for _, pon, _ in named],
            versions=[version for _, _, version in named],
        )
        for row in rows:
            version = version_of(row)
            self.books.versions.put((version.reseller, version.pon, version.version), version)

    def _numbers(self, wanted: set[str]) -> None:
        locked = self._rows("numbers", numbers=list(wanted))
        held: dict[str, tuple[str | None, str | None]] = {}
        known = [row[0] for row in locked]
        for number, token, reseller, since, until, extensions, account in self._rows(
            "holds_and_accounts", numbers=known
        ):
            held[number] = token, account
            if token is not None:
                hold = Hold(
                    telephone_number=number,
                    token=token,
                    reseller=reseller,
                    held_since=since,
                    held_until=until,
                    extensions=extensions,
                )
                self.books.holds.put(token, hold)
        for number, rate_center, switch, state, until in locked:
            token, account = held.get(number, (None, None))
            found = Number(
                telephone_number=number,
                rate_center=rate_center,
                switch=switch,
                state=NumberState(state),
                until=until,
                token=token,
                account=account,
            )
            self.books.numbers.put(number, found)

    def _accounts(self, main_numbers: set[str]) -> None:
        rows = self._rows("accounts", accounts=list(main_numbers))
        if not rows:
            return
        under_way: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for account, reseller, pon in self._rows("open_orders_of_accounts", accounts=[row[0] for row in rows]):
            under_way[account].append((reseller, pon))
        for row in rows:
            self.books.accounts.put(row[0], account_of(row, under_way[row[0]]))

    def _rows(self, statement: str, **asked: Any) -> list[tuple[Any, ...]]:
        return rows_of(self._connection, "books", statement, asked)
