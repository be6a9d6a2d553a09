"""The rows of an answer as CSV text (RFC 4180)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from translators.rules import CsvDialect


def row_writer(dialect: CsvDialect) -> Callable[[Sequence[str]], str]:
    """Return the function that writes a row with its line end.

    Python's own writer leaves a lone CR unquoted, at which readers end the row; and spaces at the ends of a value,
    which readers take off, are quoted here too.
    """
    quote, delimiter, end = dialect.quote, dialect.delimiter, dialect.line_end
    needs_quotes = re.compile(rf"[{re.escape(quote + delimiter)}\r\n]|^\s|\s$").search
    every = dialect.quote_all

    def cell(value: str) -> str:
        if every or needs_quotes(value):
            return quote + value.replace(quote, quote + quote) + quote
        return value

    return lambda values: delimiter.join(map(cell, values)) + end
