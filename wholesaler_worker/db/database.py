"""A pool of connections to the records, and the one way to run something in a transaction."""

from __future__ import annotations

import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Self

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from wholesaler_worker.db.border import foreign_errors_stopped
from wholesaler_worker.db.errors import DatabaseAway

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    Connection = psycopg.Connection[tuple[object, ...]]

CONNECT_SECONDS = 5
_APPLICATION = "wholesaler-worker"


class Database:
    """The records; open it once per process, use it from any thread.

    `dsn` is a PostgreSQL URL or keyword string, `connections` the most that are open at once, `wait` the seconds that
    a caller waits for a free one before `DatabaseAway`. After that every caller gets it at once for `rest` seconds: who
    has other work does not wait for a server that is away again and again. `statement_seconds` ends a longer statement.
    """

    def __init__(
        self,
        dsn: str,
        *,
        connections: int = 4,
        wait: float = 10.0,
        rest: float = 0.0,
        statement_seconds: float | None = None,
    ) -> None:
        self.dsn = dsn
        self._rest = rest
        self._rests_until = 0.0
        self._statement_seconds = statement_seconds
        self._pool = ConnectionPool(
            dsn,
            min_size=1,
            max_size=connections,
            timeout=wait,
            # The pool doubles its pauses for so long, and does not look before the last one is over; then the next
            # caller makes it try at once. With its default it notices minutes late that a server is back.
            reconnect_timeout=wait,
            open=False,
            configure=self._configure,
            check=ConnectionPool.check_connection,
            kwargs={"application_name": _APPLICATION, "connect_timeout": CONNECT_SECONDS},
        )

    def open(self) -> None:
        """Connect; returns when statements can run.

        Raises `DatabaseAway` with the server's own words. The first connection is made outside the pool, because the
        pool would only say that it waited in vain.
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
        if time.monotonic() < self._rests_until:
            raise DatabaseAway("the database is not available: it was not a moment ago")
        with foreign_errors_stopped(), ExitStack() as stack:
            try:
                connection = stack.enter_context(self._pool.connection())
            except PoolTimeout:
                self._rests_until = time.monotonic() + self._rest
                raise
            yield connection

    def _configure(self, connection: Connection) -> None:
        if self._statement_seconds is not None:
            milliseconds = str(round(self._statement_seconds * 1000))
            connection.execute("SELECT set_config('statement_timeout', %s, false)", (milliseconds,))
            connection.commit()

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
