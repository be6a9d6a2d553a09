"""The resellers as the records have them now; replaced as a whole whenever one has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wholesaler_worker.db.resellers import ResellerRecord


class Roster:
    """Read by every thread, replaced by one: a single assignment, so nobody sees half of a change."""

    def __init__(self) -> None:
        self._records: dict[str, ResellerRecord] = {}

    def replace(self, records: Iterable[ResellerRecord]) -> None:
        """Take over what the records say now."""
        self._records = {record.name: record for record in records}

    def get(self, reseller: str) -> ResellerRecord | None:
        """The record of a reseller, or None for a stranger."""
        return self._records.get(reseller)
