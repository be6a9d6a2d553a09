"""One transaction in which messages of the network's systems are carried out, and the orders that are due."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from wholesaler_worker.changing.change import Wanted
from wholesaler_worker.changing.records import OrderState
from wholesaler_worker.db.book_writing import book_days, write_books
from wholesaler_worker.db.books import BookReader
from wholesaler_worker.db.statements import rows_of, statements
from wholesaler_worker.db.terms import read_rules

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from contracts.provisioning import ProvisioningHeader
    from wholesaler_worker.changing.books import Books, DayKey
    from wholesaler_worker.changing.change import Rules
    from wholesaler_worker.db.database import Connection, Database

_PAGE = 1_000


@contextmanager
def provisioning_of(database: Database) -> Iterator[ProvisioningRecords]:
    """A transaction: committed at the end of the block. Raises the errors of `wholesaler_worker.db.errors`."""
    with database.transaction() as connection:
        yield ProvisioningRecords(connection)


class ProvisioningRecords:
    """Fulfils `wholesaler_worker.provisioning.carrying_out.Records`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._reader = BookReader(connection)

    def rules(self) -> Rules:
        """See `Records`."""
        return read_rules(self._connection)

    def read(self, order_numbers: Iterable[str]) -> Books:
        """See `Records`."""
        found = self._rows("versions_of_order_numbers", order_numbers=list(order_numbers))
        wanted = Wanted(
            orders={(reseller, pon) for reseller, pon, _ in found},
            versions={(reseller, pon, version) for reseller, pon, version in found},
        )
        self._reader.read(wanted)
        return self._reader.books

    def read_days(self, days: set[DayKey]) -> None:
        """See `Records`."""
        self._reader.read_days(days)

    def known(self, event_ids: Iterable[str]) -> set[str]:
        """See `Records`."""
        return {row[0] for row in self._rows("known_events", event_ids=list(event_ids))}

    def latest(self, order_numbers: Iterable[str]) -> dict[str, datetime]:
        """See `Records`."""
        return dict(self._rows("latest_events", order_numbers=list(order_numbers)))

    def write(self, changed: Books, carried_out: Collection[ProvisioningHeader], now: datetime) -> None:
        """See `Records`."""
        write_books(self._connection, self._reader.books, changed)
        if carried_out:
            kept = {
                "event_ids": [header.event_id for header in carried_out],
                "order_numbers": [header.order_number for header in carried_out],
                "events": [header.event.value for header in carried_out],
                "moments": [header.occurred_at for header in carried_out],
                "now": now,
            }
            self._connection.execute(statements("provisioning")["keep_events"], kept)
        # The network's date counts, whatever the office has room for.
        book_days(self._connection, self._reader.books, changed, beyond=True)

    def _rows(self, statement: str, **asked: object) -> list[tuple[Any, ...]]:
        return rows_of(self._connection, "provisioning", statement, asked)


def forget_provisioning_events(connection: Connection, before: datetime, limit: int) -> int:
    """Remove at most `limit` messages that were carried out before `before`; returns how many."""
    forgotten = connection.execute(statements("provisioning")["forget_events"], {"before": before, "limit": limit})
    return max(forgotten.rowcount, 0)


@dataclass(frozen=True, slots=True)
class DueOrder:
    """An order whose day has come; `state` is confirmed or jeopardy."""

    order_number: str
    due_date: date
    state: OrderState


def count_due_orders(database: Database, until: date) -> int:
    """How many open orders are due on `until` or before."""
    with database.transaction() as connection:
        ((count,),) = rows_of(connection, "provisioning", "count_due_orders", {"until": until})
    return int(count)


def due_orders(database: Database, until: date) -> Iterator[Sequence[DueOrder]]:
    """Open orders that are due on `until` or before, the earliest first, some at a time."""
    after = date.min, ""
    while True:
        asked = {"until": until, "after_day": after[0], "after_number": after[1], "limit": _PAGE}
        with database.transaction() as connection:
            rows = rows_of(connection, "provisioning", "due_orders", asked)
        if not rows:
            return
        yield [DueOrder(order_number, due_date, OrderState(state)) for order_number, due_date, state in rows]
        after = rows[-1][1], rows[-1][0]
