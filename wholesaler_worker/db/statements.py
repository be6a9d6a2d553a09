"""Named SQL statements, each with a line of purpose, from the files in `sql/`.

A file is a sequence of statements. Each begins with a line ``-- name --`` and at least one comment line that says what
the statement is for; blank lines around it do not count.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wholesaler_worker.db.database import Connection

_NAME = re.compile(r"^-- (?P<name>[a-z][a-z0-9_]*) --$", re.MULTILINE)


@cache
def statements(topic: str) -> Mapping[str, bytes]:
    """The statements of `sql/<topic>.sql` by name, ready for psycopg.

    Raises ValueError when the file is not written as it should be.
    """
    return read_statements(files("wholesaler_worker.db").joinpath("sql", f"{topic}.sql").read_text(encoding="utf-8"))


def rows_of(connection: Connection, topic: str, statement: str, asked: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """All rows that a statement of `sql/<topic>.sql` returns; raises psycopg's errors, as the connection does."""
    return cast("list[tuple[Any, ...]]", connection.execute(statements(topic)[statement], asked).fetchall())


def read_statements(text: str) -> dict[str, bytes]:
    """Split the text of a file into its statements, by name."""
    _, *parts = _NAME.split(text)
    found: dict[str, bytes] = {}
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        if not body.lstrip().startswith("-- "):
            raise ValueError(f"statement {name} has no line that says what it is for")
        if name in found:
            raise ValueError(f"statement {name} is there twice")
        found[name] = body.strip().encode()
    return found
