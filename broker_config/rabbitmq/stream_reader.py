"""Reads streams from beginning to end in the caller's thread, for commands that look back and end.

A stream does not say when its last message was handed over, and the broker's count of its messages is some seconds old.
So a reading goes up to where the count and the last portion of messages say that the end is, and then on for as long as
more arrives at once.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

import pika
from pika import exceptions

from broker_config.errors import BrokerRefused, BrokerUnreachable
from broker_config.names import X_STREAM_OFFSET
from broker_config.rabbitmq.field_tables import UNREADABLE, long_integer_in, survive_any_table
from broker_config.rabbitmq.parameters import connection_parameters
from broker_config.rabbitmq.properties import from_pika
from broker_config.transport import Delivery

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from types import TracebackType

    from broker_config.settings import BrokerSettings

_LOG = logging.getLogger(__name__)

_PREFETCH = 64
"""Messages that are handed over before they are asked for: of the largest ones, so many are held at once."""
_ACKNOWLEDGED_TOGETHER = 32
_LONGEST_AFTERWARDS = 5.0
"""Seconds that a reading goes on at most with what nobody had counted: there may always be more."""
_UNTIL_CLOSED = 0.01
"""Seconds between two looks whether a channel is closed."""
_PATIENCE = 60.0
"""Seconds for the next message that is known to be there."""
_REFUSALS = (
    exceptions.ProbableAuthenticationError,
    exceptions.ProbableAccessDeniedError,
    exceptions.AuthenticationError,
    exceptions.ChannelClosedByBroker,
    exceptions.ConnectionClosedByBroker,
)


class StreamReader:
    """One connection; a context manager.

    `afterwards` is how many seconds without a message end a reading that is where the end should be, `first_message`
    how many seconds a stream has to show that it is not empty although the broker counts nothing in it yet.

    Every method raises `BrokerUnreachable` when the line cannot be had or is lost, and `BrokerRefused` when the broker
    says no.
    """

    def __init__(self, settings: BrokerSettings, *, afterwards: float = 1.5, first_message: float = 3.0) -> None:
        self._settings = settings
        self._afterwards = afterwards
        self._first_message = first_message
        self._connection: Any = None

    def __enter__(self) -> Self:
        survive_any_table()
        with _foreign_errors_stopped():
            parameters = [connection_parameters(self._settings, host, "taps") for host in self._settings.hosts]
            self._connection = pika.BlockingConnection(parameters)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection.is_open:
            try:
                self._connection.close()
            except exceptions.AMQPError as e:
                _LOG.debug("the line was lost while it was closed: %s", e, extra={"action": "stream.closing"})

    def offset_at(self, stream: str, begin: datetime | str) -> int | None:
        """The first offset that a reading from `begin` would have, or None when nothing is there yet.

        `begin` is `first`, `last`, or a moment; messages of that moment's neighbourhood may be older than it.
        """
        counted = self._length(stream)
        found: dict[str, int] = {}
        with _foreign_errors_stopped():
            channel = self._connection.channel()
            channel.basic_qos(prefetch_count=1)
            # Nothing says that nothing will come. The last message always comes, and after what was asked for before.
            for name, place in (("wanted", begin), ("last", "last")):
                channel.basic_consume(stream, _noting(found, name), arguments={X_STREAM_OFFSET: place})
            deadline = time.monotonic() + (_PATIENCE if counted else self._first_message)
            while "last" not in found and time.monotonic() < deadline:
                self._connection.process_data_events(time_limit=0.2)
            self._leave(channel)
        if "last" not in found and counted:
            raise BrokerUnreachable(f"the broker does not hand over what {stream} holds; look whether it has a leader")
        return found.get("wanted")

    def last_offset(self, stream: str) -> int:
        """The offset of its last message, or of one shortly before when that came just now; -1 when it is empty."""
        counted = self._length(stream)
        oldest, newest = self.offset_at(stream, "first"), self.offset_at(stream, "last")
        return -1 if oldest is None or newest is None else max(newest, oldest + counted - 1)

    def _length(self, stream: str) -> int:
        with _foreign_errors_stopped():
            channel = self._connection.channel()
            count = channel.queue_declare(stream, passive=True).method.message_count
            channel.close()
        return int(count)

    def messages(self, stream: str, begin: int, last: int, *, exactly: bool = False) -> Iterator[Delivery]:
        """Every message from the offset `begin` on, each with its offset in its headers.

        With `exactly` up to `last`, else also what has arrived behind it meanwhile.
        """
        arrived: deque[tuple[Any, Any, bytes]] = deque()
        with _foreign_errors_stopped():
            channel = self._connection.channel()
            channel.basic_qos(prefetch_count=_PREFETCH)
            channel.basic_consume(
                stream,
                lambda _, method, properties, body: arrived.append((method, properties, body)),
                arguments={X_STREAM_OFFSET: begin},
            )
        offset, unacknowledged, heard, passed = begin - 1, 0, time.monotonic(), 0.0
        while True:
            while arrived:
                method, properties, body = arrived.popleft()
                delivery = _delivery(stream, method, properties, body)
                offset = delivery.properties.headers[X_STREAM_OFFSET]
                if exactly and offset > last:
                    break
                yield delivery
                heard = time.monotonic()
                passed = passed or (heard if offset >= last else 0.0)
                unacknowledged += 1
                if unacknowledged >= _ACKNOWLEDGED_TOGETHER:
                    unacknowledged = 0
                    with _foreign_errors_stopped():
                        channel.basic_ack(method.delivery_tag, multiple=True)
            now = time.monotonic()
            silence = now - heard
            if offset >= last and (exactly or silence >= self._afterwards or now - passed >= _LONGEST_AFTERWARDS):
                break
            if silence >= _PATIENCE:
                raise BrokerUnreachable(f"{stream} went silent at offset {offset} of {last}; run it again")
            with _foreign_errors_stopped():
                self._connection.process_data_events(time_limit=self._afterwards)
        with _foreign_errors_stopped():
            self._leave(channel)

    def _leave(self, channel: Any) -> None:
        """Close a channel that consumes.

        pika's blocking channel would first reject what has arrived and was not handed over, and for that the broker
        ends the whole connection: nothing of a stream can be rejected. The channel underneath rejects nothing.
        """
        channel._impl.close()  # noqa: SLF001 - pika has no other way to it
        while not channel.is_closed:
            self._connection.process_data_events(time_limit=_UNTIL_CLOSED)


def _noting(found: dict[str, int], name: str) -> Any:
    def note(channel: Any, method: Any, properties: Any, body: bytes) -> None:
        del channel, method, body
        found.setdefault(name, _offset(properties))

    return note


def _offset(properties: Any) -> int:
    """Where a message stands; the broker says so among the headers that its sender may have made unreadable."""
    found = properties.headers.get(X_STREAM_OFFSET)
    if found is None:
        found = long_integer_in(properties.headers.get(UNREADABLE, b""), X_STREAM_OFFSET.encode())
    if found is None:
        raise BrokerRefused("the broker hands a message of a stream over without its offset; report it")
    return int(found)


def _delivery(stream: str, method: Any, properties: Any, body: bytes) -> Delivery:
    ours = from_pika(properties)
    return Delivery(
        queue=stream,
        exchange=method.exchange,
        routing_key=method.routing_key,
        redelivered=method.redelivered,
        properties=replace(ours, headers={**ours.headers, X_STREAM_OFFSET: _offset(properties)}),
        body=body,
        generation=0,
        tag=method.delivery_tag,
    )


@contextmanager
def _foreign_errors_stopped() -> Iterator[None]:
    try:
        yield
    except _REFUSALS as e:
        raise BrokerRefused(f"the broker refuses to show its streams: {_words(e)}") from e
    except exceptions.AMQPError as e:
        raise BrokerUnreachable(f"the line to the broker cannot be had or was lost: {_words(e)}") from e


def _words(error: BaseException) -> str:
    return str(getattr(error, "reply_text", "") or str(error) or type(error).__name__)
