"""Locks by name that programs on different machines respect."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from wholesaler_worker.db.statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesaler_worker.db.database import Connection


@contextmanager
def held(connection: Connection, name: str) -> Iterator[None]:
    """Wait for the lock `name` and hold it for the block, across the transactions in it.

    The connection is between two transactions when the block begins, so that its next one sees what the holder before
    has committed. The server gives the lock back when the connection or the program is gone.
    """
    sql = statements("locks")
    connection.execute(sql["lock"], (name,))
    connection.commit()
    try:
        yield
    finally:
        if not connection.broken:
            connection.rollback()
            connection.execute(sql["unlock"], (name,))
            connection.commit()
