"""Resellers' documents decided on real records, as a worker does it, at a time of the test's choice."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import psycopg

from contracts.document_reading import read_document
from serviceability.index import ReferenceIndex
from tests.unit.wholesaler_worker.territory import CENTER, FOLSOM, OFFICE, SWITCH
from wholesaler_worker.changing.answering import Changes
from wholesaler_worker.changing.change import Rules
from wholesaler_worker.changing.documents import Received, Settled
from wholesaler_worker.db.change_records import ChangeTransactions
from wholesaler_worker.db.database import Database
from wholesaler_worker.holding.extending import NumberExtending
from wholesaler_worker.holding.releasing import NumberReleasing
from wholesaler_worker.holding.reserving import NumberReserving

# The migrations make room for the answers of the days from today on, so that today it is.
NOW = datetime.now(UTC).replace(hour=9, minute=30, second=0, microsecond=0)
RESELLERS = ("acme", "globex")
USE_CASES = {
    "number.reserve": NumberReserving(),
    "number.extend": NumberExtending(),
    "number.release": NumberReleasing(),
}
_numbers = count(1)


class Window:
    """One worker's connection to the records; `now` is its clock."""

    def __init__(self, database: Database, index: ReferenceIndex) -> None:
        self.now = NOW
        self._index = index
        self._changes = Changes(ChangeTransactions(database).begin, USE_CASES, lambda: self.now)

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    def ask(self, *requests: dict[str, Any], transaction: str = "number.reserve", **other: Any) -> list[dict[str, Any]]:
        """The answers to the segments of one document."""
        (answers,) = self.ask_together([self.document(*requests, transaction=transaction, **other)])
        return answers

    def ask_together(self, documents: Sequence[Received]) -> list[list[dict[str, Any]]]:
        """The answers to documents that are decided as one batch."""
        outcomes = self._changes.answer(documents, self._index)
        answers = []
        for outcome in outcomes:
            assert isinstance(outcome, Settled), outcome
            (body,) = outcome.bodies
            answers.append(json.loads(body)["segments"])
        return answers

    def document(
        self,
        *requests: dict[str, Any],
        transaction: str = "number.reserve",
        reseller: str = "acme",
        address: bool = False,
        **header: Any,
    ) -> Received:
        body = json.dumps(
            {
                "header": {
                    "schema": "document/1",
                    "transaction": transaction,
                    "transaction_number": f"T-{next(_numbers)}",
                    "reseller": reseller,
                    "sent_at": "2026-11-23T09:30:00Z",
                    **header,
                },
                "segments": [
                    {
                        "number": number,
                        "end_user": {"name": "Jane Doe", "class": "residence"},
                        "request": request,
                        **({"address": FOLSOM} if address else {}),
                    }
                    for number, request in enumerate(requests, start=1)
                ],
            }
        ).encode()
        document = read_document(body)
        return Received(document, body, reseller, f"m-{document.header.transaction_number}", may_wait=False)


def prepare_records(dsn: str, days: Iterable[date] = (NOW.date(),)) -> None:
    """Two resellers, one switch, and room for answers on these days."""
    with psycopg.connect(dsn) as connection:
        for reseller in RESELLERS:
            connection.execute("INSERT INTO reseller (name, transactions) VALUES (%s, '{number.reserve}')", (reseller,))
        connection.execute("INSERT INTO central_office VALUES (%s, 'Folsom (synthetic)', %s)", (OFFICE, CENTER))
        connection.execute("INSERT INTO switch (clli, type) VALUES (%s, '5ESS')", (SWITCH,))
        for day in days:
            connection.execute("SELECT make_answer_partitions(%s, 1)", (day,))


def add_numbers(
    dsn: str, lines: Iterable[int], state: str = "available", until: date | None = None, center: str = CENTER
) -> None:
    with psycopg.connect(dsn) as connection:
        connection.cursor().executemany(
            "INSERT INTO inventory_number (telephone_number, switch, rate_center, state, until)"
            " VALUES (%s, %s, %s, %s, %s)",
            [(f"415555{line:04d}", SWITCH, center, state, until) for line in lines],
        )


def states(dsn: str) -> dict[str, str]:
    with psycopg.connect(dsn) as connection:
        return dict(connection.execute("SELECT telephone_number, state FROM inventory_number").fetchall())


def holders(dsn: str) -> dict[str, str]:
    """Who holds each number, expired or not."""
    with psycopg.connect(dsn) as connection:
        return dict(connection.execute("SELECT telephone_number, reseller FROM number_hold").fetchall())


def set_terms(dsn: str, rules: Rules) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute(
            "UPDATE terms SET hold_minutes = %s, longest_hold_minutes = %s, hold_extensions = %s, holds_each = %s,"
            " aging_days = %s",
            (
                rules.hold_minutes,
                rules.longest_hold_minutes,
                rules.hold_extensions,
                rules.holds_each,
                rules.aging_days,
            ),
        )


def held_in(answers: Iterable[dict[str, Any]]) -> list[str]:
    """The numbers that answers say are held for the asker."""
    return [
        number["telephone_number"]
        for answer in answers
        for number in answer["result"]["numbers"]
        if number["code"] == "N301"
    ]


def tokens_in(answers: Iterable[dict[str, Any]]) -> list[str]:
    return [number["hold_token"] for answer in answers for number in answer["result"]["numbers"]]


def codes(answer: dict[str, Any]) -> list[str]:
    return [error["code"] for error in answer["errors"]]
