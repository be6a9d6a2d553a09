"""What a load says about the rows that it did not take."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class RowRefused(Exception):
    """One row cannot be loaded; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not loaded: the file, the line on which the row ends, and why."""

    path: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}"


@dataclass(slots=True)
class Reading:
    """Watches a load from outside: `refuse` hears of each refused row at once, `advance` of the bytes read.

    Refusals are counted, not kept: a wrong file may have millions.
    """

    refuse: Callable[[Refusal], None]
    advance: Callable[[int], None] = field(default=lambda _count: None)
    rows: int = 0
    refused: int = 0

    def set_aside(self, path: Path, line: int, reason: str) -> None:
        """Count a refused row and tell of it."""
        self.refused += 1
        self.refuse(Refusal(path, line, reason))
