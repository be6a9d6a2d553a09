"""Reads a dBASE file (.dbf, as shapefiles have it) record by record, accounting for every byte.

Header: 32 bytes, of which 4 to 8 are the number of records, 8 to 10 the header's length and 10 to 12 a record's; then
32 bytes for each field (11 its name, byte 16 its length) and a carriage return. A record begins with a blank, or with a
star when it was deleted. (dBASE III PLUS; the integers are little-endian.)
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, NamedTuple

from contracts.identifiers import CONTROL_CHARACTER
from wholesaler_worker.errors import LoadRefused
from wholesaler_worker.loading.csv_file import CsvRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from wholesaler_worker.loading.refusals import Reading

_HEADER = 32
_END_OF_FIELDS = b"\r"
_PLAIN_DBASE = (0x03, 0x83)
"""dBASE III without and with a memo file; other programs' kinds lay their fields out otherwise."""
_RECORD_KINDS = b" *"
_control_character = re.compile(CONTROL_CHARACTER).search


class _Layout(NamedTuple):
    records: int
    record_length: int
    fields: tuple[tuple[str, int, int], ...]
    """Name in lower case, first byte in the record, length."""


def read_dbf(path: Path, required: Iterable[str], known: Iterable[str], reading: Reading) -> Iterator[CsvRow]:
    """Yield the records of a file that has all `required` fields, as `read_csv` yields rows; `line` counts records.

    A deleted record is passed over. Raises `LoadRefused` when the file is no such file, is cut short, holds more
    than its header says, or is not in UTF-8, or in what a .cpg file beside it names.
    """
    known = frozenset(known)
    try:
        encoding = _encoding(path)
        with path.open("rb") as file:
            layout = _read_layout(path, file, reading)
            names = {name for name, _, _ in layout.fields}
            if missing := [name for name in required if name not in names]:
                raise LoadRefused(f"{path} lacks the fields {', '.join(missing).upper()}")
            wanted = [field for field in layout.fields if field[0] in known]
            for number in range(1, layout.records + 1):
                record = file.read(layout.record_length)
                reading.advance(len(record))
                if len(record) < layout.record_length or record[0] not in _RECORD_KINDS:
                    raise LoadRefused(f"{path} ends or is damaged at record {number} of {layout.records}")
                if record[:1] == b"*":
                    continue
                reading.rows += 1
                values = dict.fromkeys(known, "")
                for name, start, length in wanted:
                    values[name] = record[start : start + length].decode(encoding).strip(" \0")
                if any(map(_control_character, values.values())):
                    reading.set_aside(path, number, "a field has a control character or a line break in it")
                    continue
                yield CsvRow(number, values)
            rest = file.read(2)
            if rest.rstrip(b"\x1a"):
                raise LoadRefused(f"{path} goes on after the {layout.records} records that its header names")
    except OSError as e:
        raise LoadRefused(f"{path} cannot be read: {e.strerror}") from e
    except UnicodeDecodeError as e:
        at = reading.rows
        raise LoadRefused(
            f"{path} is not {e.encoding} at record {at}; name its encoding in a .cpg file beside it"
        ) from e


def _encoding(path: Path) -> str:
    """What the .cpg file beside it names, as shapefiles have it; UTF-8 without one."""
    beside = path.with_suffix(".cpg")
    named = beside.read_text(encoding="ascii", errors="replace").strip() if beside.is_file() else "utf-8"
    try:
        "".encode(named)
    except LookupError as e:
        raise LoadRefused(f"{beside} names the encoding {named!r}, which nobody knows") from e
    return named


def _read_layout(path: Path, file: BinaryIO, reading: Reading) -> _Layout:
    head = file.read(_HEADER)
    if len(head) < _HEADER or head[0] not in _PLAIN_DBASE:
        raise LoadRefused(f"{path} is not a dBASE file")
    records, header_length, record_length = struct.unpack_from("<IHH", head, 4)
    described = file.read(max(0, header_length - _HEADER))
    reading.advance(_HEADER + len(described))
    fields, start = [], 1
    for at in range(0, len(described), _HEADER):
        if described[at : at + 1] == _END_OF_FIELDS:
            break
        name = described[at : at + 11].partition(b"\0")[0].decode("ascii", errors="replace").strip().lower()
        length = described[at + 16] if at + 16 < len(described) else 0
        fields.append((name, start, length))
        start += length
    else:
        raise LoadRefused(f"{path} has a header without an end")
    if start != record_length:
        raise LoadRefused(f"{path} has records of {record_length} bytes and fields of {start - 1}")
    return _Layout(records, record_length, tuple(fields))
