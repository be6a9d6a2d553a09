"""Records of a small wholesaler in a real database, and the answering of changes upon them."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from contracts.document_reading import read_document
from contracts.reply import Reply
from serviceability.index import open_index
from tests.unit.wholesaler_worker.territory import CENTER, OFFICE, SWITCH, write_index
from wholesaler_worker.changing.answering import Changes
from wholesaler_worker.changing.documents import Outcome, Received, Settled
from wholesaler_worker.changing.use_cases import CHANGES
from wholesaler_worker.db.change_records import ChangeTransactions
from wholesaler_worker.db.database import Database
from wholesaler_worker.serving.answer_messages import first_answer_id

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
NUMBERS = tuple(f"4155550{n:03d}" for n in range(100, 120))


def seed(dsn: str, *, numbers: tuple[str, ...] = NUMBERS, state: str = "available") -> None:
    with psycopg.connect(dsn) as connection:
        for name in ("acme", "beta"):
            connection.execute("INSERT INTO reseller (name, transactions) VALUES (%s, '{order.submit}')", (name,))
        connection.execute("INSERT INTO central_office VALUES (%s, 'Folsom (synthetic)', %s)", (OFFICE, CENTER))
        connection.execute("INSERT INTO switch (clli, type, npa_nxx) VALUES (%s, '5ESS', '{415555}')", (SWITCH,))
        connection.execute(
            "INSERT INTO inventory_number (telephone_number, switch, rate_center, state)"
            " SELECT number, %s, %s, %s FROM unnest(%s::text[]) AS number",
            (SWITCH, CENTER, state, list(numbers)),
        )
        connection.execute("SELECT make_answer_partitions(%s, 40)", (NOW.date(),))


class WholesaleRecords:
    """Answers documents as a worker's deciding thread does, at a time that a test sets."""

    def __init__(self, database: Database, index: Path) -> None:
        self.database = database
        self.now = NOW
        self.index = open_index(index)
        self.changes = Changes(ChangeTransactions(database).begin, CHANGES, lambda: self.now)

    def answer(
        self, *documents: Mapping[str, Any], may_wait: bool = True, changes: Changes | None = None
    ) -> list[Outcome]:
        bodies = [json.dumps(document).encode() for document in documents]
        received = [
            Received(
                document=read_document(body),
                body=body,
                reseller=document["header"]["reseller"],
                message_id=first_answer_id(document["header"]["reseller"], body),
                may_wait=may_wait,
            )
            for document, body in zip(documents, bodies, strict=True)
        ]
        return (changes or self.changes).answer(received, self.index)

    def reply(self, document: Mapping[str, Any]) -> Reply:
        (outcome,) = self.answer(document)
        assert isinstance(outcome, Settled), outcome
        return outcome.reply

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.database.dsn) as connection:
            connection.execute(statement.encode())

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database.dsn) as connection:
            return connection.execute(statement.encode()).fetchall()


@contextmanager
def wholesale_records(dsn: str, folder: Path, **inventory: Any) -> Iterator[WholesaleRecords]:
    seed(dsn, **inventory)
    with Database(dsn, connections=2) as database:
        found = WholesaleRecords(database, write_index(folder / "reference" / "all.sqlite"))
        yield found
        found.index.close()
