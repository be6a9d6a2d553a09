"""Community, state and ZIP: in the line or beside it, misspelt, missing, contradicting, outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.unit.serviceability.small_territory import Territory


def test_community_state_and_zip_may_stand_in_the_line_or_beside_it(territory: Territory) -> None:
    assert territory.found("100 Lincoln Ave, Saint Paul, MN 55101") == "A101 100 LINCOLN AVE"
    assert territory.found("100 Lincoln Ave", city="Saint Paul", state="Minnesota") == "A101 100 LINCOLN AVE"
    assert territory.found("100 Lincoln Ave St Paul") == "A100 100 LINCOLN AVE"
    assert territory.found("100 Lincoln Ave", zip="55101-0001") == "A100 100 LINCOLN AVE"
    assert territory.found("100 Lincoln Ave N Bend OR") == "A101 100 LINCOLN AVE"


def test_an_address_in_two_places_must_be_narrowed(territory: Territory) -> None:
    decision = territory.ask("100 Lincoln Ave")
    assert (decision.result.code, decision.result.address) == ("A105", None)
    assert [other.address.city for other in decision.result.alternatives[:2]] == ["ST PAUL", "NORTH BEND"]


def test_a_community_and_a_zip_that_disagree_are_refused_with_what_goes_together(territory: Territory) -> None:
    decision = territory.ask("100 Lake St, Oswego, IL 60540")
    assert (decision.result.code, decision.result.address) == ("A109", None)
    assert "60540 is NAPERVILLE, IL" in decision.errors[0].hint
    assert decision.result.alternatives[0].address.line == "100 LAKE ST, NAPERVILLE, IL 60540"
    assert territory.found("100 Lake St, Chicago, IL 60540") == "A109 -"
    assert territory.found("100 Lake St", zip="60540", state="MN") == "A109 -"
    assert territory.found("100 Lake St, Naperville, IL 60540", zip="55101") == "A109 -"


def test_a_zip_that_the_community_does_not_have_is_refused(territory: Territory) -> None:
    decision = territory.ask("100 Lake St, Naperville, IL 60599")
    assert (decision.result.code, decision.result.verdicts["zip"]) == ("A109", "invalid")


def test_a_number_that_the_street_has_in_another_zip_is_not_accepted_there(territory: Territory) -> None:
    decision = territory.ask("100 Lake St, 60543")
    assert decision.result.code == "A106"
    assert "100 LAKE ST, NAPERVILLE, IL 60540" in [other.address.line for other in decision.result.alternatives] or (
        decision.result.valid_ranges is not None and decision.result.valid_ranges[0].low == 300
    )


def test_what_is_outside_is_outside(territory: Territory) -> None:
    assert territory.found("100 Lake St, Springfield, CA 90000") == "A110 -"
    assert territory.found("100 Lake St, 10001") == "A110 -"
    decision = territory.ask("100 Lake St", zip="10001")
    assert decision.errors[0].path == "/address/zip"


def test_a_misspelt_community_is_corrected_when_it_can_be_only_one(territory: Territory) -> None:
    decision = territory.ask("100 Lake St, Napervile, IL 60540")
    assert (decision.result.code, decision.result.changed) == ("A102", ("city",))
    assert [error.code for error in decision.errors] == ["A102"]


def test_words_are_not_dropped_as_part_of_a_community(territory: Territory) -> None:
    assert territory.ask("100 Lake St R B Naperville IL 60540").result.address is None


def test_what_the_file_does_not_know_is_unchecked(territory: Territory) -> None:
    nameless = territory.ask("100 Harbor Dr, Beaverton, OR 97005").result
    assert (nameless.code, nameless.verdicts["city"], nameless.verdicts["zip"]) == ("A100", "unchecked", "valid")
    assert nameless.address is not None
    assert nameless.address.line == "100 HARBOR DR, OR 97005"
    without_commas = territory.ask("100 Harbor Dr Beaverton OR 97005").result
    assert without_commas.verdicts == nameless.verdicts
    without_zip = territory.ask("100 River Rd, Oswego, IL 60543").result
    assert without_zip.address is None or without_zip.verdicts["zip"] == "unchecked"


def test_an_address_without_an_office_is_known_and_not_served(territory: Territory) -> None:
    decision = territory.ask("100 Pine St")
    assert (decision.result.code, decision.result.match) == ("A111", "exact")
    assert decision.result.central_office is None
    assert [(error.code, error.refuses) for error in decision.errors] == [("A111", False)]
