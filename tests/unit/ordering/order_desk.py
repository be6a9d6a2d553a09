"""Orders decided on books in memory: a counter with an index, an inventory that gives what there is, and a calendar."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from contracts.address import Address
from contracts.document import CustomerClass, EndUser, Segment
from contracts.reference import AddressRow, FeatureRow
from contracts.requests import (
    Activity,
    Authority,
    OrderLine,
    OrderSubmit,
    OrderSupplement,
    SupplementKind,
)
from serviceability.index import ReferenceIndex, build_index
from wholesaler_worker.changing.books import Books
from wholesaler_worker.changing.change import Change, Office, Rules
from wholesaler_worker.changing.records import Account, Event, Hold, Number, OfficeDay, Order, OrderedLine, Version
from wholesaler_worker.db.numbers import NumberState
from wholesaler_worker.handling.question import Question
from wholesaler_worker.ordering.use_case import Ordering
from wholesaler_worker.outcomes import Retry

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
"""A Monday; the Thursday of its week is a holiday."""
TODAY = NOW.date()
HOLIDAY = date(2026, 11, 26)
FIRST_DAY = date(2026, 11, 27)
"""The first one that three working days leave."""

OFFICE, OTHER_OFFICE = "SNFCCA01", "OKLDCA03"
SWITCH, SECOND_SWITCH, OTHER_SWITCH = "SNFCCA01DS0", "SNFCCA01DS1", "OKLDCA03DS0"
CENTER, OTHER_CENTER = "SAN FRANCISCO", "OAKLAND"

FOLSOM = Address(line="1368 Folsom St", city="San Francisco", state="CA", zip="94103")
HOWARD = Address(line="1200 Howard St", city="San Francisco", state="CA", zip="94103")
MARKET = Address(line="10 Market St", city="San Francisco", state="CA", zip="94103")
OAKLAND = Address(line="500 Broadway", city="Oakland", state="CA", zip="94607")
NOWHERE = Address(line="9999 Folsom St", city="San Francisco", state="CA", zip="94103")

JANE = EndUser(name="Jane Doe", customer_class=CustomerClass.RESIDENCE)
CONSENT = Authority("Jane Doe", date(2026, 11, 20))


def at(number: str) -> Address:
    return Address(telephone_number=number)


def line(usoc: str = "1FR", *features: str, number: str | None = None, token: str | None = None) -> OrderLine:
    return OrderLine(usoc=usoc, features=features, telephone_number=number, hold_token=token)


def _street(name: str, kind: str, high: int, office: str, center: str, city: str, zip_code: str) -> AddressRow:
    return AddressRow(
        range_id=name,
        state="CA",
        zip=zip_code,
        community=city,
        pre_direction="",
        street=name,
        street_type=kind,
        post_direction="",
        low=2,
        high=high,
        parity="E",
        central_office=office,
        rate_center=center,
    )


def _feature(switch: str, npa_nxx: str, usoc: str, **other: Any) -> FeatureRow:
    said: dict[str, Any] = {"name": f"Service {usoc}", "customer_class": "both", "status": "available"}
    return FeatureRow(
        central_office=switch[:8], switch=switch, switch_type="5ESS", npa_nxx=(npa_nxx,), usoc=usoc, **(said | other)
    )


def write_order_index(path: Path) -> Path:
    """An office with two switches and one with another rate center; NWT needs ESX, and BLK excludes it."""
    build_index(
        path,
        area="all",
        address_rows=[
            _street("Folsom", "St", 1398, OFFICE, CENTER, "San Francisco", "94103"),
            _street("Howard", "St", 1398, OFFICE, CENTER, "San Francisco", "94103"),
            _street("Market", "St", 98, "", "", "San Francisco", "94103"),
            _street("Broadway", "", 998, OTHER_OFFICE, OTHER_CENTER, "Oakland", "94607"),
        ],
        feature_rows=[
            *(_feature(SWITCH, "415555", usoc) for usoc in ("1FR", "ESX")),
            _feature(SWITCH, "415555", "NWT", requires=("ESX",)),
            _feature(SWITCH, "415555", "BLK", excludes=("ESX",)),
            _feature(SWITCH, "415555", "1FB", customer_class="business"),
            _feature(SWITCH, "415555", "WM9", status="conditional", condition="an inside jack"),
            _feature(SWITCH, "415555", "RSX", status="unavailable"),
            _feature(SECOND_SWITCH, "415556", "1FR"),
            *(_feature(OTHER_SWITCH, "510555", usoc) for usoc in ("1FR", "ESX")),
        ],
        address_epoch=1,
        feature_epoch=1,
        published_at=datetime(2026, 11, 1, tzinfo=UTC),
    )
    return path


@dataclass
class Stock:
    """An `Inventory` over the same books: what is free there can be picked, lowest first."""

    free: dict[str, Number] = field(default_factory=dict)
    expired_tokens: set[tuple[str, str]] = field(default_factory=set)
    noted: set[str] = field(default_factory=set)
    expected: list[tuple[str, int, str | None]] = field(default_factory=list)
    order_numbers: Iterable[int] = field(default_factory=lambda: count(42))

    def will_pick(self, rate_center: str, quantity: int, *, switch: str | None = None) -> None:
        self.expected.append((rate_center, quantity, switch))

    def will_count(self, reseller: str) -> None:
        raise AssertionError("orders count no holds")

    def pick(
        self,
        rate_center: str,
        quantity: int,
        *,
        switch: str | None = None,
        kind: str = "random",
        pattern: str = "",
        taken: Callable[[str], bool] | None = None,
    ) -> Sequence[Number]:
        assert taken is not None
        fitting = [
            number
            for name, number in sorted(self.free.items())
            if number.rate_center == rate_center and number.switch == switch and not taken(name)
        ]
        return fitting[:quantity]

    def held_by(self, reseller: str) -> int:
        raise AssertionError("orders count no holds")

    def expired(self, reseller: str, tokens: Collection[str]) -> set[str]:
        return {token for token in tokens if (reseller, token) in self.expired_tokens}

    def will_number(self) -> None:
        pass

    def note_expired(self, tokens: Collection[str]) -> None:
        self.noted.update(tokens)

    def order_number(self) -> str:
        return f"W{next(iter(self.order_numbers)):07d}"


@dataclass
class Said:
    """What an order was answered, as far as it matters here."""

    outcome: str
    result: dict[str, Any]
    codes: list[str]
    errors: list[tuple[str, str]]
    texts: list[str]
    hints: list[str]

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """Why it was rejected, without the O501 that says so first."""
        assert self.errors[0] == ("O501", "/segments/0"), self.errors
        assert self.result == {"status": "rejected"}
        return [(code, path.removeprefix("/segments/0")) for code, path in self.errors[1:]]

    @property
    def refusal(self) -> tuple[str, str]:
        """The one reason of what became no version."""
        assert self.result == {}
        ((code, path),) = self.errors
        return code, path.removeprefix("/segments/0")


class OrderDesk:
    """Where a test orders as one reseller or another, each order in a transaction of its own."""

    def __init__(self, index: ReferenceIndex) -> None:
        self.index = index
        self.books = Books()
        self.stock = Stock()
        self.rules = Rules(holidays=frozenset({HOLIDAY}))
        self.now = NOW
        self.capacity = 200
        self.transactions = count(1)

    @property
    def office(self) -> Office:
        today = self.now.date()
        return Office(index=self.index, inventory=self.stock, rules=self.rules, now=self.now, today=today)

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    # What there is.

    def free(self, *lines: int, npa_nxx: str = "415555", switch: str = SWITCH, center: str = CENTER) -> list[str]:
        """Numbers that nobody has named: the books do not have them yet."""
        names = [f"{npa_nxx}{number:04d}" for number in lines]
        for name in names:
            self.stock.free[name] = Number(
                telephone_number=name, rate_center=center, switch=switch, state=NumberState.AVAILABLE
            )
        return names

    def number(self, last: int, state: NumberState = NumberState.AVAILABLE, **other: Any) -> str:
        name = f"{other.pop('npa_nxx', '415555')}{last:04d}"
        said = {"rate_center": CENTER, "switch": SWITCH} | other
        self.books.numbers.put(name, Number(telephone_number=name, state=state, **said))
        return name

    def hold(self, last: int, *, reseller: str = "acme", minutes: float = 60, **other: Any) -> tuple[str, str]:
        """A number that is held, and its token."""
        name = self.number(last, NumberState.HELD, token=f"token-of-{last:04d}-0123456789", **other)
        token = f"token-of-{last:04d}-0123456789"
        until = self.now + timedelta(minutes=minutes)
        held = Hold(telephone_number=name, token=token, reseller=reseller, held_since=NOW, held_until=until)
        self.books.holds.put(token, held)
        return name, token

    def customer(self, *lasts: int, reseller: str = "acme", suspended: bool = False, **other: Any) -> str:
        """An account with a line for each number; returns the main one."""
        names = [self.number(last, NumberState.ASSIGNED) for last in lasts]
        for name in names:
            known = self.books.numbers.get(name)
            assert known is not None
            self.books.numbers.put(name, replace(known, account=names[0]))
        said: dict[str, Any] = {
            "central_office": OFFICE,
            "switch": SWITCH,
            "customer_class": "residence",
            "end_user": "Jane Doe",
            "address": {"line": "1368 FOLSOM ST", "city": "SAN FRANCISCO", "state": "CA", "zip": "94103"},
            "lines": tuple(OrderedLine(usoc="1FR", features=("ESX",), telephone_number=name) for name in names),
        }
        account = Account(telephone_number=names[0], reseller=reseller, suspended=suspended, **(said | other))
        self.books.accounts.put(names[0], account)
        return names[0]

    def fill(self, day: date, booked: int | None = None, office: str = OFFICE) -> None:
        full = self.capacity if booked is None else booked
        self.books.days.put(
            (office, day), OfficeDay(central_office=office, day=day, capacity=self.capacity, booked=full)
        )

    # What is asked.

    def submit(self, pon: str = "PO-1", activity: str = "N", **said: Any) -> Said:
        return self.ask(self.order(pon, activity, **said), **said)

    def order(self, pon: str = "PO-1", activity: str = "N", **said: Any) -> OrderSubmit:
        return OrderSubmit(
            pon=pon,
            activity=Activity(activity),
            version=said.get("version", 1),
            desired_due_date=said.get("due"),
            lines=tuple(said.get("lines", (line(),) if activity in "NCTV" else ())),
            authority=said.get("authority"),
        )

    def cancel(self, pon: str = "PO-1", version: int = 2, **said: Any) -> Said:
        return self.supplement(pon, version, "1", **said)

    def postpone(self, due: date, pon: str = "PO-1", version: int = 2, **said: Any) -> Said:
        return self.supplement(pon, version, "2", due=due, **said)

    def supplement(self, pon: str, version: int, kind: str, **said: Any) -> Said:
        request = OrderSupplement(
            pon=pon,
            version=version,
            supplement=SupplementKind(kind),
            activity=Activity(said.get("activity", "N")) if kind == "3" else None,
            desired_due_date=said.get("due"),
            lines=tuple(said.get("lines", (line(),) if kind == "3" else ())),
            authority=said.get("authority"),
        )
        if kind != "3":
            said = {"address": None, "end_user": None} | said
        return self.ask(request, **said)

    def ask(self, request: OrderSubmit | OrderSupplement, **said: Any) -> Said:
        (answer,) = self.ask_together([request], **said)
        assert isinstance(answer, Said), answer
        return answer

    def ask_together(self, requests: Sequence[OrderSubmit | OrderSupplement], **said: Any) -> list[Said | Retry]:
        """The answers to a document's segments, decided one after the other as the flow does."""
        use_case, office = Ordering(), self.office
        transaction = said.get("transaction", f"T-{next(self.transactions)}")
        changes = []
        for place, request in enumerate(requests):
            segment = Segment(
                number=place + 1,
                request=request,
                reference=said.get("reference"),
                end_user=said.get("end_user", JANE),
                address=said.get("address", FOLSOM),
            )
            changes.append(
                Change(
                    question=Question(segment, f"/segments/{place}", segment.address),
                    reseller=said.get("reseller", "acme"),
                    transaction_number=transaction,
                    may_wait=said.get("may_wait", False),
                )
            )
        for change in changes:
            use_case.prepare(change, self.index, office.today)
            self.wanted = use_case.wanted(change)
        for change in changes:
            for clli, day in use_case.days(change, self.books, office):
                if self.books.days.get((clli, day)) is None:
                    self.fill(day, 0, clli)
        for change in changes:
            layer = self.books.layer()
            use_case.decide(change, layer, office)
            if change.question.failure is None:
                layer.keep()
        return [self._said(change) for change in changes]

    @staticmethod
    def _said(change: Change) -> "Said | Retry":
        reply = change.question.reply
        if reply is None:
            assert isinstance(change.question.failure, Retry)
            return change.question.failure
        return Said(
            str(reply.outcome),
            dict(reply.result),
            [error.code for error in reply.errors],
            [(error.code, error.path) for error in reply.errors],
            [error.text for error in reply.errors],
            [error.hint for error in reply.errors],
        )

    # What is there afterwards.

    def version(self, version: int = 1, pon: str = "PO-1", reseller: str = "acme") -> Version:
        found = self.books.versions.get((reseller, pon, version))
        assert found is not None
        return found

    def standing(self, pon: str = "PO-1", reseller: str = "acme") -> Order:
        found = self.books.orders.get((reseller, pon))
        assert found is not None
        return found

    def events(self, pon: str = "PO-1", reseller: str = "acme") -> list[Event]:
        return [event for event in self.books.events if (event.reseller, event.pon) == (reseller, pon)]

    def told(self, pon: str = "PO-1") -> list[tuple[int, str]]:
        return [(event.version, event.event.value.removeprefix("order.")) for event in self.events(pon)]

    def state_of(self, number: str) -> NumberState:
        found = self.books.numbers.get(number)
        assert found is not None
        return found.state

    def booked(self, day: date, office: str = OFFICE) -> int:
        found = self.books.days.get((office, day))
        return 0 if found is None else found.booked

    def account(self, number: str) -> Account:
        found = self.books.accounts.get(number)
        assert found is not None
        return found
