"""Writes what a transaction has changed: one statement for each kind of record, whatever their number."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from wholesaler_worker.db.book_rows import account_row, event_row, hold_row, place_rows, version_row
from wholesaler_worker.db.errors import DayTaken
from wholesaler_worker.db.statements import statements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wholesaler_worker.changing.books import Books
    from wholesaler_worker.changing.records import Account
    from wholesaler_worker.db.book_rows import Row
    from wholesaler_worker.db.database import Connection


def write_books(connection: Connection, read: Books, changed: Books) -> None:
    """Write what `changed` holds, a layer upon `read`, but for the days, which `book_days` writes last.

    What `read` has is replaced, and anything else is added. Raises `RecordRefused` when somebody else has added the
    same order meanwhile, or a rule of the schema is broken.
    """
    writing = _Writing(connection)
    writing.numbers_and_holds(read, changed)
    writing.orders(read, changed)
    writing.versions(read, changed)
    writing.rows("add_events", [event_row(event) for event in changed.events])
    writing.accounts(read, changed)


def book_days(connection: Connection, read: Books, changed: Books, *, beyond: bool = False) -> None:
    """Add what `changed` books of the offices' days to what others have booked; the last thing before a commit.

    Everybody books the same days, so they are read without locks and locked as late as can be. Raises `DayTaken` when a
    day has no room any more; `beyond` lets it have more than its office can do.
    """
    more: list[Row] = []
    less: list[Row] = []
    for key, day in changed.days.own().items():
        before = read.days.get(key)
        if day is None or (orders := day.booked - (before.booked if before else 0)) == 0:
            continue
        row = {"central_office": day.central_office, "day": day.day, "orders": abs(orders)}
        (more if orders > 0 else less).append(row)
    sql = statements("books")
    if less:
        # An order that moves takes from one day and adds to another, and somebody else's may move the other way.
        touched = {"rows": _json([*less, *more])}
        connection.execute(sql["begin_days"], touched)
        connection.execute(sql["lock_days"], touched)
        connection.execute(sql["give_days_back"], {"rows": _json(less)})
    if more:
        booked = connection.execute(sql["book_days"], {"rows": _json(more), "beyond": beyond}).rowcount
        if booked < len(more):
            raise DayTaken("others have just booked the last room of a day", "office_day_has_room")


class _Writing:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, statement: str, rows: Sequence[Row]) -> None:
        if rows:
            self._execute(statement, rows=_json(rows))

    def numbers_and_holds(self, read: Books, changed: Books) -> None:
        numbers = [number for number in changed.numbers.own().values() if number is not None]
        self.rows(
            "change_numbers",
            [{"telephone_number": one.telephone_number, "state": one.state, "until": one.until} for one in numbers],
        )
        holds = changed.holds.own()
        ended = [token for token, hold in holds.items() if hold is None and read.holds.get(token) is not None]
        if ended:
            self._execute("end_holds", tokens=ended)
        self.rows("keep_holds", [hold_row(hold) for hold in holds.values() if hold is not None])

    def orders(self, read: Books, changed: Books) -> None:
        added: list[Row] = []
        moved: list[Row] = []
        for key, order in changed.orders.own().items():
            if order is None:
                continue
            row = {
                "reseller": order.reseller,
                "pon": order.pon,
                "latest": order.latest,
                "in_force": order.in_force,
                "last_sequence": order.last_sequence,
            }
            (moved if read.orders.get(key) is not None else added).append(row)
        self.rows("add_orders", added)
        self.rows("change_orders", moved)

    def versions(self, read: Books, changed: Books) -> None:
        """The ones that were there first: they make room for the next ones in force."""
        added: list[Row] = []
        moved: list[Row] = []
        for key, version in changed.versions.own().items():
            if version is None:
                continue
            if read.versions.get(key) is None:
                added.append(version_row(version))
                continue
            moved.append(
                {
                    "reseller": version.reseller,
                    "pon": version.pon,
                    "version": version.version,
                    "state": version.state,
                    "due_date": version.due_date,
                }
            )
        self.rows("change_versions", moved)
        self.rows("add_versions", added)

    def accounts(self, read: Books, changed: Books) -> None:
        accounts = {
            number: account
            for number, account in changed.accounts.own().items()
            if account is None or not _is_as_read(account, read.accounts.get(number))
        }
        if not accounts:
            return
        kept = [account for account in accounts.values() if account is not None]
        ended = [number for number, account in accounts.items() if account is None]
        places = [row for account in kept for row in place_rows(account)]
        self._execute("forget_places", accounts=list(accounts), numbers=[row["telephone_number"] for row in places])
        if ended:
            self._execute("end_accounts", accounts=ended)
        self.rows("keep_accounts", [account_row(account) for account in kept])
        self.rows("keep_places", places)

    def _execute(self, statement: str, **values: Any) -> None:
        self._connection.execute(statements("books")[statement], values)


def _is_as_read(account: Account, read: Account | None) -> bool:
    """True when only the orders under way on it are others: the records find those out by themselves."""
    return read is not None and replace(account, open_orders=read.open_orders) == read


def _json(rows: Sequence[Row]) -> str:
    # Days and moments are the only values that JSON does not know.
    return json.dumps(rows, default=lambda value: value.isoformat(), separators=(",", ":"))
