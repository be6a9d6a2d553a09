"""Ranges are read in the reference file's own columns."""

from datetime import date
from pathlib import Path

import pytest

from contracts.reference import AddressRow
from wholesaler_worker.loading.address_rows import read_ranges
from wholesaler_worker.loading.refusals import Reading, Refusal

COLUMNS = (
    "range_id,state,zip,community,pre_direction,street,street_type,post_direction,low,high,parity,prefix,"
    "number_suffixes,units,central_office,rate_center,valid_from,valid_to"
)
GOOD = {
    "range_id": "r1", "state": "CA", "zip": "94103", "community": "San Francisco", "pre_direction": "",
    "street": "Folsom",
    "street_type": "St", "post_direction": "", "low": "1301", "high": "1399", "parity": "O", "prefix": "",
    "number_suffixes": "1301 A|1303 1/2", "units": "1301 APT 3", "central_office": "snfcca01", "rate_center": "ANY",
    "valid_from": "2026-01-01", "valid_to": "2026-12-31",
}  # fmt: skip


def ranges(tmp_path: Path, *rows: dict[str, str]) -> tuple[list[AddressRow], list[Refusal]]:
    path = tmp_path / "rows.csv"
    lines = [COLUMNS, *(",".join({**GOOD, **row}[column] for column in COLUMNS.split(",")) for row in rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    refused: list[Refusal] = []
    return [located.row for located in read_ranges([path], Reading(refused.append))], refused


def test_a_row_becomes_a_range_of_its_own_office(tmp_path: Path) -> None:
    (row,), refused = ranges(tmp_path, {})
    assert not refused
    assert row == AddressRow(
        range_id="r1", state="CA", zip="94103", community="SAN FRANCISCO", pre_direction="", street="FOLSOM",
        street_type="ST", post_direction="", low=1301, high=1399, parity="O", number_suffixes=("1301 A", "1303 1/2"),
        units=("1301 APT 3",), central_office="SNFCCA01", valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("defect", "reason"),
    [
        ({"range_id": "r 2"}, "range_id 'r 2'"),
        ({"range_id": "x" * 65}, "is not 1 to 64"),
        ({"state": "", "zip": ""}, "state is empty"),
        ({"zip": "", "community": ""}, "neither zip nor community"),
        ({"street": ""}, "street is empty"),
        ({"low": "0"}, "low '0'"),
        ({"high": "-1"}, "high '-1'"),
        ({"low": "1401"}, "low 1401 is above high 1399"),
        ({"parity": "X"}, "parity 'X' is not one of O, E, B"),
        ({"parity": "E"}, "does not begin and end on the side E"),
        ({"low": "1302"}, "does not begin and end on the side O"),
        ({"units": "APT 3"}, "units entry 'APT 3'"),
        ({"number_suffixes": "1301"}, "number_suffixes entry '1301'"),
        ({"central_office": "SNFC"}, "central_office 'SNFC' is not"),
        ({"valid_from": "01/02/2026"}, "valid_from '01/02/2026' is not a day"),
        ({"valid_from": "2026-02-30"}, "valid_from '2026-02-30' is not a day"),
        ({"valid_to": "2025-01-01"}, "valid_to 2025-01-01 lies before valid_from 2026-01-01"),
    ],
)
def test_a_row_with_a_defect_is_refused_by_it(tmp_path: Path, defect: dict[str, str], reason: str) -> None:
    found, refused = ranges(tmp_path, {"range_id": "r0"}, defect)
    assert [row.range_id for row in found] == ["r0"]
    assert [refusal.line for refusal in refused] == [3]
    assert reason in refused[0].reason


def test_both_sides_of_a_street_may_be_one_range(tmp_path: Path) -> None:
    (row,), _ = ranges(tmp_path, {"parity": "b", "low": "1300"})
    assert (row.parity, row.low) == ("B", 1300)


def test_a_range_is_told_with_its_file_and_line(tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text("\n".join([COLUMNS, ",".join(GOOD[c] for c in COLUMNS.split(","))]), "utf-8")
    found = read_ranges([tmp_path / "one.csv", tmp_path / "two.csv"], Reading(print))
    assert [(located.file, located.line) for located in found] == [(0, 2), (1, 2)]
