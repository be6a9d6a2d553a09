"""A small territory: one street with an office and its switch, one street without an office."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from contracts.address import Address
from contracts.reference import AddressRow, FeatureRow
from serviceability.index import build_index
from wholesaler_worker.db.numbers import InventoryNumber, NumberState

OFFICE, SWITCH, CENTER = "SNFCCA01", "SNFCCA01DS0", "SAN FRANCISCO"
FOLSOM = {"line": "1368 Folsom St", "city": "San Francisco", "state": "CA", "zip": "94103"}
MARKET = {"line": "10 Market St", "city": "San Francisco", "state": "CA", "zip": "94103"}


def address_row(street: str, low: int, high: int, office: str = OFFICE, center: str = CENTER) -> AddressRow:
    return AddressRow(
        range_id=street,
        state="CA",
        zip="94103",
        community="San Francisco",
        pre_direction="",
        street=street,
        street_type="St",
        post_direction="",
        low=low,
        high=high,
        parity="E",
        central_office=office,
        rate_center=center,
    )


def feature_row(usoc: str) -> FeatureRow:
    return FeatureRow(
        central_office=OFFICE,
        switch=SWITCH,
        switch_type="5ESS",
        npa_nxx=("415555",),
        usoc=usoc,
        name=f"Feature {usoc}",
        customer_class="both",
        status="available",
    )


def write_index(path: Path, *, epoch: int = 3, usocs: Iterable[str] = ("1FR", "ESX")) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    build_index(
        path,
        area="all",
        address_rows=[address_row("Folsom", 1300, 1398), address_row("Market", 2, 98, "", "")],
        feature_rows=[feature_row(usoc) for usoc in usocs],
        address_epoch=epoch,
        feature_epoch=epoch,
        published_at=datetime(2026, 11, 1, tzinfo=UTC),
    )
    return path


@dataclass
class Numbers:
    """A number store in memory that counts its round trips; with `problem` set it raises that."""

    numbers: dict[str, InventoryNumber] = field(default_factory=dict)
    addresses: dict[str, Address] = field(default_factory=dict)
    problem: Exception | None = None
    trips: int = 0

    def add(self, telephone_number: str, state: NumberState = NumberState.AVAILABLE, center: str = CENTER) -> None:
        self.numbers[telephone_number] = InventoryNumber(telephone_number, center, SWITCH, state)

    def specific(self, telephone_numbers: Iterable[str]) -> Mapping[str, InventoryNumber]:
        self._trip()
        return {number: self.numbers[number] for number in telephone_numbers if number in self.numbers}

    def random(self, rate_center: str, quantity: int) -> list[InventoryNumber]:
        return self._free(rate_center)[:quantity]

    def sequential(self, rate_center: str, quantity: int) -> list[InventoryNumber]:
        return self._free(rate_center)[:quantity]

    def pattern(self, rate_center: str, pattern: str, quantity: int) -> list[InventoryNumber]:
        return [
            number
            for number in self._free(rate_center)
            if all(a in {".", b} for a, b in zip(pattern, number.telephone_number, strict=True))
        ][:quantity]

    def service_addresses(self, telephone_numbers: Iterable[str]) -> Mapping[str, Address]:
        self._trip()
        return {number: self.addresses[number] for number in telephone_numbers if number in self.addresses}

    def _free(self, rate_center: str) -> list[InventoryNumber]:
        self._trip()
        return [
            number
            for _, number in sorted(self.numbers.items())
            if number.rate_center == rate_center and number.state is NumberState.AVAILABLE
        ]

    def _trip(self) -> None:
        self.trips += 1
        if self.problem is not None:
            raise self.problem
