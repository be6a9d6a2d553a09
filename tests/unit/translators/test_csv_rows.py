"""The reader of rows accounts for every character, and agrees with RFC 4180."""

from __future__ import annotations

import csv
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translators.csv_rows import rows
from translators.csv_writing import row_writer
from translators.errors import Defects, TranslationFailed
from translators.rules import CsvDialect
from translators.spreadsheet_guard import guarded, unguarded

AWKWARD = st.text(alphabet="ab\";,\r\n\t '=+-@é", max_size=8)
DIALECTS = st.builds(
    CsvDialect, delimiter=st.sampled_from(";,\t|^"), quote=st.sampled_from("\"'"), quote_all=st.booleans()
)


def read(text: str, dialect: CsvDialect | None = None) -> tuple[list[list[str]], Defects]:
    defects = Defects("test/1")
    return [row.values for row in rows(text, dialect or CsvDialect(), defects)], defects


def texts(defects: Defects) -> list[str]:
    return [str(defect) for defect in defects.failure().defects]


@given(table=st.lists(st.lists(AWKWARD, min_size=2, max_size=4), max_size=4), dialect=DIALECTS)
def test_what_is_written_is_read_back(table: list[list[str]], dialect: CsvDialect) -> None:
    write = row_writer(dialect)

    found, defects = read("".join(write(values) for values in table), dialect)

    assert not defects
    assert found == table


@given(table=st.lists(st.lists(AWKWARD, min_size=2, max_size=4), min_size=1, max_size=4))
def test_pythons_own_reader_reads_the_same(table: list[list[str]]) -> None:
    text = "".join(map(row_writer(CsvDialect()), table))

    assert list(csv.reader(io.StringIO(text, newline=""), strict=True)) == table


@given(text=st.text(alphabet='a",\n', max_size=20))
def test_a_text_is_read_without_defect_only_if_writing_gives_it_again(text: str) -> None:
    """Nothing is dropped: the characters of the values, the quotes and the delimiters are all of the text."""
    found, defects = read(text)
    if defects:
        return
    characters = sum(len(value) + value.count('"') for values in found for value in values)
    delimiters = sum(len(values) - 1 for values in found if values)
    line_ends = len(found) - (not text.endswith("\n")) if found else 0
    around = len(text) - characters - delimiters - line_ends
    assert around >= 0
    assert around % 2 == 0
    assert around <= 2 * sum(len(values) for values in found)


@pytest.mark.parametrize(
    ("text", "values", "place"),
    [
        ('a,b"c,d\n', ["a", 'b"c', "d"], "row 1, column 2"),
        ('a, "b"\n', ["a", ' "b"'], "row 1, column 2"),
        ('"a"b,c\n', ["ab", "c"], "row 1, column 1"),
        ('"a" ,c\n', ["a ", "c"], "row 1, column 1"),
    ],
)
def test_a_quote_in_the_wrong_place_is_told_and_the_rest_is_read(text: str, values: list[str], place: str) -> None:
    found, defects = read(text + "x,y\n")

    assert found == [values, ["x", "y"]]
    assert len(texts(defects)) == 1
    assert texts(defects)[0].startswith(place)


def test_a_quote_that_is_never_closed_spoils_its_own_row_only() -> None:
    found, defects = read('a,b\nc,"d\ne,f\ng,h')

    assert found == [["a", "b"], ["c"], ["e", "f"], ["g", "h"]]
    assert texts(defects) == [
        "row 2, column 2: A quote is opened and never closed. Close it, or double it inside a value."
    ]


def test_a_last_quote_that_is_never_closed_is_told() -> None:
    _, defects = read('a,"')

    assert len(texts(defects)) == 1


def test_rows_and_lines_are_counted_apart() -> None:
    defects = Defects("test/1")

    places = [row.place for row in rows('a\n"b\r\nc"\n\nd\n', CsvDialect(), defects)]

    assert places == ["row 1", "row 2", "row 3 (line 4)", "row 4 (line 5)"]


def test_line_ends_within_quotes_are_kept_as_they_are() -> None:
    found, _ = read('"a\r\nb\rc\nd",x\r\n')

    assert found == [["a\r\nb\rc\nd", "x"]]


def test_other_signs_that_some_programs_take_for_line_ends_are_part_of_the_value() -> None:
    found, _ = read("a\x0bb\x0cc\x85d\u2028e,f\n")

    assert found == [["a\x0bb\x0cc\x85d\u2028e", "f"]]


def test_a_file_of_quotes_is_read_in_linear_time() -> None:
    def work_to_read(times: int) -> float:
        start = time.thread_time()  # of this thread alone: other programs of a loaded machine do not count
        found, defects = read('"a"\n"b\n"\n' * times)
        ended = time.thread_time()
        assert not defects
        assert len(found) == 2 * times
        return ended - start

    short = min(work_to_read(10_000) for _ in range(5))
    assert work_to_read(100_000) < short * 40


def test_reading_of_rows_stops_after_too_many_defects() -> None:
    with pytest.raises(TranslationFailed) as raised:
        read('"a\n' * 5_001)

    assert raised.value.stopped


def test_a_value_beyond_the_limit_of_pythons_reader_is_read() -> None:
    found, defects = read(f'"{"x" * 200_000}",y\n')

    assert not defects
    assert found == [["x" * 200_000, "y"]]


@given(AWKWARD)
def test_a_guarded_value_is_no_formula_and_is_read_back(value: str) -> None:
    assert not guarded(value).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(guarded(value)) == value


def test_other_values_are_not_touched() -> None:
    assert guarded("O'Brien") == unguarded("O'Brien") == "O'Brien"
    assert guarded("'t Hooft") == unguarded("'t Hooft") == "'t Hooft"
