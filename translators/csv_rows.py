"""From the text of a CSV file to its rows (RFC 4180), with every defect of quoting and its place.

Python's own reader takes a quote in the middle of a value as it is and stops at the first error; here every character
is accounted for, and reading goes on after an error so that all of them are told at once.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from translators.errors import Defects
    from translators.rules import CsvDialect


_LINE_END = re.compile("(\r\n|\n|\r)")
_QUICK = 100_000
"""Python's reader has a limit of 131,072 characters for one value."""


@dataclass(slots=True)
class Row:
    """One row; `number` counts from 1 as a spreadsheet does (header and empty rows included), `line` as an editor does.

    `sound` is False when its quoting is wrong, so that its values cannot be trusted.
    """

    number: int
    line: int
    values: list[str]
    sound: bool = True

    @property
    def place(self) -> str:
        """Where it is, for a person."""
        return row_place(self.number, self.line)


def row_place(number: int, line: int) -> str:
    """Return the name of a row; the line is told when quoted line ends made it another number."""
    return f"row {number}" if number == line else f"row {number} (line {line})"


def rows(text: str, dialect: CsvDialect, defects: Defects) -> Iterator[Row]:
    """Yield every row of a text; an empty line is a row without values.

    A line ends with CR LF, LF or CR; within quotes a line end is a part of the value and is kept as it is.
    """
    delimiter, quote = dialect.delimiter, dialect.quote
    pieces = _LINE_END.split(text)
    lines, ends = pieces[0::2], pieces[1::2]
    if lines[-1] == "":
        del lines[-1]
    is_sound_row = _sound_row(delimiter, quote)
    at, number = 0, 0
    while at < len(lines):
        line = lines[at]
        number += 1
        if quote not in line:
            at += 1
            yield Row(number, at, line.split(delimiter) if line else [])
        elif len(line) < _QUICK and is_sound_row(line):
            at += 1
            yield Row(number, at, next(csv.reader((line,), delimiter=delimiter, quotechar=quote, strict=True)))
        else:
            row, at = _QuotedRow(lines, ends, at, number, dialect, defects).read()
            yield row


def _sound_row(delimiter: str, quote: str) -> Callable[[str], object]:
    """Return the test for a line that is one whole row without any defect: Python's reader is quick at those."""
    sign, end = re.escape(quote), re.escape(delimiter)
    value = f"(?:{sign}[^{sign}]*+(?:{sign}{sign}[^{sign}]*+)*+{sign}|[^{sign}{end}]*+)"
    return re.compile(f"{value}(?:{end}{value})*+").fullmatch


class _QuotedRow:
    """Reads one row that has quotes; it may go on over several lines."""

    def __init__(
        self, lines: list[str], ends: list[str], at: int, number: int, dialect: CsvDialect, defects: Defects
    ) -> None:
        self._lines = lines
        self._ends = ends
        self._at = at
        self._row = Row(number, at + 1, [])
        self._delimiter = dialect.delimiter
        self._quote = dialect.quote
        self._defects = defects

    def read(self) -> tuple[Row, int]:
        """Return the row and the index of the line after it."""
        line, pos = self._lines[self._at], 0
        while True:
            if line.startswith(self._quote, pos):
                opened = self._quoted(pos + 1)
                if opened is None:
                    return self._row, self._at + 1
                value, pos = opened
                line = self._lines[self._at]
                end = self._end(line, pos)
                if end != pos:
                    self._complain("There is text after the closing quote.", "Double each quote inside a value.")
                    value += line[pos:end]
            else:
                end = self._end(line, pos)
                value = line[pos:end]
                if self._quote in value:
                    hint = "Put the whole value in quotes and double each quote inside it."
                    self._complain("There is a quote inside a value that is not quoted.", hint)
            self._row.values.append(value)
            if end == len(line):
                return self._row, self._at + 1
            pos = end + len(self._delimiter)

    def _end(self, line: str, pos: int) -> int:
        end = line.find(self._delimiter, pos)
        return len(line) if end < 0 else end

    def _quoted(self, pos: int) -> tuple[str, int] | None:
        """Return a quoted value and where it ends; None if its quote is never closed."""
        quote, first = self._quote, self._at
        parts: list[str] = []
        line = self._lines[self._at]
        while True:
            end = line.find(quote, pos)
            if end < 0:
                if self._at + 1 == len(self._lines):
                    # Nothing after this quote is another one, so going on at the next line finds the other defects.
                    self._at = first
                    self._complain("A quote is opened and never closed.", "Close it, or double it inside a value.")
                    return None
                parts += (line[pos:], self._ends[self._at])
                self._at += 1
                line, pos = self._lines[self._at], 0
            elif line.startswith(quote, end + 1):
                parts += (line[pos:end], quote)
                pos = end + 2
            else:
                parts.append(line[pos:end])
                return "".join(parts), end + 1

    def _complain(self, text: str, hint: str) -> None:
        self._row.sound = False
        column = f"column {len(self._row.values) + 1}"
        self._defects.add(self._row.place, column, text, hint, at=self._row.number)
