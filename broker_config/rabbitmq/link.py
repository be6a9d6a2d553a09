"""One connection that comes back by itself, at the next host of the list."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from pika import exceptions

from broker_config.rabbitmq.back_off import BackOff
from broker_config.rabbitmq.gathered_writes import GatheringConnection
from broker_config.rabbitmq.parameters import connection_parameters

if TYPE_CHECKING:
    from collections.abc import Callable

    from broker_config.rabbitmq.gathered_writes import GatheredWrites
    from broker_config.settings import BrokerSettings

logger = logging.getLogger(__name__)

_ACCESS_REFUSED, _NOT_ALLOWED = 403, 530


class Link:
    """Lives on the I/O thread. `on_up` gets each new connection, `on_down` the reason why the last one ended."""

    def __init__(
        self,
        loop: Any,
        settings: BrokerSettings,
        writes: GatheredWrites,
        purpose: str,
        *,
        on_up: Callable[[Any], None],
        on_down: Callable[[BaseException], None],
    ) -> None:
        self.last_error: BaseException | None = None
        self.is_up = False
        self.is_blocked = False
        self.on_refused: Callable[[BaseException], None] = lambda _: None
        self.on_unblocked: Callable[[], None] = lambda: None
        self._loop = loop
        self._settings = settings
        self._writes = writes
        self._purpose = purpose
        self._on_up = on_up
        self._on_down = on_down
        self._connection: Any = None
        self._host = 0
        self._back_off = BackOff()
        self._closed: Callable[[], None] | None = None

    def start(self) -> None:
        """Make the first attempt."""
        host = self._settings.hosts[self._host % len(self._settings.hosts)]
        self._connection = GatheringConnection(
            connection_parameters(self._settings, host, self._purpose),
            on_open_callback=self._opened,
            on_open_error_callback=self._failed,
            on_close_callback=self._lost,
            custom_ioloop=self._loop,
            writes=self._writes,
        )

    def move_on(self, reason: BaseException) -> None:
        """Leave this connection at once and open one to the next host; the old one is closed in the background."""
        old = self._connection
        if old is None:
            return
        self._end(reason)
        if old.is_open:
            old.close()

    def close(self, on_closed: Callable[[], None]) -> None:
        """Close for good; `on_closed` is called once, also when there is nothing to close."""
        self._closed = on_closed
        connection = self._connection
        if connection is None or connection.is_closed:
            self._report_closed()
        elif not connection.is_closing:
            connection.close()

    def _opened(self, connection: Any) -> None:
        if connection is not self._connection:
            connection.close()
            return
        self._back_off.reset()
        self.is_up = True
        connection.add_on_connection_blocked_callback(lambda *_: self._set_blocked(blocked=True))
        connection.add_on_connection_unblocked_callback(lambda *_: self._set_blocked(blocked=False))
        self._on_up(connection)

    def _failed(self, connection: Any, error: BaseException) -> None:
        if connection is not self._connection:
            return
        self.last_error = error
        if _is_refusal(error):
            self.on_refused(error)
        self._end(error)

    def _lost(self, connection: Any, error: BaseException) -> None:
        if connection is self._connection:
            self._end(error)

    def _end(self, error: BaseException) -> None:
        was_up, self.is_up, self.is_blocked, self._connection = self.is_up, False, False, None
        self._host += 1
        if was_up:
            self._on_down(error)
        if self._closed is not None:
            self._report_closed()
            return
        pause = self._back_off.pause()
        logger.warning(
            "the line to the broker (%s) ended: %s; trying again in %.1f s",
            self._purpose,
            words_of(error),
            pause,
            extra={"action": "broker.line_lost"},
        )
        self._loop.call_later(pause, self._start_unless_closed)

    def _start_unless_closed(self) -> None:
        if self._closed is None:
            self.start()

    def _report_closed(self) -> None:
        report, self._closed = self._closed, lambda: None
        if report is not None:
            report()

    def _set_blocked(self, *, blocked: bool) -> None:
        self.is_blocked = blocked
        if blocked:
            logger.error("the broker takes no publications: memory or disk alarm", extra={"action": "broker.blocked"})
        else:
            logger.info("the broker takes publications again", extra={"action": "broker.unblocked"})
            self.on_unblocked()


def words_of(error: BaseException) -> str:
    """What an error of pika says; one of connecting says it only deep inside."""
    deepest: Any = error
    while True:
        failed = getattr(deepest, "exceptions", None) or [one for one in deepest.args if isinstance(one, BaseException)]
        inner = failed[-1] if failed else getattr(deepest, "exception", None)
        if inner is None:
            return str(deepest) or type(deepest).__name__
        deepest = inner


def _is_refusal(error: BaseException) -> bool:
    if isinstance(error, exceptions.ConnectionClosedByBroker):
        return error.reply_code in {_ACCESS_REFUSED, _NOT_ALLOWED}
    refusals = (
        exceptions.ProbableAuthenticationError,
        exceptions.ProbableAccessDeniedError,
        exceptions.AuthenticationError,
    )
    return isinstance(error, refusals)
