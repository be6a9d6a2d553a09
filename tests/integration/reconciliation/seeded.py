"""Records of orders as they should be, which a test then puts wrong; the schema's rules are taken away where they would
prevent that."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
from psycopg import sql

from tests.integration.changes.wholesale_records import NUMBERS, seed
from tests.unit.wholesaler_worker.territory import OFFICE, SWITCH
from wholesaler_worker.db.database import Database
from wholesaler_worker.db.reconciliation import Asked, Snapshot, snapshot
from wholesaler_worker.reconciliation.checks import CHECKS, UNANSWERED
from wholesaler_worker.reconciliation.findings import Finding

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
BEFORE = NOW - timedelta(hours=1)
TODAY = BEFORE.date()
DUE = date(2026, 12, 1)
_RULES = (
    "SELECT r.relname, c.conname FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid"
    " WHERE r.relnamespace = 'public'::regnamespace AND r.relispartition IS FALSE AND c.contype IN ('p', 'u', 'f', 'c')"
    " ORDER BY c.contype = 'p'"
)
_UNIQUE = (
    "SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class r ON r.oid = i.indrelid"
    " WHERE r.relnamespace = 'public'::regnamespace AND i.indisunique AND r.relispartition IS FALSE"
    " AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)"
)


class Seeded:
    """Two resellers, and what a test adds; `found` is what the checks find."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        seed(dsn)
        self.do("SELECT make_answer_partitions(%s, 5)", TODAY - timedelta(days=5))

    def without_rules(self) -> None:
        """From now on the records hold anything."""
        with psycopg.connect(self.dsn) as connection:
            connection.execute("DROP TRIGGER order_moves ON order_version")
            for table, rule in connection.execute(_RULES).fetchall():
                drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {} CASCADE")
                connection.execute(drop.format(sql.Identifier(table), sql.Identifier(rule)))
            for (index,) in connection.execute(_UNIQUE).fetchall():
                connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(index)))

    def do(self, statement: str, *values: Any) -> None:
        with psycopg.connect(self.dsn) as connection:
            connection.execute(statement.encode(), values)

    def document(
        self,
        number: str,
        *,
        reseller: str = "acme",
        received: datetime = BEFORE,
        answered: datetime | None = BEFORE,
        kept: bool = True,
        content: bytes = b"c" * 32,
        message_id: str = "m",
    ) -> None:
        self.do(
            "INSERT INTO ledger VALUES (%s, %s, 'order.submit', %s, %s, 1, %s, %s, %s)",
            *(reseller, number, content, message_id, received.date(), received, answered),
        )
        if kept:
            self.answer(number, reseller=reseller, day=received.date())

    def answer(self, number: str, *, reseller: str = "acme", day: date = TODAY) -> None:
        self.do("INSERT INTO stored_answer VALUES (%s, %s, %s, '{}')", day, reseller, number)

    def order(
        self,
        pon: str,
        *,
        numbers: tuple[str, ...] = (NUMBERS[0],),
        state: str = "confirmed",
        order_number: str | None = None,
        reseller: str = "acme",
    ) -> None:
        """One version, decided and notified, its numbers assigned and its day booked."""
        is_completed = state == "completed"
        self.do("INSERT INTO purchase_order VALUES (%s, %s, 1, 1, %s)", reseller, pon, 2 + is_completed)
        self.version(pon, 1, state, numbers=numbers, order_number=order_number, reseller=reseller)
        self.event(pon, 1, "order.acknowledged", reseller=reseller)
        self.event(pon, 2, "order.confirmed", reseller=reseller)
        if is_completed:
            self.event(pon, 3, "order.completed", reseller=reseller)
        self.do(
            "UPDATE inventory_number SET state = 'assigned' WHERE telephone_number = ANY (%s::text[])", list(numbers)
        )
        self.do("INSERT INTO office_day SELECT %s, %s, 0 WHERE NOT EXISTS (SELECT FROM office_day)", OFFICE, DUE)
        self.do("UPDATE office_day SET booked = booked + 1")

    def version(
        self,
        pon: str,
        version: int,
        state: str = "confirmed",
        *,
        numbers: tuple[str, ...] = (),
        order_number: str | None = None,
        reseller: str = "acme",
    ) -> None:
        self.do(
            "INSERT INTO order_version (reseller, pon, version, state, activity, transaction_number, content_hash, "
            " answer, order_number, due_date, central_office, switch, lines, numbers, decided_at)"
            " VALUES (%s, %s, %s, %s, 'N', 'A-1', %s, '{}', %s, %s, %s, %s, '[]', %s, %s)",
            *(reseller, pon, version, state, b"c" * 32, order_number or f"O-{reseller}-{pon}", DUE, OFFICE, SWITCH),
            *(list(numbers), BEFORE),
        )

    def event(
        self,
        pon: str,
        sequence: int,
        event: str,
        *,
        version: int = 1,
        sent: datetime | None = BEFORE,
        occurred: datetime = BEFORE,
        reseller: str = "acme",
    ) -> None:
        self.do(
            "INSERT INTO order_event (reseller, pon, sequence, version, event, occurred_at, transaction_number, detail,"
            " sent_at) VALUES (%s, %s, %s, %s, %s, %s, 'A-1', %s, %s)",
            *(reseller, pon, sequence, version, event, occurred, json.dumps({}), sent),
        )

    def hold(self, number: str, token: str, *, reseller: str = "acme") -> None:
        values = (token, number, reseller, BEFORE, NOW + timedelta(hours=3))
        self.do("INSERT INTO number_hold VALUES (%s, %s, %s, %s, %s, 0)", *values)

    def found(self, reseller: str | None = None) -> list[str]:
        """Every finding, as ``kind reseller name: text``."""
        asked = Asked(
            since=NOW - timedelta(hours=24), until=NOW, settled=NOW - timedelta(seconds=60), reseller=reseller
        )
        with Database(self.dsn, connections=1) as database, snapshot(database, asked) as records:
            return [_said(one) for one in _findings(records)]


def _findings(records: Snapshot) -> list[Finding]:
    return [check.finding(found) for check in (UNANSWERED, *CHECKS) for found in records.found(check.statement)]


def _said(finding: Finding) -> str:
    return f"{finding.wrong} {finding.reseller or '-'} {finding.name}: {finding.text}"
