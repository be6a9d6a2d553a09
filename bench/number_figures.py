"""The figures of number searches, over an inventory in a database of its own on the measured server."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from bench.figures import Figure
from bench.number_searches import number_search_percentiles

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATABASE = "bench_numbers"
_MAIN = "number_search_p99_ms"


def number_figures(dsn: str, *, numbers: int, rounds: int) -> list[Figure]:
    """Percentiles of searches over `numbers` numbers; without a value when the server lets us make no database."""
    try:
        with _own_database(dsn) as own:
            found = number_search_percentiles(own, numbers, rounds)
    except psycopg.Error as error:
        return [Figure(_MAIN, None, "ms", f"no database for it: {type(error).__name__}")]
    return [Figure(name, value, "ms", f"{numbers:,} numbers") for name, value in found.items()]


@contextmanager
def _own_database(dsn: str) -> Iterator[str]:
    """A new database on the same server, dropped in the end."""
    name = sql.Identifier(_DATABASE)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            yield make_conninfo(dsn, dbname=_DATABASE)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
