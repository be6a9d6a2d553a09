"""Rows of numbers are read, or refused by line and reason."""

from datetime import date
from pathlib import Path

import pytest

from wholesaler_worker.db.inventory_loading import NumberRow
from wholesaler_worker.loading.inventory import read_numbers
from wholesaler_worker.loading.refusals import Reading, Refusal

HEADER = "telephone_number,switch,rate_center,state,until,line,city,address_state,zip"
SWITCHES = {"SNFCCA01DS0": "SAN FRANCISCO"}


def numbers(tmp_path: Path, *rows: str, header: str = HEADER) -> tuple[list[NumberRow], list[Refusal]]:
    path = tmp_path / "numbers.csv"
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    refused: list[Refusal] = []
    return list(read_numbers([path], SWITCHES, Reading(refused.append))), refused


def test_a_number_says_its_switch_rate_center_and_state(tmp_path: Path) -> None:
    (free, aging), _ = numbers(
        tmp_path,
        "4155550100,SNFCCA01DS0,San  Francisco,available,",
        "4155550101,SNFCCA01DS0,,aging,2027-01-31",
        header="telephone_number,switch,rate_center,state,until",
    )
    assert free[:5] == ("4155550100", "SNFCCA01DS0", "SAN FRANCISCO", "available", None)
    assert aging[:5] == ("4155550101", "SNFCCA01DS0", "SAN FRANCISCO", "aging", date(2027, 1, 31))
    assert aging[-2:] == (0, 3)


def test_a_working_number_may_say_where_it_works(tmp_path: Path) -> None:
    (number,), _ = numbers(tmp_path, "4155550103,SNFCCA01DS0,,assigned,,1368 Folsom St,San Francisco,California,94103")
    assert number[5:9] == ("1368 Folsom St", "San Francisco", "CA", "94103")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("415555010,SNFCCA01DS0,,available,,,,,", "'415555010' is not a telephone number"),
        ("4159110100,SNFCCA01DS0,,available,,,,,", "'4159110100' is not a telephone number"),
        ("4155550100,SNFCCA01DS9,,available,,,,,", "switch 'SNFCCA01DS9' is not in the records"),
        ("4155550100,SNFCCA01DS0,,free,,,,,", "state 'free' is not one of available, held"),
        ("4155550100,SNFCCA01DS0,,aging,,,,,", "aging needs a day in until"),
        ("4155550100,SNFCCA01DS0,,held,,,,,", "held needs a day in until"),
        ("4155550100,SNFCCA01DS0,,available,2027-01-01,,,,", "available has no day in until"),
        ("4155550100,SNFCCA01DS0,,assigned,2027-01-01,,,,", "assigned has no day in until"),
        ("4155550100,SNFCCA01DS0,,aging,soon,,,,", "until 'soon' is not a day"),
        ("4155550100,SNFCCA01DS0,,available,,1 Elm St,,,", "works at no address"),
        ("4155550100,SNFCCA01DS0,,assigned,,1 Elm St,,Ontario,", "'Ontario' is not a state"),
    ],
)
def test_a_row_with_a_defect_is_refused_by_it(tmp_path: Path, row: str, reason: str) -> None:
    found, refused = numbers(tmp_path, row)
    assert not found
    assert [refusal.line for refusal in refused] == [2]
    assert reason in refused[0].reason
