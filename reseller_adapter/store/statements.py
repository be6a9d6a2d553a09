"""Named SQL statements, each with a line of purpose, from the files in `sql/`.

A file is a sequence of statements. Each begins with a line ``-- name --`` and a comment line that says what it is for.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = re.compile(r"^-- (?P<name>[a-z][a-z0-9_]*) --$", re.MULTILINE)


@cache
def statements(topic: str) -> Mapping[str, str]:
    """The statements of `sql/<topic>.sql` by name; raises ValueError when the file is not written as it should be."""
    text = files("reseller_adapter.store").joinpath("sql", f"{topic}.sql").read_text(encoding="utf-8")
    _, *parts = _NAME.split(text)
    found: dict[str, str] = {}
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        if not body.lstrip().startswith("-- "):
            raise ValueError(f"statement {name} of {topic}.sql has no line that says what it is for")
        if name in found:
            raise ValueError(f"statement {name} of {topic}.sql is there twice")
        found[name] = body.strip()
    return found
