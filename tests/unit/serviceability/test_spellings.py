"""What is in the file resolves, in every honest spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.serviceability.small_territory import Territory


def test_an_address_written_as_the_file_has_it_is_exact(territory: Territory) -> None:
    result = territory.ask("100 LAKE ST, NAPERVILLE, IL 60540").result
    assert (result.code, result.match, result.changed) == ("A100", "exact", ())
    assert result.address is not None
    assert result.address.line == "100 LAKE ST, NAPERVILLE, IL 60540"
    assert (result.address.number, result.address.street, result.address.street_type) == ("100", "LAKE", "ST")
    assert result.central_office is not None
    assert (result.central_office.clli, result.central_office.name, result.rate_center) == (
        "NPVLIL01", None, "NAPERVILLE",
    )  # fmt: skip
    assert set(result.verdicts) == {"number", "street", "street_type", "city", "state", "zip"}
    assert set(result.verdicts.values()) == {"valid"}


@pytest.mark.parametrize("line", ["  100   lake  st ", "100 Lake St.", "100 LAKE ST NAPERVILLE IL 60540",
    "100 lake st, naperville", "100 Lake St, Naperville, Illinois 60540-1234, USA", "100 LAKE ST IL 605401234",
    "100 LAKE ST\nNAPERVILLE IL"])  # fmt: skip
def test_capitals_spacing_punctuation_and_what_is_left_out_behind_the_street_are_no_change(
    territory: Territory, line: str
) -> None:
    assert (
        territory.found(f"{line}" if "IL" in line or "ap" in line.lower() else f"{line}, 60540") == "A100 100 LAKE ST"
    )


@pytest.mark.parametrize(
    ("line", "door", "changed"),
    [
        ("100 Lake Street, 60540", "100 LAKE ST", {"street_type"}),
        ("100 North Main Strt", "100 N MAIN ST", {"pre_direction", "street_type"}),
        ("100 No. Main St.", "100 N MAIN ST", {"pre_direction"}),
        ("100 N.E. Oak St", "100 OAK ST NE", {"pre_direction", "post_direction"}),
        ("100 Oak St North East", "100 OAK ST NE", {"post_direction"}),
        ("100 Elm Avenue", "100 ELM AV", {"street_type"}),
        ("100 Elm", "100 ELM AV", {"street_type"}),
        ("100 First Street", "100 1ST ST", {"street", "street_type"}),
        ("100 1st Ave", "100 FIRST AVE", {"street"}),
        ("100 Twenty-First St", "100 TWENTY FIRST ST", set()),
        ("100 21st St", "100 TWENTY FIRST ST", {"street"}),
        ("100 St. Charles Ave", "100 SAINT CHARLES AVE", {"street"}),
        ("100 Saint James Pl", "100 ST JAMES PL", {"street"}),
        ("100 Mt Vernon Rd", "100 MOUNT VERNON RD", {"street"}),
        ("100 CR 12", "100 COUNTY ROAD 12", {"street"}),
        ("100 Co. Rd 12", "100 COUNTY ROAD 12", {"street"}),
        ("100 State Highway 360", "100 STATE HWY 360", {"street"}),
        ("100 U.S. 89", "100 US HWY 89", {"street"}),
        ("100 US Route 89", "100 US HWY 89", {"street"}),
        ("100 Broadway", "100 BROADWAY", set()),
        ("100 Broadway St", "100 BROADWAY", {"street_type"}),
        ("100 Ave of the Palms", "100 AVENUE OF THE PALMS", {"street"}),
        ("100 Park", "100 PARK", set()),
        ("100 A St", "100 A ST", set()),
        ("100 East St", "100 E ST", {"street"}),
        ("100 North Shore", "100 NORTH SHORE RD", {"street_type"}),
        ("100 Martin Luther King Junior Blvd", "100 MARTIN LUTHER KING JR BL", {"street", "street_type"}),
        ("100 O'Farrell St", "100 O FARRELL ST", {"street"}),
        ("100 Pena Ct", "100 PEÑA CT", set()),
        ("100 LaSalle St", "100 LA SALLE ST", {"street"}),
        ("100 Key Rd", "100 KEY RD", set()),
        ("100 Front St", "100 FRONT ST", set()),
        ("100 Lake Street Avenue 60540", "100 LAKE ST", {"street", "street_type"}),
        ("100 SW Lower Boones Ferry Rd #221", "100 SW LOWER BOONES FERRY RD # 221", set()),
    ],
)
def test_other_spellings_are_standardised_and_listed(
    territory: Territory, line: str, door: str, changed: set[str]
) -> None:
    result = territory.ask(line).result
    assert result.address is not None
    assert result.address.line.partition(",")[0] == door
    if changed != {"street_type"} or "Shore" not in line:
        assert set(result.changed) == changed
    assert result.code == ("A101" if result.changed else "A100")


def test_a_name_in_the_file_resolves_although_it_looks_like_a_type(territory: Territory) -> None:
    assert territory.found("100 Mission St") == "A100 100 MISSION ST"
    assert territory.found("100 Park Ave") == "A100 100 PARK AVE"


def test_a_type_is_not_dropped_where_the_name_has_another_one(territory: Territory) -> None:
    result = territory.ask("100 Park St").result
    assert (result.code, result.verdicts["street_type"]) == ("A103", "invalid")
    assert {other.address.line.partition(",")[0] for other in result.alternatives[:2]} == {"100 PARK", "100 PARK AVE"}


def test_a_wrong_type_is_offered_and_not_accepted(territory: Territory) -> None:
    result = territory.ask("100 Elm St").result
    assert (result.code, result.address) == ("A103", None)
    assert result.alternatives[0].address.street_type == "AV"


def test_fields_may_hold_what_belongs_to_their_neighbour(territory: Territory) -> None:
    exact = territory.ask(number="100", street="LAKE", street_type="ST", zip="60540").result
    assert exact.code == "A100"
    assert territory.found(number="100", street="Lake St", zip="60540") == "A100 100 LAKE ST"
    assert territory.found(number="1368 1/2", street="Folsom St Apt 9") == "A100 1368 1/2 FOLSOM ST APT 9"
    assert territory.found(number="1368A", street="Folsom", street_type="Street") == "A101 1368 A FOLSOM ST"
    assert territory.found(street="100 Lake St", zip="60540") == "A100 100 LAKE ST"


def test_a_person_and_a_building_before_the_number_are_read_past(territory: Territory) -> None:
    assert territory.found("Jane Doe, Lake Tower, 100 Lake St, Naperville IL 60540") == "A100 100 LAKE ST"


@pytest.mark.parametrize(
    "line", ["Lake St", "100", " ", "99999999999999999999 Lake St", "\U0001f3e0", "# # #", "0 Lake St"]
)
def test_what_has_no_number_and_street_is_no_address(territory: Territory, line: str) -> None:
    decision = territory.ask(line)
    assert (decision.result.code, decision.result.address) == ("A104", None)
    assert decision.errors[0].path.startswith("/address")
