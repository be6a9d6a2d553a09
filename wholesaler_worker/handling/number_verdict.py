"""What is said about one telephone number of the inventory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.identifiers import is_telephone_number
from contracts.results import NumberResult
from wholesaler_worker.db.numbers import NumberState

if TYPE_CHECKING:
    from wholesaler_worker.db.numbers import InventoryNumber

NUMBER_CODES = {
    NumberState.AVAILABLE: "N300",
    NumberState.ASSIGNED: "N302",
    NumberState.HELD: "N303",
    NumberState.AGING: "N304",
    # Kept back from everybody, such as a test number: nothing that a reseller does makes it one to be had.
    NumberState.RESTRICTED: "N306",
}
"""What is said about a number, by what it is doing."""


def verdict(telephone_number: str, found: InventoryNumber | None, rate_center: str | None) -> NumberResult:
    """The verdict on a number asked for by name; `found` is None when the inventory does not have it."""
    if not is_telephone_number(telephone_number):
        return NumberResult(telephone_number=telephone_number, available=False, code="N306")
    if found is None or found.rate_center != rate_center:
        return NumberResult(telephone_number=telephone_number, available=False, code="N305")
    code = NUMBER_CODES[found.state]
    return NumberResult(
        telephone_number=telephone_number,
        available=found.state is NumberState.AVAILABLE,
        code=code,
        until=found.until,
    )


def available(number: InventoryNumber) -> NumberResult:
    """A number that a search has found free."""
    return NumberResult(telephone_number=number.telephone_number, available=True, code="N300")
