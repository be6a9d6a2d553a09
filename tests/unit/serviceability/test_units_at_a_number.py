"""Units: read in every way, checked where the file lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contracts.address import Unit

if TYPE_CHECKING:
    from tests.unit.serviceability.small_territory import Territory


@pytest.mark.parametrize(
    ("line", "units"),
    [
        ("100 Lake St Apt 3, 60540", "APT 3"),
        ("100 Lake St, Apt. # 3, 60540", "APT 3"),
        ("100 Lake St #3 60540", "# 3"),
        ("100 Lake St Apartment 3B Naperville", "APT 3B"),
        ("100 Lake St Ste.12 60540", "STE 12"),
        ("100 Lake St Suite A-12 60540", "STE A-12"),
        ("100 Lake St 3rd Floor 60540", "FLR 3"),
        ("100 Lake St Floor 3, Bldg C, Unit 7 60540", "FLR 3 BLDG C UNIT 7"),
        ("100 Lake St Rear 60540", "REAR"),
        ("100 Lake St Bsmt Apt 2 60540", "BSMT APT 2"),
        ("Apt 3, 100 Lake St, 60540", "APT 3"),
        ("#3 100 Lake St 60540", "# 3"),
        ("100 Lake St, 3B, 60540", "# 3B"),
        ("100 Lake St Unit 337 D 60540", "UNIT 337 D"),
    ],
)
def test_units_are_read_in_each_way_they_are_written(territory: Territory, line: str, units: str) -> None:
    result = territory.ask(line).result
    assert result.address is not None
    assert " ".join(f"{unit.designator} {unit.value}".strip() for unit in result.address.units) == units
    assert result.verdicts["unit"] == "unchecked"


def test_a_listed_unit_is_valid_whatever_it_is_called(territory: Territory) -> None:
    exact = territory.ask("1368 Folsom St Apt 3").result
    assert (exact.code, exact.verdicts["unit"]) == ("A100", "valid")
    called = territory.ask("1368 Folsom St #3").result
    assert (called.code, called.changed) == ("A101", ("unit",))
    assert called.address is not None
    assert called.address.units == (Unit("APT", "3"),)


def test_a_unit_that_is_not_listed_where_units_are_is_refused_with_those_that_are(territory: Territory) -> None:
    decision = territory.ask("1368 Folsom St Apt 7")
    assert (decision.result.code, decision.result.address) == ("A108", None)
    assert decision.result.verdicts["unit"] == "invalid"
    assert decision.errors[0].hint == "Units at this number are APT 3 and APT 4."
    assert [other.address.units for other in decision.result.alternatives] == [
        (Unit("APT", "3"),),
        (Unit("APT", "4"),),
    ]


def test_the_units_of_a_suffix_are_its_own(territory: Territory) -> None:
    assert territory.found("1368 1/2 Folsom St Apt 9") == "A100 1368 1/2 FOLSOM ST APT 9"
    assert territory.found("1368 Folsom St Apt 9") == "A108 -"


def test_a_building_with_units_is_accepted_without_one(territory: Territory) -> None:
    result = territory.ask("1368 Folsom St").result
    assert result.code == "A100"
    assert "unit" not in result.verdicts


def test_a_floor_is_unchecked_where_only_doors_are_listed(territory: Territory) -> None:
    result = territory.ask("1368 Folsom St, 2nd Floor").result
    assert (result.code, result.verdicts["unit"]) == ("A100", "unchecked")


def test_units_may_stand_beside_the_line(territory: Territory) -> None:
    result = territory.ask("1368 Folsom St", units=(Unit("apartment", "4"),)).result
    assert result.address is not None
    assert result.address.units == (Unit("APT", "4"),)
    assert territory.ask("1368 Folsom St", units=(Unit("APT", "7"),)).errors[0].path == "/address/units"
