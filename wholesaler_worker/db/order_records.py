"""What the inquiries about orders read: customers' records, how orders stand, what happened, what offices have to do.

Nothing is locked or changed. Each reading is one round trip, for however many questions.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from contracts.moments import moment_as_text
from wholesaler_worker.changing.records import Event, OrderState
from wholesaler_worker.db.book_rows import account_of, event_of
from wholesaler_worker.db.statements import rows_of
from wholesaler_worker.db.terms import read_rules

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from wholesaler_worker.changing.books import DayKey, OrderKey
    from wholesaler_worker.changing.change import Rules
    from wholesaler_worker.changing.records import Account
    from wholesaler_worker.db.database import Database

    Row = tuple[Any, ...]

OCTETS_OF_NAMES = 65
"""What the names of its members add to the values of an event in an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderStand:
    """How a purchase order stands. `version` and `state` are the latest version's.

    `order_number` and `due_date` are of the version in force, else of the latest. `history` is everything that happened
    as on the wire, and `octets` its length there.
    """

    pon: str
    version: int
    state: OrderState
    in_force: int | None = None
    order_number: str | None = None
    due_date: date | None = None
    history: Sequence[Mapping[str, Any]] = ()
    octets: int = 0


@dataclass(frozen=True, slots=True)
class EventRange:
    """The events of an order from one sequence number to another, both included."""

    order: OrderKey
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class FoundEvents:
    """What there is of a range; `last_sequence` is that of the order's latest event."""

    events: tuple[Event, ...]
    last_sequence: int


@dataclass(frozen=True, slots=True)
class Period:
    """An office's days from one to another, both included."""

    central_office: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Calendar:
    """The wholesaler's terms, the offices that carry out orders, and their full days in the periods asked for."""

    rules: Rules
    offices: Collection[str] = ()
    full: Collection[DayKey] = ()

    def has_room(self, central_office: str, day: date) -> bool:
        """True when the office can carry out one more order on the day; one that is not recorded carries out none."""
        return central_office in self.offices and (central_office, day) not in self.full


class OrderRecords:
    """Readings of the records; all raise the errors of `wholesaler_worker.db.errors`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def customers(self, telephone_numbers: Iterable[str]) -> Mapping[str, Account | None]:
        """By working number, whom it works for; None is nobody known here. A number that does not work is left out."""
        rows = self._rows("customers", telephone_numbers=list(telephone_numbers))
        return {row[0]: account_of(row[1:10], _orders(row[10])) if row[1] else None for row in rows}

    def stands(self, orders: Iterable[OrderKey]) -> Mapping[OrderKey, OrderStand]:
        """How these purchase orders stand; one that is not known is left out."""
        wanted = list(orders)
        rows = self._rows("stands", resellers=[reseller for reseller, _ in wanted], pons=[pon for _, pon in wanted])
        return {(row[0], row[1]): _stand(row[1:]) for row in rows}

    def open_orders(self, resellers: Iterable[str], limit: int) -> Mapping[str, Sequence[str]]:
        """The first `limit` PONs of each reseller of which a version is open; a reseller without any is left out."""
        found: dict[str, list[str]] = {}
        for reseller, pon in self._rows("open_orders", resellers=list(resellers), limit=limit):
            found.setdefault(reseller, []).append(pon)
        return found

    def events(self, ranges: Sequence[EventRange]) -> list[FoundEvents | None]:
        """What there is of each range, in order; None where the purchase order is not known."""
        found: list[FoundEvents | None] = [None] * len(ranges)
        rows = self._rows(
            "events",
            resellers=[one.order[0] for one in ranges],
            pons=[one.order[1] for one in ranges],
            firsts=[one.first for one in ranges],
            lasts=[one.last for one in ranges],
        )
        by_place: dict[int, list[Event]] = {}
        for place, last_sequence, *event in rows:
            events = by_place.setdefault(place - 1, [])
            if event[0] is not None:
                events.append(event_of(event))
            found[place - 1] = FoundEvents((), last_sequence)
        for place, events in by_place.items():
            known = found[place]
            found[place] = FoundEvents(tuple(events), known.last_sequence) if known else None
        return found

    def calendar(self, periods: Sequence[Period]) -> Calendar:
        """The terms, and on which days of these periods there is room."""
        asked = {
            "offices": [period.central_office for period in periods],
            "firsts": [period.first for period in periods],
            "lasts": [period.last for period in periods],
        }
        with self._database.transaction() as connection:
            rules = read_rules(connection)
            offices = rows_of(connection, "order_records", "working_offices", {"offices": asked["offices"]})
            full = rows_of(connection, "order_records", "full_days", asked)
        return Calendar(rules, {office for (office,) in offices}, {(office, day) for office, day in full})

    def _rows(self, statement: str, **asked: object) -> list[Row]:
        with self._database.transaction() as connection:
            return rows_of(connection, "order_records", statement, asked)


def _orders(under_way: Iterable[str]) -> list[tuple[str, str]]:
    """Neither a reseller's name nor a PON holds a space."""
    parts = (order.partition(" ") for order in under_way)
    return [(reseller, pon) for reseller, _, pon in parts]


def _stand(row: Row) -> OrderStand:
    pon, version, state, in_force, order_number, due_date, text = row
    history = json.loads(text)
    return OrderStand(
        pon=pon,
        version=version,
        state=OrderState(state),
        in_force=in_force,
        order_number=order_number,
        due_date=due_date,
        history=[
            {
                "sequence": sequence,
                "event": event,
                "occurred_at": moment_as_text(datetime.fromisoformat(occurred_at)),
                "version": of_version,
                "detail": detail,
            }
            for sequence, event, occurred_at, of_version, detail in history
        ],
        octets=len(text) + OCTETS_OF_NAMES * len(history),
    )
