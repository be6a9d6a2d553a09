"""The seam between our programs and a message broker: RabbitMQ (`broker_config.rabbitmq`) or the one in memory.

A transport is one process's line to the broker. Its methods may be called from any thread; its callbacks run on the
transport's own I/O thread and must return at once (hand the work to another thread). It reconnects by itself, consumes
again what was consumed and publishes again what was not confirmed, under the same `message_id`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager


@dataclass(frozen=True, slots=True, kw_only=True)
class Properties:
    """AMQP 0-9-1 basic properties that this product uses; `timestamp` is in whole seconds since 1970, UTC."""

    content_type: str | None = None
    content_encoding: str | None = None
    delivery_mode: int = 2
    correlation_id: str | None = None
    reply_to: str | None = None
    expiration: str | None = None
    message_id: str | None = None
    timestamp: int | None = None
    type: str | None = None
    user_id: str | None = None
    app_id: str | None = None
    headers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message that was consumed and waits for its settlement; `generation` and `tag` belong to the transport.

    A settlement whose generation is no longer the transport's is dropped: its channel died and the broker delivers the
    message again.
    """

    queue: str
    exchange: str
    routing_key: str
    redelivered: bool
    properties: Properties
    body: bytes
    generation: int
    tag: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A message to publish, always with a confirm.

    `mandatory` is False only for direct replies, which RabbitMQ delivers and returns at once.
    """

    exchange: str
    routing_key: str
    properties: Properties
    body: bytes
    mandatory: bool = True


class PublishOutcome(StrEnum):
    """How a publication ended."""

    CONFIRMED = "confirmed"
    RETURNED = "returned"
    """The broker took it and no queue was bound for it."""
    REFUSED = "refused"
    """The broker nacked it until its deadline (a full queue), or refused it for good (no such exchange, no right)."""
    ABANDONED = "abandoned"
    """The transport was closed before the broker said anything: whether it arrived is unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A publication and how it ended; `detail` is the broker's own words, for a person."""

    publication: Publication
    outcome: PublishOutcome
    detail: str = ""


class TransportState(StrEnum):
    """What a transport is doing, for health checks and logs."""

    CLOSED = "closed"
    OPENING = "opening"
    OPEN = "open"
    BLOCKED = "blocked"
    """The broker refuses publications for want of memory or disk; consuming goes on."""


class Transport(Protocol):
    """One process's line to the broker."""

    def open(self, *, timeout: float = 30.0) -> None:
        """Connect; returns when messages can flow.

        Raises `broker_config.errors.BrokerUnreachable` after `timeout` seconds, `BrokerRefused` at once when the
        broker knows the user and says no.
        """

    def consume(
        self,
        queue: str,
        on_delivery: Callable[[Delivery], None],
        *,
        prefetch: int,
        on_cancelled: Callable[[str, str], None] | None = None,
        arguments: Mapping[str, Any] | None = None,
    ) -> None:
        """Consume `queue` with acknowledgements from now on, over reconnections too.

        `on_cancelled(queue, reason)` is called when the broker ends the consumer (queue deleted, access refused); the
        transport keeps trying to consume again with a growing delay.
        """

    def cancel(self, queue: str) -> None:
        """Stop consuming `queue`; when it returns no further delivery from it is handed over."""

    def publish(self, publication: Publication, on_settled: Callable[[Settled], None]) -> None:
        """Publish with a confirm; `on_settled` is called exactly once.

        Blocks while the window of unconfirmed publications is full. Raises `TransportClosed` when closed.
        """

    def together(self) -> AbstractContextManager[None]:
        """What this thread publishes inside is sent several at a time, which costs everybody less; the rest at the end.

        A publication waits inside until a few more are there: do not block in it.
        """

    def acknowledge(self, delivery: Delivery) -> None:
        """The message is dealt with; contiguous acknowledgements are sent to the broker as one."""

    def reject(self, delivery: Delivery, *, requeue: bool) -> None:
        """Handling failed; with `requeue` the broker counts it and delivers again, without it dead-letters."""

    def give_back(self, delivery: Delivery) -> None:
        """Handling was not begun; the broker delivers it to whoever is next."""

    def close(self, *, timeout: float = 10.0) -> None:
        """Wait for outstanding confirms and acknowledgements, then close; idempotent."""

    @property
    def state(self) -> TransportState:
        """What the transport is doing now."""
