"""Requests of end users that wait in the store to be sent together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reseller_adapter.store.records import Collected
from reseller_adapter.store.statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reseller_adapter.store.database import Database


class Collection:
    """The open document: what was collected and not sent yet."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sql = statements("collected")

    def add(self, new: Collected) -> None:
        """Keep requests; the number of `new` is chosen here."""
        values = (new.collected_at, new.name, new.format, new.profile, new.requests, new.body)
        self._database.run(self._sql["collect"], values)

    def all(self) -> list[Collected]:
        """What waits, in the order it came."""
        return [
            Collected(id=number, collected_at=at, name=name, format=form, profile=profile, requests=count, body=body)
            for number, at, name, form, profile, count, body in self._database.all(self._sql["collected"])
        ]

    def drop(self, collected: Iterable[Collected]) -> int:
        """They became part of a submission; returns how many were still there."""
        return sum(self._database.run(self._sql["drop_collected"], (item.id,)) for item in collected)
