"""One transaction in which documents that change something are answered: ledger, books and picks on one connection."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from wholesaler_worker.db.book_writing import book_days, write_books
from wholesaler_worker.db.books import BookReader
from wholesaler_worker.db.ledger import Ledger
from wholesaler_worker.db.number_picks import ORDER_PREFIX, NumberPicks
from wholesaler_worker.db.terms import read_rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from wholesaler_worker.changing.books import Books
    from wholesaler_worker.changing.change import Rules, Wanted
    from wholesaler_worker.db.database import Connection, Database
    from wholesaler_worker.db.ledger import Entry, Key, Known

_RULES_SECONDS = 5.0
"""Changed terms count after this time at the latest."""


class ChangeTransactions:
    """Begins transactions; used by one thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rules: Rules | None = None
        self._rules_until = 0.0

    @contextmanager
    def begin(self, keep: bool, now: datetime) -> Iterator[ChangeRecords]:
        """A transaction at the moment `now`: committed at the end of the block if `keep`, else rolled back.

        Raises the errors of `wholesaler_worker.db.errors`.
        """
        try:
            with self._database.transaction() as connection:
                inventory = NumberPicks(connection, now) if keep else TrialPicks(connection, now)
                yield ChangeRecords(connection, self._rules_now(connection), inventory)
                if not keep:
                    raise _NotKept
        except _NotKept:
            pass

    def _rules_now(self, connection: Connection) -> Rules:
        if self._rules is None or time.monotonic() > self._rules_until:
            self._rules = read_rules(connection)
            self._rules_until = time.monotonic() + _RULES_SECONDS
        return self._rules


class ChangeRecords:
    """Fulfils `wholesaler_worker.changing.answering.Records`."""

    def __init__(self, connection: Connection, rules: Rules, inventory: NumberPicks) -> None:
        self.rules = rules
        self.inventory = inventory
        self._connection = connection
        self._ledger = Ledger(connection)
        self._reader = BookReader(connection)

    def claim(self, entries: Sequence[Entry], now: datetime) -> tuple[set[Key], Mapping[Key, Known]]:
        """See `Records`."""
        new = self._ledger.claim(entries, now)
        return new, self._ledger.known({entry.key for entry in entries} - new)

    def read(self, wanted: Wanted) -> Books:
        """See `Records`."""
        self._reader.read(wanted)
        return self._reader.books

    def read_days(self, days: set[tuple[str, date]]) -> None:
        """See `Records`."""
        self._reader.read_days(days)

    def write(self, changed: Books, answers: Mapping[Key, bytes], unanswered: Sequence[Key], day: date) -> None:
        """See `Records`."""
        # Nothing that is written needs an answer to go on: all statements leave together, for one round trip.
        with self._connection.pipeline():
            write_books(self._connection, self._reader.books, changed)
            self._ledger.give_back(unanswered)
            self._ledger.keep_answers(answers, day)
        book_days(self._connection, self._reader.books, changed)


class TrialPicks(NumberPicks):
    """Picks in a transaction that is rolled back. A sequence would not be: what is only tried uses up no number."""

    def order_number(self) -> str:
        """The same for every order that is only tried; no order has it."""
        return f"{ORDER_PREFIX}{0:07d}"


class _NotKept(Exception):
    """Ends a transaction that is to be rolled back."""
