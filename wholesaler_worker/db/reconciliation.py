"""What the records say about a window of time, all of it as of one moment; nothing is locked or changed."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, cast

from wholesaler_worker.db.statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from wholesaler_worker.db.database import Connection, Database

_FETCHED_TOGETHER = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """From when to when (not included); what is older than `settled` and not done is not just under way.

    `reseller` is None for all of them.
    """

    since: datetime
    until: datetime
    settled: datetime
    reseller: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """Of one reseller: how many there were, how many are `done` for certain, how many are just under way."""

    reseller: str
    total: int
    done: int
    under_way: int


@dataclass(frozen=True, slots=True)
class Found:
    """Something that a check came upon: whose it is if anybody's, what it is, and what was seen of it."""

    reseller: str | None
    name: str
    seen: str


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document that changes something as the ledger knows it; `message_id` is its answer's."""

    reseller: str
    transaction_number: str
    content_hash: bytes
    message_id: str


class Snapshot:
    """Reads within one transaction. Raises the errors of `wholesaler_worker.db.errors`."""

    def __init__(self, connection: Connection, asked: Asked) -> None:
        self._connection = connection
        self._asked = asdict(asked)

    def documents(self) -> list[Count]:
        """Documents that change something, by reseller."""
        return [Count(*row) for row in self._all("documents")]

    def notifications(self) -> list[Count]:
        """Notifications, by reseller."""
        return [Count(*row) for row in self._all("notifications")]

    def known(self, keys: Iterable[tuple[str, str]]) -> list[KnownDocument]:
        """What the ledger knows of documents, by reseller and transaction number."""
        pairs = list(keys)
        rows = self._all(
            "known_documents",
            resellers=[reseller for reseller, _ in pairs],
            transaction_numbers=[transaction_number for _, transaction_number in pairs],
        )
        return [KnownDocument(row[0], row[1], bytes(row[2]), row[3]) for row in rows]

    def found(self, check: str) -> Iterator[Found]:
        """What a statement of `sql/reconciliation.sql` finds, a portion at a time, however much it is."""
        with self._connection.cursor(name=check) as cursor:
            cursor.itersize = _FETCHED_TOGETHER
            cursor.execute(statements("reconciliation")[check], self._asked)
            for row in cursor:
                yield Found(*cast("tuple[str | None, str, str]", row))

    def _all(self, statement: str, **asked: Any) -> list[tuple[Any, ...]]:
        found = self._connection.execute(statements("reconciliation")[statement], self._asked | asked).fetchall()
        return cast("list[tuple[Any, ...]]", found)


@contextmanager
def snapshot(database: Database, asked: Asked) -> Iterator[Snapshot]:
    """The records as of now."""
    with database.transaction() as connection:
        connection.execute(statements("reconciliation")["as_of_one_moment"])
        yield Snapshot(connection, asked)
