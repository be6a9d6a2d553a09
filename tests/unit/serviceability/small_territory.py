"""A territory of a few streets, each there for one rule, and short ways to ask about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from contracts.address import Address
from contracts.reference import AddressRow, FeatureRow
from serviceability.decision import AddressDecision, QualifyDecision, qualify, validate
from serviceability.index import ReferenceIndex, build_index, open_index

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

TODAY = date(2026, 11, 24)
OFFICE = "NPVLIL01"
_numbers = count(1)


def street(
    name: str, kind: str = "", pre: str = "", post: str = "", *, low: int = 100, high: int = 198, **other: Any
) -> AddressRow:
    """A range of a street, in Naperville unless `other` says where."""
    fields: dict[str, Any] = {
        "range_id": str(next(_numbers)),
        "state": "IL",
        "zip": "60540",
        "community": "NAPERVILLE",
        "parity": "B",
        "central_office": OFFICE,
        "rate_center": "NAPERVILLE",
    }
    return AddressRow(
        pre_direction=pre, street=name, street_type=kind, post_direction=post, low=low, high=high, **(fields | other)
    )


def feature(switch: str, usoc: str, name: str, **other: Any) -> FeatureRow:
    """A service on a switch; its office is the switch's first eight characters."""
    fields: dict[str, Any] = {
        "switch_type": "5ESS",
        "npa_nxx": ("630555",) if switch.endswith("DS0") else ("630556",),
        "customer_class": "both",
        "status": "available",
    }
    return FeatureRow(central_office=switch[:8], switch=switch, usoc=usoc, name=name, **(fields | other))


def index_of(path: Path, streets: Iterable[AddressRow], features: Iterable[FeatureRow] = ()) -> ReferenceIndex:
    """Build an index at `path` and open it."""
    build_index(
        path,
        area="all",
        address_rows=streets,
        feature_rows=features,
        address_epoch=41,
        feature_epoch=12,
        published_at=datetime(2026, 11, 24, tzinfo=UTC),
    )
    return open_index(path)


@dataclass(frozen=True, slots=True)
class Territory:
    """An open index and the questions that tests ask it."""

    index: ReferenceIndex

    def ask(self, line: str = "", **fields: Any) -> AddressDecision:
        """Validate a line, or fields."""
        today = fields.pop("today", TODAY)
        alternatives = fields.pop("alternatives", 5)
        address = Address(line=line or None, **fields)
        return validate(self.index, address, alternatives=alternatives, today=today)

    def found(self, line: str = "", **fields: Any) -> str:
        """The code and the door that an address comes down to, such as ``A100 100 LAKE ST``."""
        result = self.ask(line, **fields).result
        return f"{result.code} {result.address.line.partition(',')[0] if result.address else '-'}"

    def sell(self, *services: str, line: str = "100 LAKE ST, NAPERVILLE, IL 60540", **other: Any) -> QualifyDecision:
        """Qualify services at an address, for a residence unless `other` says for whom."""
        asked = {"customer_class": "residence", "today": TODAY} | other
        return qualify(self.index, Address(line=line), services=services, **asked)


STREETS = (
    street("CAMINO RAMON", "LN", "SW", "NW", low=450, high=450, prefix="25W", number_suffixes=("450 1/2",)),
    street("BLUEMOUND", "RD", low=23001, high=23001, prefix="N6W"),
    street("HILLSIDE", "AVE", low=10, high=30, prefix="112-"),
    street("OLD MILL", "RD", low=1016, high=1018, parity="E"),
    street(
        "FOLSOM",
        "ST",
        low=1300,
        high=1398,
        parity="E",
        number_suffixes=("1368 A", "1368 1/2"),
        units=("1368 APT 3", "1368 APT 4", "1368 1/2 APT 9"),
    ),
    street("FOLSOM", "ST", low=1301, high=1351, parity="O"),
    street("1ST", "ST"),
    street("FIRST", "AVE"),
    street("TWENTY FIRST", "ST"),
    street("SAINT CHARLES", "AVE"),
    street("ST JAMES", "PL"),
    street("MOUNT VERNON", "RD"),
    street("COUNTY ROAD 12"),
    street("STATE HWY 360"),
    street("US HWY 89"),
    street("MAIN", "ST", "N"),
    street("MAIN", "ST", "S"),
    street("OAK", "ST", post="NE"),
    street("14TH", "ST", low=200, high=398),
    street("14TH", "ST", "E", low=200, high=398),
    street("ELM", "AV"),
    street("BROADWAY"),
    street("PARK"),
    street("PARK", "AVE"),
    street("AVENUE OF THE PALMS"),
    street("A", "ST"),
    street("E", "ST"),
    street("NORTH SHORE", "RD"),
    street("SOUTH VAN NESS", "AVE"),
    street("LOWER BOONES FERRY", "RD", "SW"),
    street("MARTIN LUTHER KING JR", "BL"),
    street("O FARRELL", "ST"),
    street("PEÑA", "CT"),
    street("LA SALLE", "ST"),
    street("MISSION", "ST"),
    street("KEY", "RD"),
    street("FRONT", "ST"),
    street("LAKE", "ST"),
    street("WASHINGTON", "BLVD"),
    street("BIRCHWOOD", "CT"),
    street("BIRCHWOLD", "CT"),
    street("BAY", "ST", valid_from=date(2027, 1, 1)),
    street("CEDAR", "LN", valid_to=date(2026, 11, 24)),
    street("PINE", "ST", central_office=""),
    street("LINCOLN", "AVE", state="MN", zip="55101", community="ST PAUL"),
    street("LINCOLN", "AVE", state="OR", zip="97459", community="NORTH BEND"),
    street("HARBOR", "DR", state="OR", zip="97005", community=""),
    street("RIVER", "RD", zip="", community="OSWEGO"),
    street("LAKE", "ST", zip="60543", community="OSWEGO", low=300, high=398),
)

SERVICES = (
    feature("NPVLIL01DS0", "1FR", "Flat rate residence line", customer_class="residence", excludes=("1MR",)),
    feature("NPVLIL01DS0", "1MR", "Measured residence line", customer_class="residence"),
    feature("NPVLIL01DS0", "1FB", "Flat rate business line", customer_class="business"),
    feature("NPVLIL01DS0", "ESX", "Call waiting"),
    feature("NPVLIL01DS0", "NSD", "Caller identification"),
    feature("NPVLIL01DS0", "NWT", "Caller identification while waiting", requires=("ESX", "NSD")),
    feature("NPVLIL01DS0", "1DSLX", "Line data", status="conditional", condition="loop shorter than 3,600 m"),
    feature("NPVLIL01DS0", "VMX", "Voice mail", status="unavailable", valid_to=date(2026, 12, 31)),
    feature("NPVLIL01DS0", "NSS", "Call return", valid_from=date(2027, 3, 1)),
    feature("NPVLIL01DS0", "ESM", "Call forwarding", valid_to=date(2026, 12, 24)),
    feature("NPVLIL01DS1", "1FR", "Flat rate residence line", customer_class="residence"),
    feature("NPVLIL01DS1", "ESX", "Call waiting"),
    feature("NPVLIL01DS1", "CENTX", "Centrex line"),
    feature("OSWGIL01DS0", "PRXTY", "Primary rate interface"),
)
