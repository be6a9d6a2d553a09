"""The store of telephone numbers: which are free, what became of the others, and where the working ones work."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast

from contracts.address import Address
from wholesaler_worker.db.statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from wholesaler_worker.db.database import Database


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
    """Searches of the inventory. Each call reads once and changes nothing: a number that was shown is not held.

    All raise the errors of `wholesaler_worker.db.errors`. `quantity` is 1 or more.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def specific(self, telephone_numbers: Iterable[str]) -> Mapping[str, InventoryNumber]:
        """These numbers, whatever their state; one that the inventory does not have is left out."""
        found = self._read("specific_numbers", {"telephone_numbers": list(telephone_numbers)})
        return {number.telephone_number: number for number in found}

    def random(self, rate_center: str, quantity: int) -> list[InventoryNumber]:
        """At most `quantity` available numbers, different ones each time."""
        place = random.random()  # noqa: S311 - spreads callers over the drum, protects nothing
        return self._read("random_numbers", {"rate_center": rate_center, "quantity": quantity, "place": place})

    def sequential(self, rate_center: str, quantity: int) -> list[InventoryNumber]:
        """A run of `quantity` consecutive available numbers of one NPA-NXX; the longest run when none is long enough.

        The search begins at a random number, so that two callers do not want the same run.
        """
        drawn = self.random(rate_center, 1)
        if not drawn:
            return []
        for start in (drawn[0].telephone_number, ""):
            asked: dict[str, object] = {"rate_center": rate_center, "quantity": quantity, "start": start}
            if first := self._rows("first_run_from", asked):
                return self._read("run_from", {**asked, "start": first[0][0]})
        longest = self._rows("longest_run", {"rate_center": rate_center})
        if not longest:  # the last available number went between two statements
            return []
        start, length = longest[0]
        return self._read("run_from", {"rate_center": rate_center, "start": start, "quantity": length})

    def pattern(self, rate_center: str, pattern: str, quantity: int) -> list[InventoryNumber]:
        """At most `quantity` available numbers of `pattern`, ten digits and dots (``415555..22``), lowest first."""
        asked = {
            "rate_center": rate_center,
            "quantity": quantity,
            "lowest": pattern.replace(".", "0"),
            "highest": pattern.replace(".", "9"),
            "like": pattern.replace(".", "_"),
        }
        return self._read("numbers_like", asked)

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
