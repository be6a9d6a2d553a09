"""The wholesaler's terms are read as they were laid down."""

from datetime import date

import psycopg

from wholesaler_worker.changing.change import Rules
from wholesaler_worker.db.database import Database
from wholesaler_worker.db.terms import read_rules


def rules(dsn: str) -> Rules:
    with Database(dsn) as database, database.transaction() as connection:
        return read_rules(connection)


def test_new_records_have_the_terms_that_the_program_takes_for_granted(postgres_dsn: str) -> None:
    assert rules(postgres_dsn) == Rules()


def test_changed_terms_intervals_and_holidays_are_read(postgres_dsn: str) -> None:
    with psycopg.connect(postgres_dsn) as connection:
        connection.execute(
            "UPDATE terms SET hold_minutes = 30, longest_hold_minutes = 60, hold_extensions = 1, holds_each = 7,"
            " aging_days = 5, interval_days = 2"
        )
        connection.execute("INSERT INTO installation_interval VALUES ('NSDNB', 10), ('1FR', 0)")
        connection.execute("INSERT INTO holiday VALUES ('2026-12-25', 'Christmas Day')")
    assert rules(postgres_dsn) == Rules(
        hold_minutes=30,
        longest_hold_minutes=60,
        hold_extensions=1,
        holds_each=7,
        aging_days=5,
        interval=2,
        intervals={"NSDNB": 10, "1FR": 0},
        holidays=frozenset({date(2026, 12, 25)}),
    )
