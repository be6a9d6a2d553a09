"""Rows in the text format of PostgreSQL's COPY: several times as fast as handing it one value after the other.

Fields stand between tabs, a row ends with a line feed, ``\\N`` is null, and a backslash makes what follows plain
(PostgreSQL's manual, COPY, "Text Format"; arrays as in its chapter on them).
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from wholesaler_worker.db.statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from wholesaler_worker.db.database import Connection

NULL = "\\N"
_ROWS_AT_ONCE = 1000
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_special = re.compile(r"[\\\t\n\r]").search
_IN_ARRAY = str.maketrans({"\\": "\\\\", '"': '\\"'})


def copy_lines(connection: Connection, topic: str, statement: str, lines: Iterable[str]) -> None:
    """Stream `lines` (each a row of this format) through the COPY statement of `sql/<topic>.sql`."""
    with connection.cursor() as cursor, cursor.copy(statements(topic)[statement]) as target:
        for block in _blocks(lines):
            target.write(block)


def line(*fields: str) -> str:
    """A row of fields that are in this format already."""
    return "\t".join(fields) + "\n"


def texts(*values: str) -> tuple[str, ...]:
    """Text fields, looked at together: hardly ever does one need an escape."""
    return tuple(map(text, values)) if _special("".join(values)) else values


def text(value: str) -> str:
    """A text field."""
    return value.translate(_ESCAPED) if _special(value) else value


def text_or_null(value: str) -> str:
    """A text field that is null when it is empty."""
    return text(value) if value else NULL


def day_or_null(value: date | None) -> str:
    """A date field."""
    return value.isoformat() if value else NULL


def text_array(values: tuple[str, ...]) -> str:
    """A field of type text[]."""
    if not values:
        return "{}"
    return text("{" + ",".join(f'"{value.translate(_IN_ARRAY)}"' for value in values) + "}")


def _blocks(lines: Iterable[str]) -> Iterator[str]:
    source = iter(lines)
    while block := "".join(islice(source, _ROWS_AT_ONCE)):
        yield block
