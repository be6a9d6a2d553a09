"""What a use case decides with: the index in force, the store of numbers, and the day."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from wholesaler_worker.db.errors import DatabaseAway, DatabaseProblem
from wholesaler_worker.outcomes import Postpone, Retry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from contracts.address import Address
    from serviceability.index import ReferenceIndex
    from wholesaler_worker.db.numbers import InventoryNumber
    from wholesaler_worker.handling.question import Question


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


@dataclass(frozen=True, slots=True)
class Desk:
    """One batch's view of the records: one index, one day (UTC) for all of its documents."""

    index: ReferenceIndex
    numbers: NumberStore
    today: date

    @contextmanager
    def bugs_end_with(self, *questions: Question) -> Iterator[None]:
        """Whatever goes wrong in the block ends these questions that are still open, and no others.

        A problem of the database passes: their documents are tried again. Anything else is a mistake of ours.
        """
        try:
            yield
        except DatabaseProblem as e:
            for question in questions:
                if question.is_open:
                    question.failure = Postpone(str(e)) if isinstance(e, DatabaseAway) else Retry(str(e))
        except Exception as e:  # noqa: BLE001 - one segment's trouble, RecursionError included, never reaches another
            for question in questions:
                if question.is_open:
                    question.fail_with_bug(e)
