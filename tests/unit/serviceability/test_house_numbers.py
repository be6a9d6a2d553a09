"""Suffixes, grid prefixes, hyphenated numbers, ranges and their sides."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.serviceability.small_territory import Territory


@pytest.mark.parametrize(
    ("line", "door"),
    [
        ("25W 450 1/2 SW CAMINO RAMON LN NW", "25W 450 1/2 SW CAMINO RAMON LN NW"),
        ("25W450 1/2 SW CAMINO RAMON LN NW", "25W 450 1/2 SW CAMINO RAMON LN NW"),
        ("25 W 450 1/2 SW CAMINO RAMON LN NW", "25W 450 1/2 SW CAMINO RAMON LN NW"),
        ("N6W23001 BLUEMOUND RD", "N6W 23001 BLUEMOUND RD"),
        ("N6 W23001 BLUEMOUND RD", "N6W 23001 BLUEMOUND RD"),
        ("112-10 HILLSIDE AVE", "112-10 HILLSIDE AVE"),
        ("1368 A FOLSOM ST", "1368 A FOLSOM ST"),
        ("1368A FOLSOM ST", "1368 A FOLSOM ST"),
        ("1368-A FOLSOM ST", "1368 A FOLSOM ST"),
        ("1368 1/2 FOLSOM ST", "1368 1/2 FOLSOM ST"),
        ("1368-1/2 FOLSOM ST", "1368 1/2 FOLSOM ST"),
        ("1368\u00bd FOLSOM ST", "1368 1/2 FOLSOM ST"),
    ],
)
def test_numbers_are_read_in_each_way_they_are_written(territory: Territory, line: str, door: str) -> None:
    assert territory.found(line) == f"A100 {door}"


def test_the_longest_address_of_the_trade_survives(territory: Territory) -> None:
    line = "25W 450 1/2 SW Camino Ramon Lane NW, Floor 12, Wing 2, Suite 23A"
    assert territory.found(line) == "A101 25W 450 1/2 SW CAMINO RAMON LN NW FLR 12 WING 2 STE 23A"


def test_a_hyphenated_number_is_known_by_its_first_when_both_ends_are_there(territory: Territory) -> None:
    result = territory.ask("1016-18 Old Mill Rd").result
    assert (result.code, result.changed) == ("A101", ("number",))
    assert result.address is not None
    assert result.address.number == "1016"
    assert territory.found("1016-20 Old Mill Rd") == "A106 -"


def test_a_number_out_of_range_gets_the_ranges_on_its_side(territory: Territory) -> None:
    decision = territory.ask("1500 Folsom St")
    assert (decision.result.code, decision.result.address) == ("A106", None)
    assert decision.result.valid_ranges is not None
    assert [(one.low, one.high, one.parity) for one in decision.result.valid_ranges] == [(1300, 1398, "E")]
    assert decision.errors[0].hint == "Valid numbers are 1300 to 1398 (even)."
    assert decision.result.verdicts["number"] == "invalid"
    assert decision.result.alternatives[0].address.number == "1398"


def test_the_wrong_side_of_the_street_is_never_accepted(territory: Territory) -> None:
    assert territory.found("1351 Folsom St") == "A100 1351 FOLSOM ST"
    decision = territory.ask("1353 Folsom St")
    assert decision.result.code == "A106"
    assert decision.result.valid_ranges is not None
    assert [one.parity for one in decision.result.valid_ranges] == ["O"]


def test_a_suffix_that_is_not_listed_where_suffixes_are_is_refused_with_those_that_are(territory: Territory) -> None:
    decision = territory.ask("1368 B Folsom St")
    assert (decision.result.code, decision.result.verdicts["number_suffix"]) == ("A106", "invalid")
    assert decision.errors[0].hint == "Use 1368, 1368 A or 1368 1/2."


def test_a_suffix_is_unchecked_where_none_is_listed(territory: Territory) -> None:
    result = territory.ask("1301 B Folsom St").result
    assert (result.code, result.verdicts["number_suffix"]) == ("A100", "unchecked")


def test_a_range_counts_from_its_first_to_its_last_day(territory: Territory) -> None:
    assert territory.found("100 Bay St", today=date(2026, 12, 31)) == "A106 -"
    assert territory.found("100 Bay St", today=date(2027, 1, 1)) == "A100 100 BAY ST"
    assert territory.found("100 Cedar Ln", today=date(2026, 11, 24)) == "A100 100 CEDAR LN"
    assert territory.found("100 Cedar Ln", today=date(2026, 11, 25)) == "A106 -"


def test_the_error_points_at_the_element_that_is_wrong(territory: Territory) -> None:
    assert territory.ask("1500 Folsom St").errors[0].path == "/address/line"
    assert territory.ask(number="1500", street="Folsom", street_type="St").errors[0].path == "/address/number"
