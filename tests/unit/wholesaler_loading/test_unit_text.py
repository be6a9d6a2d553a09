"""A publisher's unit text becomes one designator and its value."""

import pytest

from wholesaler_worker.loading.unit_text import read_unit


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("", ""),
        ("APARTMENT 12", "APT 12"),
        ("Apt. b", "APT B"),
        ("#APT 000002", "APT 2"),
        ("# 101", "# 101"),
        ("##7", "# 7"),
        ("101", "# 101"),
        ("4-02", "# 4-02"),
        ("2 A", "# 2 A"),
        ("SUITE 300", "STE 300"),
        ("rear", "REAR"),
        ("BLDG 2 APT 03", "BLDG 2 APT 3"),
    ],
)
def test_a_unit_is_written_in_one_way(written: str, unit: str) -> None:
    assert read_unit(written) == unit


@pytest.mark.parametrize("written", ["UNIT", "#", " # ", "APT"])
def test_a_designator_without_the_value_it_needs_says_nothing(written: str) -> None:
    assert read_unit(written) == ""
