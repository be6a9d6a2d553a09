"""A fresh database per test, cloned from one migrated template: a clone costs milliseconds, a migration does not."""

import secrets
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from wholesaler_worker.db.database import Database
from wholesaler_worker.db.migrate import migrate


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of a migrated database that nobody is connected to."""
    name = f"template_{secrets.token_hex(6)}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    migrate_template(dsn_of(postgres_server, name))
    yield name
    drop_database(postgres_server, name)


@pytest.fixture
def postgres_dsn(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """A fresh migrated database of this test's own."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        clone = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(clone.format(sql.Identifier(name), sql.Identifier(postgres_template)))
    yield dsn_of(postgres_server, name)
    drop_database(postgres_server, name)


@pytest.fixture
def empty_postgres_dsn(postgres_server: str) -> Iterator[str]:
    """A fresh database without any table, for tests of the migrations themselves."""
    name = f"empty_{secrets.token_hex(6)}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield dsn_of(postgres_server, name)
    drop_database(postgres_server, name)


def migrate_template(dsn: str) -> None:
    with Database(dsn) as database:
        migrate(database)


def dsn_of(server: str, database: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{database}"))


def drop_database(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
