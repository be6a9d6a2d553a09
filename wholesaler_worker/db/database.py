"""A pool of connections to the records, and the one way to run something in a transaction."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

import psycopg
from psycopg_pool import ConnectionPool

from wholesaler_worker.db.errors import foreign_errors_stopped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    Connection = psycopg.Connection[tuple[object, ...]]

CONNECT_SECONDS = 5
_APPLICATION = "wholesaler-worker"


class Database:
    """The records; open it once per process, use it from any thread.

    `dsn` is a PostgreSQL URL or keyword string, `connections` the most that are open at once, `wait` the seconds that
    a caller waits for a free one before `DatabaseUnavailable`.
    """

    def __init__(self, dsn: str, *, connections: int = 4, wait: float = 10.0) -> None:
        self.dsn = dsn
        self._pool = ConnectionPool(
            dsn,
            min_size=1,
            max_size=connections,
            timeout=wait,
            open=False,
            check=ConnectionPool.check_connection,
            kwargs={"application_name": _APPLICATION, "connect_timeout": CONNECT_SECONDS},
        )

    def open(self) -> None:
        """Connect; returns when statements can run.

        Raises `DatabaseUnavailable` with the server's own words. The first connection is made outside the pool,
        because the pool would only say that it waited in vain.
        """
        with foreign_errors_stopped():
            psycopg.connect(self.dsn, application_name=_APPLICATION, connect_timeout=CONNECT_SECONDS).close()
            self._pool.open(wait=True)

    def close(self) -> None:
        """Close every connection; idempotent."""
        self._pool.close()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction: committed at the end of the block, rolled back when it raises.

        Raises the errors of `wholesaler_worker.db.errors` in place of psycopg's.
        """
        with foreign_errors_stopped(), self._pool.connection() as connection:
            yield connection

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
