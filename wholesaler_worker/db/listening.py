"""Hears NOTIFY on a connection of its own and connects again by itself."""

from __future__ import annotations

import logging
from threading import Event, Thread
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from wholesaler_worker.db.border import first_line
from wholesaler_worker.db.database import CONNECT_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable

_LOG = logging.getLogger(__name__)
_FIRST_DELAY, _LONGEST_DELAY = 0.2, 10.0
_STOP_CHECK = 0.5
"""Seconds between two looks at the stop signal: psycopg's wait cannot be ended from another thread."""


class ChannelListener:
    """A thread that calls `on_news(connection)` after every (re)connection and after every notification on `channel`.

    It is called after a reconnection too, because what was announced in between is lost; several notifications that
    arrive together are one call. It runs on the listener's thread.
    """

    def __init__(
        self, dsn: str, channel: str, on_news: Callable[[psycopg.Connection[tuple[object, ...]]], None]
    ) -> None:
        self._dsn = dsn
        self._channel = channel
        self._on_news = on_news
        self._stopped = Event()
        self._thread = Thread(target=self._listen, name=f"listen-{channel}", daemon=True)

    def start(self) -> None:
        """Begin to listen; returns at once."""
        self._thread.start()

    def stop(self, *, timeout: float = 5.0) -> None:
        """End the thread and its connection; idempotent."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def _listen(self) -> None:
        delay = _FIRST_DELAY
        while not self._stopped.is_set():
            try:
                with self._connect() as connection:
                    self._on_news(connection)
                    delay = _FIRST_DELAY
                    self._hear(connection)
            except psycopg.Error as e:
                _LOG.warning(
                    "listening on %s was interrupted (%s); connecting again in %.1f s",
                    self._channel,
                    first_line(e),
                    delay,
                    extra={"action": "listen.interrupted"},
                )
                self._stopped.wait(delay)
                delay = min(delay * 2, _LONGEST_DELAY)

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        connection = psycopg.connect(
            self._dsn,
            autocommit=True,
            application_name=f"wholesaler-worker listening on {self._channel}",
            connect_timeout=CONNECT_SECONDS,
            # A machine that is gone says nothing: without these the kernel notices after more than ten minutes.
            keepalives_idle=30,
            keepalives_interval=10,
            keepalives_count=3,
        )
        connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
        return connection

    def _hear(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        while not self._stopped.is_set():
            heard = list(connection.notifies(timeout=_STOP_CHECK, stop_after=1))
            if heard:
                self._on_news(connection)
