"""Misspelt names: corrected when safe, else offered, the right one first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from serviceability.misspelling import likeness
from serviceability.sound import sound_of

if TYPE_CHECKING:
    from tests.unit.serviceability.small_territory import Territory


@pytest.mark.parametrize("written", ["WAHSINGTON", "WASHINGTN", "WASHINNGTON", "WASHIMGTON", "WASHNGTTON"])
def test_a_safe_misspelling_is_corrected_and_said(territory: Territory, written: str) -> None:
    decision = territory.ask(f"100 {written} BLVD, NAPERVILLE, IL 60540")
    assert (decision.result.code, decision.result.match) == ("A102", "corrected")
    assert decision.result.changed == ("street",)
    assert decision.result.verdicts["street"] == "invalid"
    assert decision.result.address is not None
    assert decision.result.address.street == "WASHINGTON"
    assert [(error.code, error.refuses) for error in decision.errors] == [("A102", False)]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("100 WAHSINGTON BLVD", "no place was asked"),
        ("900 WAHSINGTON BLVD, NAPERVILLE", "the number is out of range"),
        ("100 N WAHSINGTON BLVD, NAPERVILLE", "the direction is wrong"),
        ("100 WAHSINGTON ST, NAPERVILLE", "the type is wrong"),
        ("100 WAHSINGTON, NAPERVILLE", "the type is missing"),
        ("100 BIRCHWOOLD CT, NAPERVILLE", "two names are as near"),
        ("100 LKE ST, NAPERVILLE", "the name is short"),
    ],
)
def test_an_unsafe_correction_is_only_offered(territory: Territory, line: str, why: str) -> None:
    decision = territory.ask(line)
    assert (decision.result.code, decision.result.address) == ("A103", None), why
    assert decision.result.alternatives
    assert decision.errors[0].hint.startswith("Nearest: ")


@pytest.mark.parametrize(
    ("line", "street"),
    [
        ("100 FILSOM ST", "FOLSOM"),
        ("100 LAEK ST", "LAKE"),
        ("100 MISION ST", "MISSION"),
        ("100 OFARELL ST", "O FARRELL"),
        ("100 SOUTHH VAN NESS AVE", "SOUTH VAN NESS"),
        ("100 SOUTHVAN NESS AVE", "SOUTH VAN NESS"),
        ("100 SOUT HVAN NESS AVE", "SOUTH VAN NESS"),
        ("100 WASHINGTON BULEVARD", "WASHINGTON"),
        ("100 LA SALE ST", "LA SALLE"),
    ],
)
def test_the_right_street_is_offered_first(territory: Territory, line: str, street: str) -> None:
    result = territory.ask(line).result
    offered = result.address or result.alternatives[0].address
    assert offered.street == street


def test_alternatives_are_scored_sorted_valid_and_no_more_than_asked(territory: Territory) -> None:
    result = territory.ask("100 LAEK ST", alternatives=3).result
    scores = [other.score for other in result.alternatives]
    assert len(scores) <= 3
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    for other in result.alternatives:
        assert territory.ask(other.address.line).result.address == other.address
    assert territory.ask("100 LAEK ST", alternatives=0).result.alternatives == ()


def test_names_that_sound_alike_are_like() -> None:
    assert sound_of("GOUGH") == sound_of("GOFF")
    assert sound_of("PHILIP") == sound_of("FILIP")
    assert likeness("FILLMORE", "PHILMORE") > likeness("FILLMORE", "FULTON")


def test_numbers_are_no_words() -> None:
    assert likeness("15", "16") < 0.55
    assert likeness("COUNTYROAD12", "COUNTYROAD13") < likeness("COUNTYROAD", "COUNTRYROAD")


def test_a_digit_is_never_corrected(territory: Territory) -> None:
    assert territory.ask("200 15TH ST, NAPERVILLE").result.address is None
    assert territory.ask("100 COUNTY ROAD 13, NAPERVILLE").result.address is None


def test_nothing_like_it_is_no_match(territory: Territory) -> None:
    decision = territory.ask("100 ZYZZYXQ WAY")
    assert (decision.result.code, decision.result.alternatives) == ("A104", ())
