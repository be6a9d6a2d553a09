"""The days on which a row of the reference files is in force: from its first to its last, both included."""

from __future__ import annotations

from typing import Protocol


class Dated(Protocol):
    """A row with its days as ISO texts; an empty one sets no bound."""

    @property
    def valid_from(self) -> str:
        """The first day."""

    @property
    def valid_to(self) -> str:
        """The last day."""


def in_force(row: Dated, today: str) -> bool:
    """True if `row` is valid on `today` (ISO)."""
    return (not row.valid_from or row.valid_from <= today) and (not row.valid_to or today <= row.valid_to)
