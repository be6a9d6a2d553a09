"""The store of telephone numbers: which are free, what became of the others, and where the working ones work."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast

from contracts.address import Address
from wholesaler_worker.db.number_ends import free_ended
from wholesaler_worker.db.number_finding import rows_like
from wholesaler_worker.db.number_runs import first_or_longest_run
from wholesaler_worker.db.statements import statements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from wholesaler_worker.db.database import Database


FIRST_READING, LONGEST_READING = 1_000, 10_000
"""How many numbers a search reads at first, and at most: what can be read within a few milliseconds."""


class NumberState(StrEnum):
    """What a number is doing; `held` and `aging` end."""

    AVAILABLE = "available"
    HELD = "held"
    ASSIGNED = "assigned"
    AGING = "aging"
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True)
class InventoryNumber:
    """A number of the inventory; `switch` is its CLLI (11), `until` the last day of a state that ends."""

    telephone_number: str
    rate_center: str
    switch: str
    state: NumberState
    until: date | None = None


class NumberInventory:
    """Searches of the inventory: a number that was shown is not held.

    The first search of a rate center on a day frees its numbers whose aging has ended, and one that finds too few frees
    what has ended since; all other calls change nothing. All raise the errors of `wholesaler_worker.db.errors`.
    `quantity` is 1 or more.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._clock = clock
        self._freed: dict[str, date] = {}
        """When the rested numbers of each rate center were freed, by this object."""

    def specific(self, telephone_numbers: Iterable[str]) -> Mapping[str, InventoryNumber]:
        """These numbers, whatever their state; one that the inventory does not have is left out."""
        now = self._clock()
        asked = {"telephone_numbers": list(telephone_numbers), "now": now, "today": now.date()}
        found = self._read("specific_numbers", asked)
        return {number.telephone_number: number for number in found}

    def random(self, rate_center: str, quantity: int) -> list[InventoryNumber]:
        """At most `quantity` available numbers, different ones each time."""
        self._free_rested(rate_center)
        place = random.random()  # noqa: S311 - spreads callers over the drum, protects nothing
        asked = {"rate_center": rate_center, "quantity": quantity, "place": place}
        found = self._read("random_numbers", asked)
        if len(found) < quantity and self._free_ended(rate_center):
            found = self._read("random_numbers", asked)
        return found

    def sequential(self, rate_center: str, quantity: int) -> list[InventoryNumber]:
        """A run of `quantity` consecutive available numbers of one NPA-NXX; the longest run when none is long enough.

        The search begins at a random number, so that two callers do not want the same run, and reads at most
        `LONGEST_READING` numbers: all of most rate centers, and a part of the largest.
        """
        found = self._run(rate_center, quantity)
        if len(found) < quantity and self._free_ended(rate_center):
            found = self._run(rate_center, quantity)
        return found

    def _run(self, rate_center: str, quantity: int) -> list[InventoryNumber]:
        drawn = self.random(rate_center, 1)
        if not drawn:
            return []
        drawn_number = drawn[0].telephone_number
        start, length = "", 0
        # A run may go through the drawn number, but never into its NPA-NXX from the one before.
        for begin, reading in ((drawn_number, FIRST_READING), (drawn_number[:6], LONGEST_READING)):
            asked: dict[str, object] = {"rate_center": rate_center, "start": begin, "reading": reading}
            ((numbers,),) = self._rows("numbers_around", asked)
            start, length = first_or_longest_run(numbers or "", quantity)
            if length >= quantity:
                break
        return self._read("run_from", {"rate_center": rate_center, "quantity": length, "start": start})

    def pattern(self, rate_center: str, pattern: str, quantity: int) -> list[InventoryNumber]:
        """At most `quantity` available numbers of `pattern`, ten digits and dots (``415555..22``), lowest first.

        They are the lowest ones that fit, except where more than `LONGEST_READING` numbers of the rate center end as
        the pattern does.
        """
        self._free_rested(rate_center)
        readings = FIRST_READING, LONGEST_READING
        found = rows_like(self._rows, rate_center, pattern, quantity, readings)
        if len(found) < quantity and self._free_ended(rate_center):
            found = rows_like(self._rows, rate_center, pattern, quantity, readings)
        return [_number(row) for row in found]

    def _free_rested(self, rate_center: str) -> None:
        """Free what has rested, once a day: a search must find it."""
        today = self._clock().date()
        if self._freed.get(rate_center) != today:
            self._free_ended(rate_center)
            self._freed[rate_center] = today

    def _free_ended(self, rate_center: str) -> bool:
        """Free what has rested, and what a hold kept that has expired; true when there was any."""
        with self._database.transaction() as connection:
            return free_ended(connection, self._clock(), limit=LONGEST_READING, rate_center=rate_center) > 0

    def service_addresses(self, telephone_numbers: Iterable[str]) -> Mapping[str, Address]:
        """Where these numbers work, as an address to be resolved; one that does not work is left out."""
        rows = self._rows("service_addresses", {"telephone_numbers": list(telephone_numbers)})
        return {
            str(number): Address(
                line=str(line),
                city=str(city) or None,
                state=str(state) or None,
                zip=str(zip_code) or None,
            )
            for number, line, city, state, zip_code in rows
        }

    def _read(self, statement: str, asked: Mapping[str, object]) -> list[InventoryNumber]:
        return [_number(row) for row in self._rows(statement, asked)]

    def _rows(self, statement: str, asked: Mapping[str, object]) -> list[tuple[Any, ...]]:
        with self._database.transaction() as connection:
            return connection.execute(statements("numbers")[statement], asked).fetchall()


def _number(row: Sequence[object]) -> InventoryNumber:
    telephone_number, rate_center, switch, state, until = row
    ends = cast("date | None", until)
    return InventoryNumber(str(telephone_number), str(rate_center), str(switch), NumberState(str(state)), ends)
