"""A wrong direction is never accepted, and a missing one only where there is no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.serviceability.small_territory import Territory


@pytest.mark.parametrize("line", ["100 E Main St", "100 Main St SW", "100 SW Lake St 60540", "100 Lake St N 60540",
    "100 Lake Street Northwest, Naperville IL 60540", "1368 N Folsom St", "1368N Folsom St", "100 SE Oak St",
    "100 Lake St, NW, Naperville", "100 Lake St Apt 3 N Naperville", "100 NE Lake St Naperville, IL"])  # fmt: skip
def test_a_wrong_direction_is_never_accepted(territory: Territory, line: str) -> None:
    decision = territory.ask(line)
    assert decision.result.address is None
    assert decision.result.code in ("A107", "A103", "A104")
    assert any(error.refuses for error in decision.errors)


def test_the_valid_directions_are_named(territory: Territory) -> None:
    decision = territory.ask("100 E Main St")
    assert decision.result.code == "A107"
    assert decision.errors[0].hint == "Use N MAIN ST or S MAIN ST."
    assert decision.result.verdicts["pre_direction"] == "invalid"
    assert {other.address.pre_direction for other in decision.result.alternatives[:2]} == {"N", "S"}


def test_a_missing_direction_is_asked_for_where_there_are_several(territory: Territory) -> None:
    decision = territory.ask("100 Main St, Naperville")
    assert (decision.result.code, decision.result.address) == ("A107", None)


def test_a_missing_direction_is_supplied_where_there_is_only_one(territory: Territory) -> None:
    result = territory.ask("100 Oak St").result
    assert (result.code, result.changed) == ("A101", ("post_direction",))


def test_a_direction_on_the_other_side_is_moved_only_where_it_cannot_mean_another_street(territory: Territory) -> None:
    assert territory.found("100 NE Oak St") == "A101 100 OAK ST NE"
    assert territory.found("200 14th St E") == "A107 -"
    assert territory.found("200 14th St") == "A100 200 14TH ST"
    assert territory.found("200 East 14th St") == "A101 200 E 14TH ST"


@pytest.mark.parametrize("line", ["100 Harbor Drive East Beaverton OR 97005", "100 Harbor Dr E Portland",
    "100 Harbor Dr N 97005", "100 Harbor Drive South Beaverton", "100 Harbor Dr, NW Portland",
    "Jane Doe 100 Harbor Dr Southwest Portland"])  # fmt: skip
def test_a_direction_is_not_taken_for_part_of_a_community_that_the_file_does_not_name(
    territory: Territory, line: str
) -> None:
    assert territory.ask(line).result.address is None
