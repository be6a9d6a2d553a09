"""`status` says what of the orders waits for somebody."""

from datetime import UTC, datetime, timedelta

import psycopg

from wholesaler_worker.standing.orders import look_at_orders

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def insert_order(connection: psycopg.Connection[tuple[object, ...]], pon: str, state: str, due: str) -> None:
    connection.execute("INSERT INTO purchase_order VALUES ('acme', %s, 1, 1, 1)", (pon,))
    connection.execute(
        "INSERT INTO order_version (reseller, pon, version, state, activity, transaction_number, content_hash, answer,"
        " order_number, due_date, lines, numbers, decided_at)"
        " VALUES ('acme', %s, 1, %s, 'N', 'A-1', sha256(''), '{}', %s, %s, '[]', '{}', %s)",
        (pon, state, f"W-{pon}", due, NOW),
    )


def test_the_orders_are_counted_and_what_waits_is_a_problem(postgres_dsn: str) -> None:
    with psycopg.connect(postgres_dsn) as connection:
        connection.execute("INSERT INTO reseller (name, transactions) VALUES ('acme', '{order.submit}')")
        insert_order(connection, "P-1", "confirmed", "2026-12-01")
        insert_order(connection, "P-2", "jeopardy", "2026-11-23")
        insert_order(connection, "P-3", "completed", "2026-11-20")
        for pon, age in (("P-1", 10), ("P-2", 120)):
            connection.execute(
                "INSERT INTO order_event"
                " (reseller, pon, sequence, version, event, occurred_at, transaction_number, detail)"
                " VALUES ('acme', %s, 1, 1, 'order.confirmed', %s, 'A-1', '{}')",
                (pon, NOW - timedelta(seconds=age)),
            )
        connection.execute(
            "INSERT INTO ledger VALUES ('acme', 'A-1', 'order.submit', sha256(''), 'm', 1, %s, %s, NULL)",
            (NOW.date(), NOW - timedelta(minutes=5)),
        )
    finding = look_at_orders(postgres_dsn, NOW)
    assert finding.facts == {
        "known": True, "open": 2, "in_jeopardy": 1, "overdue": 1, "held": 0, "unanswered": 1, "unsent": 1,
    }  # fmt: skip
    assert [problem.split()[0] for problem in finding.problems] == ["1", "1", "1"]


def test_without_orders_there_is_no_problem(postgres_dsn: str) -> None:
    finding = look_at_orders(postgres_dsn, NOW)
    assert finding.problems == []
    assert finding.lines == ["orders: 0 open, 0 of them in jeopardy; 0 numbers held"]


def test_records_that_are_away_are_said_elsewhere() -> None:
    assert look_at_orders("host=127.0.0.1 port=9", NOW).facts == {"known": False}
