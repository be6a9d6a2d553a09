"""The ledger: which documents have come, what was answered to them, and what of that the broker has confirmed."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wholesaler_worker.db.book_rows import event_of
from wholesaler_worker.db.statements import rows_of, statements

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from wholesaler_worker.changing.records import Event
    from wholesaler_worker.db.database import Connection, Database

Key = tuple[str, str]
"""A reseller and its transaction number."""
EventKey = tuple[str, str, int]
"""A reseller, its PON and the sequence number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A document as it is entered; `message_id` is its answer's."""

    reseller: str
    transaction_number: str
    transaction: str
    content_hash: bytes
    message_id: str
    segments: int

    @property
    def key(self) -> Key:
        """What makes it idempotent."""
        return self.reseller, self.transaction_number


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a document that was entered before: its content's hash, its answer's id and the answer."""

    content_hash: bytes
    message_id: str
    body: bytes


class Ledger:
    """Reads and writes within the caller's transaction. Raises the errors of `wholesaler_worker.db.errors`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(self, entries: Iterable[Entry], now: datetime) -> set[Key]:
        """Enter documents with different keys; returns the keys that were not there before."""
        rows = [
            {
                "reseller": entry.reseller,
                "transaction_number": entry.transaction_number,
                "transaction": entry.transaction,
                "content_hash": rf"\x{entry.content_hash.hex()}",
                "message_id": entry.message_id,
                "segments": entry.segments,
                "received_on": now.date().isoformat(),
                "received_at": now.isoformat(),
            }
            for entry in entries
        ]
        return {(row[0], row[1]) for row in self._rows("claim_keys", rows=json.dumps(rows))}

    def known(self, keys: Collection[Key]) -> Mapping[Key, Known]:
        """What was answered to documents that were there before."""
        rows = self._rows("known_documents", **_columns(keys)) if keys else []
        return {(row[0], row[1]): Known(bytes(row[2]), row[3], bytes(row[4])) for row in rows}

    def give_back(self, keys: Collection[Key]) -> None:
        """Take out again what this transaction has entered."""
        if keys:
            self._connection.execute(statements("ledger")["give_keys_back"], _columns(keys))

    def keep_answers(self, answers: Mapping[Key, bytes], day: date) -> None:
        """Keep the answers to documents that were entered on `day` (UTC)."""
        if answers:
            days = [day] * len(answers)
            values = {"days": days, "bodies": list(answers.values()), **_columns(answers)}
            self._connection.execute(statements("ledger")["keep_answers"], values)

    def note_answered(self, keys: Collection[Key], now: datetime) -> None:
        """The broker has these answers."""
        if keys:
            self._connection.execute(statements("ledger")["note_answered"], {"now": now, **_columns(keys)})

    def note_sent(self, keys: Sequence[EventKey], now: datetime) -> None:
        """The broker has these notifications."""
        if keys:
            values = {
                "now": now,
                "resellers": [reseller for reseller, _, _ in keys],
                "pons": [pon for _, pon, _ in keys],
                "sequences": [sequence for _, _, sequence in keys],
            }
            self._connection.execute(statements("ledger")["note_sent"], values)

    def unsent(self, before: datetime, but: Iterable[str], limit: int) -> list[Event]:
        """At most `limit` notifications that happened before `before` and were not sent, of resellers not in `but`."""
        return [event_of(row) for row in self._rows("unsent_events", before=before, but=list(but), limit=limit)]

    def _rows(self, statement: str, **asked: Any) -> list[tuple[Any, ...]]:
        return rows_of(self._connection, "ledger", statement, asked)


@contextmanager
def ledger_of(database: Database) -> Iterator[Ledger]:
    """The ledger in a transaction of its own."""
    with database.transaction() as connection:
        yield Ledger(connection)


def _columns(keys: Iterable[Key]) -> dict[str, list[str]]:
    pairs = list(keys)
    return {
        "resellers": [reseller for reseller, _ in pairs],
        "transaction_numbers": [transaction_number for _, transaction_number in pairs],
    }
