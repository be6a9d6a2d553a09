"""A publisher's street text becomes direction, name, type and direction."""

import pytest

from serviceability.street_parts import file_parts
from wholesaler_worker.loading.refusals import RowRefused
from wholesaler_worker.loading.street_text import read_street


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("Folsom Street", ("", "FOLSOM", "ST", "")),
        ("SW SCHOLLS FERRY RD", ("SW", "SCHOLLS FERRY", "RD", "")),
        ("I Street Northwest", ("", "I", "ST", "NW")),
        ("North East Street", ("N", "EAST", "ST", "")),
        ("South St", ("", "SOUTH", "ST", "")),
        ("O'Farrell St.", ("", "OFARRELL", "ST", "")),
        ("BROADWAY", ("", "BROADWAY", "", "")),
        ("Avenue B", ("", "AVENUE B", "", "")),
        ("US Highway 98", ("", "US HIGHWAY 98", "", "")),
        ("Main St, N", ("", "MAIN", "ST", "N")),
        ("Cañada  Road", ("", "CANADA", "RD", "")),
        ("EAST", ("", "EAST", "", "")),
        ("SW North Dakota St", ("SW", "NORTH DAKOTA", "ST", "")),
        ("N E Main St", ("NE", "MAIN", "ST", "")),
        ("Main St South West", ("", "MAIN", "ST", "SW")),
        ("Main St South East South", ("", "MAIN ST SOUTH EAST", "", "S")),
    ],
)
def test_a_street_is_split_into_standard_parts(written: str, parts: tuple[str, ...]) -> None:
    assert read_street(written) == parts


@pytest.mark.parametrize(
    "written",
    ["SW SCHOLLS FERRY RD", "First Street North", "SW North Dakota Street", "Saint Marys & 5th Avenue", "Old US 5"],
)
def test_the_decision_finds_a_street_under_the_key_of_its_publishers_text(written: str) -> None:
    assert file_parts(*read_street(written)).key == file_parts("", written, "", "").key


@pytest.mark.parametrize("written", ["", " ", "...", "UNKNOWN", "Unknown", "&"])
def test_what_names_no_street_is_refused(written: str) -> None:
    with pytest.raises(RowRefused, match="street"):
        read_street(written)
