"""Reads a CSV file (RFC 4180, UTF-8, a header line) row by row, accounting for every line."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, NamedTuple

from contracts.identifiers import CONTROL_CHARACTER
from wholesaler_worker.errors import LoadRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from wholesaler_worker.loading.refusals import Reading

_CONTROL_CHARACTER = re.compile(CONTROL_CHARACTER).search
"""A field with one cannot be shown in a line, and PostgreSQL takes no NUL."""


class CsvRow(NamedTuple):
    """A row with the line it ends on; `values` are stripped, by lower-case column name, empty without the column."""

    line: int
    values: dict[str, str]


def read_csv(path: Path, required: Iterable[str], known: Iterable[str], reading: Reading) -> Iterator[CsvRow]:
    """Yield the rows of a file that has all `required` columns; a column that is not `known` is passed over.

    A row with too many or too few fields is refused to `reading`. Raises `LoadRefused` when the file is not such a
    file: it cannot be opened, is not UTF-8, lacks a column or names one twice, or breaks the quoting.
    """
    known = tuple(known)
    try:
        with path.open("rb") as file:
            lines = csv.reader(_text_of(file, reading), strict=True)
            header = [name.strip().lower() for name in next(lines, [])]
            _check_header(path, header, required)
            columns = [(name, header.index(name)) for name in known if name in header]
            absent = dict.fromkeys(set(known).difference(header), "")
            for fields in lines:
                reading.rows += bool(fields)
                if not fields:
                    continue
                if len(fields) != len(header):
                    reason = f"{len(fields)} fields where the header names {len(header)}"
                    reading.set_aside(path, lines.line_num, reason)
                    continue
                if _CONTROL_CHARACTER("".join(fields)):
                    reading.set_aside(path, lines.line_num, "a field has a control character or a line break in it")
                    continue
                row = {name: fields[place].strip() for name, place in columns}
                yield CsvRow(lines.line_num, {**row, **absent} if absent else row)
    except OSError as e:
        raise LoadRefused(f"{path} cannot be read: {e.strerror}") from e
    except UnicodeDecodeError as e:
        raise LoadRefused(f"{path} is not UTF-8 ({e.reason} after line {reading.rows + 1}); convert it first") from e
    except csv.Error as e:
        raise LoadRefused(f"{path} is not CSV after line {reading.rows + 1}: {e}") from e


def _text_of(file: Iterable[bytes], reading: Reading) -> Iterator[str]:
    """The lines of the file as text; a byte order mark at its beginning is dropped."""
    for number, line in enumerate(file):
        reading.advance(len(line))
        yield line.decode("utf-8-sig" if number == 0 else "utf-8")


def _check_header(path: Path, header: list[str], required: Iterable[str]) -> None:
    missing = [name for name in required if name not in header]
    if missing:
        raise LoadRefused(f"{path} lacks the columns {', '.join(missing)}; its header names: {', '.join(header)}")
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise LoadRefused(f"{path} names a column twice: {', '.join(twice)}")
