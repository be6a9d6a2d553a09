"""What can go wrong with the records, and what the caller should do.

DatabaseProblem
├── DatabaseUnavailable   passing: no connection, a deadlock, a server that restarts; try again later
└── DatabaseError         the statement itself is wrong for these tables or this content; trying again changes nothing
    ├── SchemaOutdated    tables are missing or older than this program: run `wholesaler-worker migrate`
    ├── MigrationsDiffer  what was applied is not what this program ships: install the version that applied it
    └── RecordRefused     a constraint of the schema says no; `constraint` is its name
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from psycopg import errors as sqlstate
from psycopg_pool import PoolClosed, PoolTimeout, TooManyRequests

if TYPE_CHECKING:
    from collections.abc import Iterator


class DatabaseProblem(Exception):
    """The records could not be read or changed; the message is one sentence for a person."""


class DatabaseUnavailable(DatabaseProblem):
    """The database cannot be reached, or gave up a transaction that may succeed next time."""


class DatabaseError(DatabaseProblem):
    """The database refused a statement for good."""


class SchemaOutdated(DatabaseError):
    """A table or column that this program needs is not there."""


class MigrationsDiffer(DatabaseError):
    """A migration that was applied is not the one that this program ships."""


class RecordRefused(DatabaseError):
    """A row breaks a rule of the schema; `constraint` names the rule."""

    def __init__(self, sentence: str, constraint: str) -> None:
        super().__init__(sentence)
        self.constraint = constraint


_MISSING = (sqlstate.UndefinedTable, sqlstate.UndefinedColumn, sqlstate.UndefinedObject, sqlstate.UndefinedFunction)
_PASSING = (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout, PoolClosed, TooManyRequests)


@contextmanager
def foreign_errors_stopped() -> Iterator[None]:
    """Turn psycopg's exceptions into ours, by class, so that none of them leaves this package."""
    try:
        yield
    except _MISSING as e:
        raise SchemaOutdated(
            f"the database lacks what this program needs ({first_line(e)}); run: wholesaler-worker migrate"
        ) from e
    except psycopg.IntegrityError as e:
        name = e.diag.constraint_name or ""
        raise RecordRefused(f"the records refuse this ({first_line(e)})", name) from e
    except _PASSING as e:
        raise DatabaseUnavailable(f"the database is not available: {first_line(e)}") from e
    except psycopg.Error as e:
        raise DatabaseError(f"the database refused a statement: {first_line(e)}") from e


def first_line(error: Exception) -> str:
    """The first line of what the server said; the lines after it quote the statement."""
    return str(error).strip().partition("\n")[0] or type(error).__name__
