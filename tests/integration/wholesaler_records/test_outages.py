"""A database that is away is told from a statement that failed, and is used again as soon as it is back."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql

from wholesaler_worker.db.database import Database
from wholesaler_worker.db.errors import DatabaseAway, DatabaseUnavailable

PATIENCE = 60.0


def read(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(b"SELECT count(*) FROM inventory_number")


def until_it_answers(database: Database, passing: type[DatabaseUnavailable]) -> None:
    """On a loaded machine a try that waits for a fraction of a second only may fail."""
    patience = time.monotonic() + PATIENCE
    while time.monotonic() < patience:
        try:
            return read(database)
        except passing:
            continue
    pytest.fail(f"it did not answer within {PATIENCE} s")


@contextmanager
def outage(server: str, dsn: str) -> Iterator[None]:
    """Nobody is let into the database, and whoever is in it is put out."""
    name = psycopg.conninfo.conninfo_to_dict(dsn)["dbname"]
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(allow.format(sql.Identifier(str(name)), sql.SQL("false")))
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        yield
        connection.execute(allow.format(sql.Identifier(str(name)), sql.SQL("true")))


def test_a_database_that_was_away_is_used_at_once_when_it_is_back(
    postgres_server: str, postgres_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As late in a long outage: the pool alone would be in a pause of so many seconds.
    monkeypatch.setattr("psycopg_pool.base.AttemptWithBackoff.INITIAL_DELAY", 1000.0)
    with Database(postgres_dsn, wait=0.2) as database:
        read(database)
        with outage(postgres_server, postgres_dsn):
            for _ in range(3):
                with pytest.raises(DatabaseAway):
                    read(database)
        until_it_answers(database, passing=DatabaseAway)


def test_nobody_waits_for_a_database_that_was_away_a_moment_ago(
    postgres_server: str, postgres_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait_for_one() -> None:
        pytest.fail("somebody waited for a connection")

    with Database(postgres_dsn, wait=0.5, rest=3600.0) as database, outage(postgres_server, postgres_dsn):
        with pytest.raises(DatabaseAway):
            read(database)
        monkeypatch.setattr(database._pool, "connection", wait_for_one)
        for _ in range(100):
            with pytest.raises(DatabaseAway, match="a moment ago"):
                read(database)


def test_a_statement_that_waits_too_long_ends_and_the_database_counts_as_there(postgres_dsn: str) -> None:
    with Database(postgres_dsn, statement_seconds=0.2) as database, psycopg.connect(postgres_dsn) as other:
        other.execute("LOCK TABLE inventory_number")
        with pytest.raises(DatabaseUnavailable, match="statement timeout") as raised:
            read(database)
        assert not isinstance(raised.value, DatabaseAway)
        other.rollback()
        until_it_answers(database, passing=DatabaseUnavailable)
