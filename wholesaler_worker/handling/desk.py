"""What a use case decides with: the index in force, the stores of numbers and of orders, and the day."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from wholesaler_worker.changing.change import Rules
from wholesaler_worker.db.errors import DatabaseAway, DatabaseProblem, DatabaseUnavailable
from wholesaler_worker.db.order_records import Calendar
from wholesaler_worker.outcomes import Postpone, Retry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from contracts.address import Address
    from serviceability.index import ReferenceIndex
    from wholesaler_worker.changing.books import OrderKey
    from wholesaler_worker.changing.records import Account
    from wholesaler_worker.db.numbers import InventoryNumber
    from wholesaler_worker.db.order_records import EventRange, FoundEvents, OrderStand, Period
    from wholesaler_worker.handling.question import Question

Asked = TypeVar("Asked")


class NumberStore(Protocol):
    """What the use cases read of `wholesaler_worker.db.numbers.NumberInventory`."""

    def specific(self, telephone_numbers: Iterable[str]) -> Mapping[str, InventoryNumber]:
        """These numbers, whatever their state."""

    def random(self, rate_center: str, quantity: int) -> list[InventoryNumber]:
        """Available numbers, different ones each time."""

    def sequential(self, rate_center: str, quantity: int) -> list[InventoryNumber]:
        """A run of available numbers."""

    def pattern(self, rate_center: str, pattern: str, quantity: int) -> list[InventoryNumber]:
        """Available numbers of a pattern."""

    def service_addresses(self, telephone_numbers: Iterable[str]) -> Mapping[str, Address]:
        """Where these numbers work."""


class OrderStore(Protocol):
    """What the use cases read of `wholesaler_worker.db.order_records.OrderRecords`."""

    def customers(self, telephone_numbers: Iterable[str]) -> Mapping[str, Account | None]:
        """By working number, whom it works for; None is nobody known here."""

    def stands(self, orders: Iterable[OrderKey]) -> Mapping[OrderKey, OrderStand]:
        """How these purchase orders stand."""

    def open_orders(self, resellers: Iterable[str], limit: int) -> Mapping[str, Sequence[str]]:
        """The first `limit` PONs of each reseller of which a version is open."""

    def events(self, ranges: Sequence[EventRange]) -> list[FoundEvents | None]:
        """What there is of each range, in order; None where the purchase order is not known."""

    def calendar(self, periods: Sequence[Period]) -> Calendar:
        """The wholesaler's terms, and on which days of these periods there is room."""


class NoOrders:
    """The records before the first order: for whoever decides without them."""

    def customers(self, telephone_numbers: Iterable[str]) -> Mapping[str, Account | None]:  # noqa: ARG002
        """None."""
        return {}

    def stands(self, orders: Iterable[OrderKey]) -> Mapping[OrderKey, OrderStand]:  # noqa: ARG002
        """None."""
        return {}

    def open_orders(self, resellers: Iterable[str], limit: int) -> Mapping[str, Sequence[str]]:  # noqa: ARG002
        """None."""
        return {}

    def events(self, ranges: Sequence[EventRange]) -> list[FoundEvents | None]:
        """None."""
        return [None] * len(ranges)

    def calendar(self, periods: Sequence[Period]) -> Calendar:  # noqa: ARG002
        """The usual terms, and no office."""
        return Calendar(Rules())


NO_ORDERS = NoOrders()


@dataclass(frozen=True, slots=True)
class Desk:
    """One batch's view of the records: one index, one day (UTC) for all of its documents."""

    index: ReferenceIndex
    numbers: NumberStore
    today: date
    orders: OrderStore = NO_ORDERS

    def ask_together(
        self,
        asked: Sequence[Asked],
        answer: Callable[[Sequence[Asked]], None],
        question_of: Callable[[Asked], Question],
    ) -> None:
        """Have `answer` end the questions behind `asked` in one go, for the round trips that it saves.

        When it fails it is asked for each that is still open alone: what one of them brings about ends no other.
        """
        try:
            answer(asked)
        except Exception as e:  # noqa: BLE001 - whatever it is, it ends questions and not the worker
            remaining = [one for one in asked if question_of(one).is_open]
            # A database that is away or too slow is so for all of them: to ask it for each would only take longer.
            if len(asked) == 1 or isinstance(e, DatabaseUnavailable):
                for one in remaining:
                    _end(question_of(one), e)
            else:
                for one in remaining:
                    self.ask_together([one], answer, question_of)

    @contextmanager
    def guarded(self, question: Question) -> Iterator[None]:
        """Whatever goes wrong in the block ends this question and no other."""
        try:
            yield
        except Exception as e:  # noqa: BLE001 - one segment's trouble, RecursionError included, never reaches another
            if question.is_open:
                _end(question, e)


def _end(question: Question, error: Exception) -> None:
    """A problem of the database passes, and the document is tried again; anything else is a mistake of ours."""
    if isinstance(error, DatabaseAway):
        question.failure = Postpone(str(error))
    elif isinstance(error, DatabaseProblem):
        question.failure = Retry(str(error))
    else:
        question.fail_with_bug(error)
