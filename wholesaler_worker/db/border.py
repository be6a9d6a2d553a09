"""The border where psycopg's exceptions end: none of them leaves this package."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from psycopg import errors as sqlstate
from psycopg_pool import PoolClosed, PoolTimeout, TooManyRequests

from wholesaler_worker.db.errors import (
    DatabaseAway,
    DatabaseError,
    DatabaseUnavailable,
    RecordRefused,
    SchemaOutdated,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_MISSING = (sqlstate.UndefinedTable, sqlstate.UndefinedColumn, sqlstate.UndefinedObject, sqlstate.UndefinedFunction)
_AWAY = (psycopg.InterfaceError, PoolTimeout, PoolClosed, TooManyRequests)
_AWAY_CLASSES = ("08", "53", "57P")
"""Of SQLSTATE: connection exceptions, insufficient resources, the operator's intervention (a server that ends)."""


@contextmanager
def foreign_errors_stopped() -> Iterator[None]:
    """Turn psycopg's exceptions into ours, by class."""
    try:
        yield
    except _MISSING as e:
        raise SchemaOutdated(
            f"the database lacks what this program needs ({first_line(e)}); run: wholesaler-worker migrate"
        ) from e
    except psycopg.IntegrityError as e:
        name = e.diag.constraint_name or ""
        raise RecordRefused(f"the records refuse this ({first_line(e)})", name) from e
    except _AWAY as e:
        raise DatabaseAway(f"the database is not available: {first_line(e)}") from e
    except psycopg.OperationalError as e:
        # Without a state it comes from the driver: there is no connection, or it was lost.
        kind = DatabaseAway if (e.sqlstate or "08").startswith(_AWAY_CLASSES) else DatabaseUnavailable
        raise kind(f"the database is not available: {first_line(e)}") from e
    except psycopg.Error as e:
        raise DatabaseError(f"the database refused a statement: {first_line(e)}") from e


def first_line(error: Exception) -> str:
    """The first line of what the server said; the lines after it quote the statement."""
    return str(error).strip().partition("\n")[0] or type(error).__name__
