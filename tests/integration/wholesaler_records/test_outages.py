"""A database that is away is told from a statement that failed, and is used again as soon as it is back."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql

from wholesaler_worker.db.database import Database
from wholesaler_worker.db.errors import DatabaseAway, DatabaseUnavailable


def read(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(b"SELECT count(*) FROM inventory_number")


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


def test_a_database_that_was_away_is_used_at_once_when_it_is_back(postgres_server: str, postgres_dsn: str) -> None:
    with Database(postgres_dsn, wait=0.2) as database:
        read(database)
        with outage(postgres_server, postgres_dsn):
            for _ in range(20):  # four seconds: the pool alone would be in a pause of as many by now
                with pytest.raises(DatabaseAway):
                    read(database)
        back = time.monotonic()
        while True:
            try:
                read(database)
                break
            except DatabaseAway:
                assert time.monotonic() - back < 1.5


def test_nobody_waits_for_a_database_that_was_away_a_moment_ago(postgres_server: str, postgres_dsn: str) -> None:
    with Database(postgres_dsn, wait=0.5, rest=60.0) as database:
        with outage(postgres_server, postgres_dsn):
            with pytest.raises(DatabaseAway):
                read(database)
            began = time.monotonic()
            for _ in range(100):
                with pytest.raises(DatabaseAway, match="a moment ago"):
                    read(database)
        assert time.monotonic() - began < 0.5


def test_a_statement_that_waits_too_long_ends_and_the_database_counts_as_there(postgres_dsn: str) -> None:
    with Database(postgres_dsn, statement_seconds=0.2) as database, psycopg.connect(postgres_dsn) as other:
        other.execute("LOCK TABLE inventory_number")
        with pytest.raises(DatabaseUnavailable, match="statement timeout") as raised:
            read(database)
        assert not isinstance(raised.value, DatabaseAway)
        other.rollback()
        read(database)
