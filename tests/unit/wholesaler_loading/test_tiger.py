"""TIGER/Line address features become ranges: both sides, any direction, every name."""

import struct
from pathlib import Path
from typing import Any

import pytest

from contracts.reference import AddressRow
from wholesaler_worker.errors import LoadRefused
from wholesaler_worker.loading.refusals import Reading, Refusal
from wholesaler_worker.loading.tiger import read_tiger

HEADER = "TLID,FULLNAME,LFROMHN,LTOHN,RFROMHN,RTOHN,ZIPL,ZIPR,PARITYL,PARITYR"


def read(path: Path, state: str = "") -> tuple[list[AddressRow], list[Refusal]]:
    refused: list[Refusal] = []
    return [located.row for located in read_tiger([path], state, Reading(refused.append))], refused


def ranges(tmp_path: Path, *rows: str, state: str = "") -> tuple[list[AddressRow], list[Refusal]]:
    path = tmp_path / "addrfeat.csv"
    path.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    return read(path, state)


def numbers(found: list[AddressRow]) -> list[tuple[Any, ...]]:
    return [(row.prefix, row.low, row.high, row.parity, row.zip) for row in found]


def test_each_side_of_a_record_is_a_range_whichever_way_it_was_drawn(tmp_path: Path) -> None:
    found, refused = ranges(tmp_path, "166719327,E Badger St,498,400,119,199,59645,59642,E,O")
    assert not refused
    assert numbers(found) == [("", 400, 498, "E", "59645"), ("", 119, 199, "O", "59642")]
    assert {(row.state, row.pre_direction, row.street, row.street_type) for row in found} == {
        ("MT", "E", "BADGER", "ST")
    }


def test_a_side_without_numbers_is_no_range(tmp_path: Path) -> None:
    found, refused = ranges(tmp_path, "1,Ryan St,1,99,,,59642,,O,", "2,Ryan St,,,2,98,,59642,,E")
    assert (numbers(found), refused) == ([("", 1, 99, "O", "59642"), ("", 2, 98, "E", "59642")], [])


def test_every_name_of_a_street_has_the_range(tmp_path: Path) -> None:
    found, _ = ranges(tmp_path, "1,Hwy 360,1101,1199,,,59645,,O,", "1,State Hwy 360,1101,1199,,,59645,,O,")
    assert [row.street for row in found] == ["HWY 360", "STATE HWY 360"]
    assert len({row.range_id for row in found}) == 2


def test_the_same_record_gives_the_same_names_and_what_differs_another(tmp_path: Path) -> None:
    record = "1,Elm St,1,99,2,98,59645,59645,O,E"
    first, second = (ranges(tmp_path, record)[0] for _ in range(2))
    longer, _ = ranges(tmp_path, record.replace("99", "199"))
    assert first == second
    assert [a.range_id == b.range_id for a, b in zip(first, longer, strict=True)] == [False, True]


def test_parity_says_which_numbers_a_range_holds(tmp_path: Path) -> None:
    found, _ = ranges(
        tmp_path,
        "1,Elm St,1,99,100,198,59645,59645,B,B",
        "2,Oak St,1,99,100,198,59645,59645,,",
        "3,Fir St,1,198,,,59645,,,",
        "4,Ash St,1,198,,,59645,,b,",
    )
    assert [row.parity for row in found] == ["B", "B", "O", "E", "B", "B"]


def test_grid_and_hyphenated_numbers_keep_their_prefix(tmp_path: Path) -> None:
    found, _ = ranges(
        tmp_path,
        "1,Grove St,N6W23199,N6W23001,25W450,25W498,53188,53188,O,E",
        "2,Queens Blvd,112-01,112-99,N100,N198,11375,11375,O,E",
    )
    assert numbers(found) == [
        ("N6W", 23001, 23199, "O", "53188"), ("25W", 450, 498, "E", "53188"),
        ("112-", 1, 99, "O", "11375"), ("N", 100, 198, "E", "11375"),
    ]  # fmt: skip


def test_suffixes_at_the_ends_are_kept_with_their_number(tmp_path: Path) -> None:
    found, _ = ranges(tmp_path, "1,Elm St,99A,99D,101A,199,59645,59645,O,O", "2,Oak St,12 1/2,98,,,59645,,E,")
    assert [row.number_suffixes for row in found] == [("99 A", "99 B", "99 C", "99 D"), ("101 A",), ("12 1/2",)]


def test_nobody_lives_at_number_0_where_a_range_begins(tmp_path: Path) -> None:
    found, refused = ranges(tmp_path, "1,Elm St,0,98,0,99,59645,59645,E,B", "2,Oak St,0,0,,,59645,,E,")
    assert numbers(found) == [("", 2, 98, "E", "59645"), ("", 1, 99, "B", "59645")]
    assert "holds no house number" in refused[0].reason


def test_the_state_may_be_named_and_is_else_the_zips(tmp_path: Path) -> None:
    record = "1,Lucas Rd,101,199,,,,,O,"
    found, refused = ranges(tmp_path, record)
    assert (found, len(refused)) == ([], 1)
    assert "--state" in refused[0].reason
    (row,), _ = ranges(tmp_path, record, state="MT")
    assert (row.state, row.zip, row.community) == ("MT", "", "")


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("1,Elm St,,99,,,59645,,O,", "LFROMHN is empty, the other end is '99'"),
        ("1,Elm St,,,2,,,59645,,E", "RTOHN is empty, the other end is '2'"),
        ("1,Elm St,1,99,,,59645,,E,", "PARITYL is E, and 1 to 99 does not begin and end on that side"),
        ("1,Elm St,1,98,,,59645,,O,", "PARITYL is O, and 1 to 98"),
        ("1,Elm St,1,99,,,59645,,X,", "PARITYL 'X' is not one of O, E, B"),
        ("1,Elm St,112-1,113-99,,,59645,,O,", "LFROMHN '112-1' and LTOHN '113-99' have different prefixes"),
        ("1,Elm St,one,99,,,59645,,O,", "'one' is not a house number"),
        ("1,Elm St,1,99,,,5964,,O,", "'5964' is not a ZIP"),
        ("1,,1,99,,,59645,,O,", "the street is empty"),
        ("x,Elm St,1,99,,,59645,,O,", "TLID 'x' is not a number"),
        ("1,Elm St,,,,,59645,,O,", "no house number on either side"),
    ],
)
def test_what_is_no_range_is_refused_with_the_reason(tmp_path: Path, record: str, reason: str) -> None:
    found, (refusal,) = ranges(tmp_path, record)
    assert (found, refusal.line) == ([], 2)
    assert reason in refusal.reason


def test_a_record_with_two_wrong_sides_is_refused_once_with_both_reasons(tmp_path: Path) -> None:
    _, (refusal,) = ranges(tmp_path, "1,Elm St,,99,2,,59645,59645,O,E")
    assert refusal.reason == "LFROMHN is empty, the other end is '99'; RTOHN is empty, the other end is '2'"


def test_the_right_side_of_a_record_is_loaded_when_the_left_is_wrong(tmp_path: Path) -> None:
    found, refused = ranges(tmp_path, "1,Elm St,,99,2,98,59645,59645,O,E")
    assert (numbers(found), len(refused)) == ([("", 2, 98, "E", "59645")], 1)


FIELDS = (
    ("TLID", "N", 10),
    ("TFIDL", "N", 10),
    ("FULLNAME", "C", 40),
    *((name, "C", 12) for name in HEADER.split(",")[2:]),
)


def dbf(path: Path, *records: dict[str, str], encoding: str = "utf-8", mark: bytes = b" ") -> Path:
    """A table as the Census Bureau ships it, with a field that is passed over."""
    body = b"".join(
        mark + b"".join(record.get(name, "").encode(encoding).ljust(size) for name, _, size in FIELDS)
        for record in records
    )
    described = b"".join(
        name.encode().ljust(11, b"\0") + kind.encode() + bytes(4) + bytes([size]) + bytes(15)
        for name, kind, size in FIELDS
    )
    length = 1 + sum(size for _, _, size in FIELDS)
    header = struct.pack("<B3BIHH20x", 3, 126, 1, 1, len(records), 32 + len(described) + 1, length)
    path.write_bytes(header + described + b"\r" + body + b"\x1a")
    return path


RECORD = {
    "TLID": "166706795",
    "FULLNAME": "Calle Ñuñoa",
    "LFROMHN": "1101",
    "LTOHN": "1199",
    "ZIPL": "59645",
    "PARITYL": "O",
}


def test_the_table_of_the_shapefile_is_read_as_the_csv_is(tmp_path: Path) -> None:
    found, refused = read(dbf(tmp_path / "a.dbf", RECORD, {**RECORD, "LFROMHN": ""}))
    csv, _ = ranges(tmp_path, ",".join(RECORD.get(name, "") for name in HEADER.split(",")))
    assert found == csv
    assert [(refusal.line, refusal.reason[:7]) for refusal in refused] == [(2, "LFROMHN")]


def test_a_table_in_another_encoding_has_it_named_beside(tmp_path: Path) -> None:
    path = dbf(tmp_path / "a.dbf", RECORD, encoding="latin-1")
    with pytest.raises(LoadRefused, match=r"is not utf-8 at record 1; name its encoding in a \.cpg file"):
        read(path)
    (tmp_path / "a.cpg").write_text("ISO-8859-1", encoding="ascii")
    assert read(path)[0][0].street == "CALLE NUNOA"
    (tmp_path / "a.cpg").write_text("klingon", encoding="ascii")
    with pytest.raises(LoadRefused, match="which nobody knows"):
        read(path)


def test_a_deleted_record_is_passed_over(tmp_path: Path) -> None:
    assert read(dbf(tmp_path / "a.dbf", RECORD, mark=b"*")) == ([], [])


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda whole: whole[:-30], "ends or is damaged at record 2 of 2"),
        (lambda whole: whole[:20], "is not a dBASE file"),
        (lambda whole: b"\x30" + whole[1:], "is not a dBASE file"),
        (lambda whole: whole[:-1] + b"  ", "goes on after the 2 records"),
        (lambda whole: whole[:100], "has a header without an end"),
        (lambda whole: whole[:10] + b"\x09\x00" + whole[12:], "has records of 9 bytes and fields of"),
        (lambda whole: whole.replace(b"LTOHN", b"LTOXX"), "lacks the fields LTOHN"),
    ],
)
def test_a_damaged_table_is_refused_whole(tmp_path: Path, damage: Any, sentence: str) -> None:
    path = dbf(tmp_path / "a.dbf", RECORD, RECORD)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(LoadRefused, match=sentence):
        read(path)
