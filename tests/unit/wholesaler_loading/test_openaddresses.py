"""OpenAddresses' columns become points."""

from pathlib import Path

import pytest

from wholesaler_worker.db.addresses import PointRow
from wholesaler_worker.loading.openaddresses import read_points
from wholesaler_worker.loading.refusals import Reading, Refusal

HEADER = "LON,LAT,NUMBER,STREET,UNIT,CITY,DISTRICT,REGION,POSTCODE,ID,HASH\n"


def points(tmp_path: Path, *rows: str, header: str = HEADER) -> tuple[list[PointRow], list[Refusal]]:
    path = tmp_path / "addresses.csv"
    path.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    refused: list[Refusal] = []
    return list(read_points([path], Reading(refused.append))), refused


def test_a_row_is_split_and_standardised(tmp_path: Path) -> None:
    (point,), _ = points(tmp_path, "-1,2,14824 A,SW Scholls Ferry Road,# 101,St. Helens,,OR,97007-1234,,ba9f")
    assert point == PointRow(
        "OR", "SW", "SCHOLLS FERRY", "RD", "", "", 14824, "A", "# 101", "97007", "ST HELENS"
    )  # fmt: skip


def test_the_zip_says_the_state_that_a_publisher_leaves_out(tmp_path: Path) -> None:
    (point,), _ = points(tmp_path, "-1,2,14824,ELM ST,,,,,97007,,")
    assert (point.state, point.community) == ("OR", "")


def test_a_state_is_understood_as_code_or_name(tmp_path: Path) -> None:
    found, _ = points(
        tmp_path, "1,ELM ST,New Mexico,,TAOS", "1,ELM ST,nm,,TAOS", header="number,street,Region,PostCode,city\n"
    )
    assert [point.state for point in found] == ["NM", "NM"]


def test_a_fraction_that_was_left_to_the_street_belongs_to_the_number(tmp_path: Path) -> None:
    (point,), _ = points(tmp_path, ",,12,1/2 RUE DE ST GERMAINE,,,,CA,95202,,")
    assert (point.number, point.number_suffix, point.street) == (12, "1/2", "RUE DE ST GERMAINE")


def test_a_file_without_the_optional_columns_can_be_read(tmp_path: Path) -> None:
    (point,), _ = points(tmp_path, "1,ELM ST,97007", header="NUMBER,STREET,POSTCODE\n")
    assert (point.zip, point.unit) == ("97007", "")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",,,ELM ST,,,,CA,94103,,", "'' is not a house number"),
        (",,1,,,,,CA,94103,,", "the street is empty"),
        (",,1,UNKNOWN,,,,CA,94103,,", "names no street"),
        (",,1,ELM ST,,,,CA,,,", "neither POSTCODE nor CITY"),
        (",,1,ELM ST,,TAOS,,,,,", "REGION is empty and no POSTCODE says the state"),
        (",,1,ELM ST,,TAOS,,Ontario,,,", "'Ontario' is not a state"),
        (",,1,ELM ST,,,,CA,9410,,", "'9410' is not a ZIP"),
    ],
)
def test_a_row_that_cannot_be_loaded_is_refused_with_its_line_and_reason(tmp_path: Path, row: str, reason: str) -> None:
    found, refused = points(tmp_path, ",,1,ELM ST,,,,CA,94103,,", row, ",,2,ELM ST,,,,CA,94103,,")
    assert [point.number for point in found] == [1, 2]
    (refusal,) = refused
    assert refusal.line == 3
    assert reason in refusal.reason
