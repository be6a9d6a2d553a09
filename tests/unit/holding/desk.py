"""Segments decided on books in memory, with an inventory that gives what the books have."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from contracts.address import Address
from contracts.document import Segment
from contracts.requests import NumberExtend, NumberRelease, NumberReserve, Request
from serviceability.index import ReferenceIndex
from tests.unit.wholesaler_worker.territory import CENTER, SWITCH
from wholesaler_worker.changing.books import Books
from wholesaler_worker.changing.change import Change, ChangeUseCase, Office, Rules
from wholesaler_worker.changing.records import Number
from wholesaler_worker.db.numbers import NumberState
from wholesaler_worker.handling.question import Question
from wholesaler_worker.holding.extending import NumberExtending
from wholesaler_worker.holding.releasing import NumberReleasing
from wholesaler_worker.holding.reserving import NumberReserving

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
FOLSOM = Address(line="1368 Folsom St", city="San Francisco", state="CA", zip="94103")
MARKET = Address(line="10 Market St", city="San Francisco", state="CA", zip="94103")

USE_CASES: dict[type, ChangeUseCase] = {
    NumberReserve: NumberReserving(),
    NumberExtend: NumberExtending(),
    NumberRelease: NumberReleasing(),
}


@dataclass
class Store:
    """An `Inventory` that gives `free` numbers in order; `held` is what each reseller has elsewhere."""

    free: list[Number] = field(default_factory=list)
    held: dict[str, int] = field(default_factory=dict)
    expired_tokens: set[tuple[str, str]] = field(default_factory=set)
    noted: set[str] = field(default_factory=set)
    asked: list[dict[str, Any]] = field(default_factory=list)
    expected: list[tuple[str, int]] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)

    def will_pick(self, rate_center: str, quantity: int, *, switch: str | None = None) -> None:
        self.expected.append((rate_center, quantity))

    def will_count(self, reseller: str) -> None:
        self.counted.append(reseller)

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
        self.asked.append({"rate_center": rate_center, "quantity": quantity, "kind": kind, "pattern": pattern})
        assert taken is not None
        return [number for number in self.free if not taken(number.telephone_number)][:quantity]

    def held_by(self, reseller: str) -> int:
        return self.held.get(reseller, 0)

    def expired(self, reseller: str, tokens: Collection[str]) -> set[str]:
        return {token for token in tokens if (reseller, token) in self.expired_tokens}

    def note_expired(self, tokens: Collection[str]) -> None:
        self.noted.update(tokens)

    def will_number(self) -> None:
        pass

    def order_number(self) -> str:
        raise NotImplementedError


class Counter:
    """Where a test asks as one reseller or another, at a time of its choice."""

    def __init__(self, index: ReferenceIndex) -> None:
        self.index = index
        self.books = Books()
        self.store = Store()
        self.rules = Rules()
        self.now = NOW

    def add(self, line: int, state: NumberState = NumberState.AVAILABLE, **other: Any) -> str:
        number = Number(
            telephone_number=f"415555{line:04d}",
            rate_center=other.pop("rate_center", CENTER),
            switch=SWITCH,
            state=state,
            **other,
        )
        self.books.numbers.put(number.telephone_number, number)
        return number.telephone_number

    def add_free(self, *lines: int) -> None:
        """Numbers that nobody has named: the books do not have them yet."""
        self.store.free += [
            Number(telephone_number=f"415555{line:04d}", rate_center=CENTER, switch=SWITCH, state=NumberState.AVAILABLE)
            for line in lines
        ]

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    def ask(self, request: Request, *, reseller: str = "acme", address: Address | None = None) -> dict[str, Any]:
        """The answer to one segment, as on the wire as far as it matters here."""
        (answer,) = self.ask_together([request], reseller=reseller, address=address)
        return answer

    def ask_together(
        self, requests: Sequence[Request], *, reseller: str = "acme", address: Address | None = None
    ) -> list[dict[str, Any]]:
        """The answers to a document's segments, decided one after the other in one transaction."""
        office = Office(index=self.index, inventory=self.store, rules=self.rules, now=self.now, today=self.now.date())
        changes = []
        for place, request in enumerate(requests):
            segment = Segment(number=place + 1, request=request, address=address)
            question = Question(segment, "", address)
            change = Change(question=question, reseller=reseller, transaction_number="T", may_wait=False)
            use_case = USE_CASES[type(request)]
            use_case.prepare(change, self.index, office.today)
            changes.append((use_case, change))
        for use_case, change in changes:
            self.wanted = use_case.wanted(change)
            assert use_case.days(change, self.books, office) == set()
        return [self._decided(use_case, change, office) for use_case, change in changes]

    def _decided(self, use_case: ChangeUseCase, change: Change, office: Office) -> dict[str, Any]:
        layer = self.books.layer()
        use_case.decide(change, layer, office)
        reply = change.question.reply
        assert reply is not None
        if reply.outcome == "answered":
            layer.keep()
        return {
            "outcome": str(reply.outcome),
            "errors": [(error.code, error.path) for error in reply.errors],
            "texts": [error.text for error in reply.errors],
            "hints": [error.hint for error in reply.errors],
            "result": reply.result,
            "numbers": reply.result["numbers"],
        }


def day_after(days: int) -> date:
    return NOW.date() + timedelta(days=days)
