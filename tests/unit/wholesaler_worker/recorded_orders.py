"""Recorded orders in memory, for inquiries about them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from contracts.notification import OrderEvent
from wholesaler_worker.changing.change import Rules
from wholesaler_worker.changing.records import Account, Event, OrderedLine, OrderState
from wholesaler_worker.db.order_records import Calendar, EventRange, FoundEvents, OrderStand, Period

MOMENT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def event(pon: str, sequence: int, reseller: str = "acme") -> Event:
    return Event(
        reseller=reseller,
        pon=pon,
        version=1,
        sequence=sequence,
        event=OrderEvent.ACKNOWLEDGED if sequence == 1 else OrderEvent.JEOPARDY,
        occurred_at=MOMENT,
        transaction_number="A-1",
    )


def account(number: str, reseller: str = "acme", **changes: object) -> Account:
    known: dict[str, object] = {
        "telephone_number": number,
        "reseller": reseller,
        "central_office": "SNFCCA01",
        "switch": "SNFCCA01DS0",
        "address": {"line": "1368 FOLSOM ST", "number": "1368", "street": "FOLSOM"},
        "lines": (
            OrderedLine(usoc="1FR", features=("ESX", "NWT"), telephone_number=number),
            OrderedLine(usoc="1FR", features=("ESX",), telephone_number="4155550143"),
            OrderedLine(usoc="WM9"),
        ),
    }
    return Account(**known | changes)  # type: ignore[arg-type] # any of its fields


@dataclass
class Orders:
    """Counts its round trips and what they asked for; `octets` is the length of each history."""

    accounts: dict[str, Account | None] = field(default_factory=dict)
    events_of: dict[tuple[str, str], list[Event]] = field(default_factory=dict)
    in_force: dict[tuple[str, str], int] = field(default_factory=dict)
    states: dict[tuple[str, str], OrderState] = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)
    full: set[tuple[str, date]] = field(default_factory=set)
    periods: list[Period] = field(default_factory=list)
    octets: int = 100
    trips: list[int] = field(default_factory=list)

    def add(self, pon: str, events: int = 2, reseller: str = "acme", state: OrderState = OrderState.CONFIRMED) -> None:
        key = (reseller, pon)
        self.events_of[key] = [event(pon, sequence, reseller) for sequence in range(1, events + 1)]
        self.states[key] = state

    def customers(self, telephone_numbers: Iterable[str]) -> Mapping[str, Account | None]:
        asked = set(telephone_numbers)
        self.trips.append(len(asked))
        return {number: self.accounts[number] for number in asked & self.accounts.keys()}

    def stands(self, orders: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], OrderStand]:
        asked = set(orders)
        self.trips.append(len(asked))
        return {key: self._stand(key) for key in asked & self.states.keys()}

    def open_orders(self, resellers: Iterable[str], limit: int) -> Mapping[str, Sequence[str]]:
        self.trips.append(len(set(resellers)))
        return {
            reseller: sorted(
                pon for (of, pon), state in self.states.items() if of == reseller and state is OrderState.CONFIRMED
            )[:limit]
            for reseller in resellers
        }

    def events(self, ranges: Sequence[EventRange]) -> list[FoundEvents | None]:
        self.trips.append(len(ranges))
        return [self._found(one) for one in ranges]

    def calendar(self, periods: Sequence[Period]) -> Calendar:
        self.trips.append(len(periods))
        self.periods.extend(periods)
        return Calendar(self.rules, {period.central_office for period in periods}, self.full)

    def _stand(self, key: tuple[str, str]) -> OrderStand:
        return OrderStand(
            pon=key[1],
            version=1 if key not in self.in_force else self.in_force[key] + 1,
            state=self.states[key],
            in_force=self.in_force.get(key),
            order_number="W1",
            due_date=date(2026, 12, 1),
            history=[{"sequence": one.sequence} for one in self.events_of[key]],
            octets=self.octets,
        )

    def _found(self, one: EventRange) -> FoundEvents | None:
        events = self.events_of.get(one.order)
        if events is None:
            return None
        return FoundEvents(tuple(each for each in events if one.first <= each.sequence <= one.last), len(events))
