"""A CSV file is read whole, or somebody hears which line is not."""

from pathlib import Path

import pytest

from wholesaler_worker.errors import LoadRefused
from wholesaler_worker.loading.csv_file import read_csv
from wholesaler_worker.loading.refusals import Reading, Refusal


def read(path: Path, content: bytes) -> tuple[list, list[Refusal], Reading]:
    path.write_bytes(content)
    refused: list[Refusal] = []
    reading = Reading(refused.append)
    return list(read_csv(path, ("a", "b"), ("a", "b", "c"), reading)), refused, reading


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "some.csv"


def test_columns_are_found_by_name_in_any_case_and_order(path: Path) -> None:
    rows, refused, _ = read(path, b"\xef\xbb\xbfB, A ,other\r\n2, 1 ,x\r\n")
    assert rows == [(2, {"a": "1", "b": "2", "c": ""})]
    assert not refused


def test_a_row_of_another_length_is_refused_and_the_others_are_read(path: Path) -> None:
    rows, refused, reading = read(path, b"a,b\n1,2\n1\n1,2,3\n\n3,4\n")
    assert [row.values["a"] for row in rows] == ["1", "3"]
    assert [str(refusal) for refusal in refused] == [
        f"{path}:3: 1 fields where the header names 2",
        f"{path}:4: 3 fields where the header names 2",
    ]
    assert (reading.rows, reading.refused) == (4, 2)


def test_a_row_with_a_control_character_is_refused_at_the_line_it_ends_on(path: Path) -> None:
    rows, refused, _ = read(path, b'a,b\n"1\n1",2\n1,\x002\n1,2\n')
    assert [row.line for row in rows] == [5]
    assert [refusal.line for refusal in refused] == [3, 4]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "lacks the columns a, b"),
        (b"a,x\n", "lacks the columns b"),
        (b"a,b,A\n", "names a column twice: a"),
        (b"a,b\n1,\xff\n", "is not UTF-8"),
        (b'a,b\n1,"2\n', "is not CSV after line"),
        (b'a,b\n1,"2"3\n', "is not CSV after line"),
        (b"a,b\n1," + b"2" * 200_000 + b"\n", "is not CSV after line"),
    ],
)
def test_a_file_that_is_no_such_file_is_refused_whole(path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(LoadRefused, match=sentence) as refused:
        read(path, content)
    assert str(path) in str(refused.value)


def test_a_file_that_is_not_there_is_refused(path: Path) -> None:
    with pytest.raises(LoadRefused, match="cannot be read: No such file"):
        list(read_csv(path, ("a",), ("a",), Reading(print)))


def test_every_byte_read_is_told(path: Path) -> None:
    path.write_bytes(b"a,b\n1,2\n")
    told: list[int] = []
    list(read_csv(path, ("a",), ("a",), Reading(print, advance=told.append)))
    assert sum(told) == path.stat().st_size
