"""Orders, customers and what happened to them, written into the records as a worker writes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg

from contracts.notification import OrderEvent
from contracts.requests import Activity
from wholesaler_worker.changing.books import Books
from wholesaler_worker.changing.records import Account, Event, Order, OrderedLine, OrderState, Version
from wholesaler_worker.db.book_writing import book_days, write_books
from wholesaler_worker.db.database import Database

OFFICE, SWITCH, CENTER = "SNFCCA01", "SNFCCA01DS0", "SAN FRANCISCO"
NUMBERS = tuple(f"4155550{line}" for line in range(100, 120))
MOMENT = datetime(2026, 11, 23, 9, 30, 0, 250_000, tzinfo=UTC)
DUE = date(2026, 12, 1)
ADDRESS = {"line": "1368 FOLSOM ST", "number": "1368", "street": "FOLSOM", "city": "SAN FRANCISCO", "state": "CA"}


@dataclass
class Recorded:
    """Adds to the records of `database`."""

    dsn: str
    database: Database

    def order(
        self,
        pon: str,
        *events: OrderEvent,
        reseller: str = "acme",
        state: OrderState = OrderState.CONFIRMED,
        number: int = 1,
        **changes: Any,
    ) -> None:
        """An order with one version and its events; its number is `W` and `number`."""
        decided = state not in {OrderState.RECEIVED, OrderState.REJECTED}
        known: dict[str, Any] = {
            "reseller": reseller,
            "pon": pon,
            "version": 1,
            "state": state,
            "activity": Activity.NEW,
            "transaction_number": "A-1",
            "content_hash": bytes(32),
            "answer": {},
            "order_number": f"W{number:07d}" if decided else None,
            "due_date": DUE if decided else None,
            "central_office": OFFICE,
            "switch": SWITCH,
            "address": ADDRESS,
            "lines": (OrderedLine(usoc="1FR"),),
            "decided_at": MOMENT,
        }
        version = Version(**known | changes)
        open_states = (OrderState.RECEIVED, OrderState.CONFIRMED, OrderState.JEOPARDY)
        books = Books()
        order = Order(
            reseller=reseller,
            pon=pon,
            latest=1,
            in_force=1 if state in open_states else None,
            last_sequence=len(events),
        )
        books.orders.put((reseller, pon), order)
        books.versions.put((reseller, pon, 1), version)
        for sequence, event in enumerate(events, start=1):
            happened = Event(
                reseller=reseller,
                pon=pon,
                version=1,
                sequence=sequence,
                event=event,
                occurred_at=MOMENT + timedelta(minutes=sequence),
                transaction_number="A-1",
                order_number=version.order_number,
                reference="mine",
                detail={"due_date": "2026-12-01"} if event is OrderEvent.CONFIRMED else {},
            )
            books.events.append(happened)
        self.write(books)

    def account(self, number: str, *more: str, reseller: str = "acme") -> Account:
        """A customer with these numbers."""
        found = Account(
            telephone_number=number,
            reseller=reseller,
            central_office=OFFICE,
            switch=SWITCH,
            end_user="Jane Doe",
            address=ADDRESS,
            lines=tuple(OrderedLine(usoc="1FR", features=("ESX",), telephone_number=each) for each in (number, *more)),
        )
        books = Books()
        books.accounts.put(number, found)
        self.write(books)
        self.execute(
            "UPDATE inventory_number SET state = 'assigned' WHERE telephone_number = ANY (%s)", [number, *more]
        )
        return found

    def write(self, changed: Books) -> None:
        """Add what is in the books."""
        with self.database.transaction() as connection:
            write_books(connection, Books(), changed)
            book_days(connection, Books(), changed, beyond=True)

    def execute(self, statement: str, *values: Any) -> None:
        """Change the records past the program."""
        with psycopg.connect(self.dsn) as connection:
            connection.execute(statement, values)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the records say."""
        with psycopg.connect(self.dsn) as connection:
            return connection.execute(query, values).fetchall()


@contextmanager
def recorded(dsn: str) -> Iterator[Recorded]:
    """Resellers acme and beta, an office with a switch, and available numbers."""
    with psycopg.connect(dsn) as connection:
        for name in ("acme", "beta"):
            connection.execute("INSERT INTO reseller (name, transactions) VALUES (%s, '{order.submit}')", (name,))
        connection.execute("INSERT INTO central_office VALUES (%s, 'Folsom (synthetic)', %s)", (OFFICE, CENTER))
        connection.execute("INSERT INTO switch (clli, type) VALUES (%s, '5ESS')", (SWITCH,))
        connection.cursor().executemany(
            "INSERT INTO inventory_number (telephone_number, switch, rate_center, state)"
            " VALUES (%s, %s, %s, 'available')",
            [(number, SWITCH, CENTER) for number in NUMBERS],
        )
    with Database(dsn, connections=3) as database:
        yield Recorded(dsn, database)
