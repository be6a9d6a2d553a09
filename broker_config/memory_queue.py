"""Queues in memory that behave as quorum queues and streams do, where it matters to our programs."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from broker_config.names import X_DELIVERY_COUNT, X_STREAM_OFFSET

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from broker_config.topology_objects import Queue
    from broker_config.transport import Properties


@dataclass(slots=True)
class Message:
    """One message in one queue; `death_reason` is set while it waits for room where dead letters go."""

    exchange: str
    routing_key: str
    properties: Properties
    body: bytes
    delivery_count: int = 0
    redelivered: bool = False
    expires_at: float | None = None
    death_reason: str | None = None

    def seen_by_consumer(self) -> Properties:
        """The properties as the broker hands them over; like 4.x, the count only when there is one."""
        if not self.delivery_count:
            return self.properties
        return replace(self.properties, headers={**self.properties.headers, X_DELIVERY_COUNT: self.delivery_count})


@dataclass(eq=False, slots=True)
class Consumer:
    """Whoever takes from a queue: `hand_over` gets a message and a number that names it in `settle`."""

    prefetch: int
    hand_over: Callable[[Message, int], None]
    next_offset: int = 0
    outstanding: dict[int, Message] = field(default_factory=dict)

    @property
    def has_room(self) -> bool:
        """False while `prefetch` messages wait for their settlement."""
        return len(self.outstanding) < self.prefetch


class MemoryQueue:
    """A quorum queue: in order, with a delivery count, round robin over consumers that have room."""

    def __init__(self, queue: Queue, policy: Mapping[str, int | str], clock: Callable[[], float]) -> None:
        self.name = queue.name
        self.policy = policy
        self.consumers: deque[Consumer] = deque()
        self.ready: deque[Message] = deque()
        self.dying: deque[Message] = deque()
        self._clock = clock
        self._last_tag = 0

    @property
    def messages(self) -> list[Message]:
        """What waits, is being handled, or waits for its way out; in that order."""
        held = [message for consumer in self.consumers for message in consumer.outstanding.values()]
        return [*self.ready, *held, *self.dying]

    @property
    def is_full(self) -> bool:
        """True when the policy's `reject-publish` would nack the next publication."""
        length, size = self.policy.get("max-length"), self.policy.get("max-length-bytes")
        if isinstance(length, int) and len(self.messages) >= length:
            return True
        return isinstance(size, int) and sum(len(message.body) for message in self.messages) >= size

    def put(self, message: Message) -> None:
        """Append; the caller has asked `is_full`."""
        ttl = self.policy.get("message-ttl")
        own = message.properties.expiration
        lives = [float(value) for value in (ttl, own) if value is not None]
        message.expires_at = self._clock() + min(lives) / 1000 if lives else None
        self.ready.append(message)

    def expire(self) -> None:
        """Move what is over its time, from the head only, as the broker does."""
        while self.ready and self.ready[0].expires_at is not None and self.ready[0].expires_at <= self._clock():
            self.kill(self.ready.popleft(), "expired")

    def hand_out(self) -> bool:
        """Give one message to the next consumer that has room; False when there is none of either."""
        if not self.ready:
            return False
        for _ in range(len(self.consumers)):
            consumer = self.consumers[0]
            self.consumers.rotate(-1)
            if consumer.has_room:
                message = self.ready.popleft()
                self._hand(consumer, message)
                return True
        return False

    def put_back(self, message: Message, *, counts: bool) -> None:
        """Return a message to its place; past the delivery limit it becomes a dead letter instead."""
        message.redelivered = True
        message.delivery_count += counts
        limit = self.policy.get("delivery-limit")
        if isinstance(limit, int) and message.delivery_count > limit:
            self.kill(message, "delivery_limit")
        else:
            self.ready.appendleft(message)

    def kill(self, message: Message, reason: str) -> None:
        """Send a message on its way to where dead letters go."""
        message.death_reason = reason
        self.dying.append(message)

    def leave(self, consumer: Consumer) -> None:
        """A consumer's channel ended: what it held goes back in order, and counts as on 3.10 and 4.x."""
        self.consumers.remove(consumer)
        for message in reversed(consumer.outstanding.values()):
            self.put_back(message, counts=True)
        consumer.outstanding.clear()

    def _hand(self, consumer: Consumer, message: Message) -> None:
        self._last_tag += 1
        consumer.outstanding[self._last_tag] = message
        consumer.hand_over(message, self._last_tag)


class MemoryStream(MemoryQueue):
    """An append-only log: everyone reads all of it from an offset; settling only gives credit for more."""

    def __init__(self, queue: Queue, policy: Mapping[str, int | str], clock: Callable[[], float]) -> None:
        super().__init__(queue, policy, clock)
        self.log: list[Message] = []

    @property
    def messages(self) -> list[Message]:
        """The whole log."""
        return list(self.log)

    @property
    def is_full(self) -> bool:
        """Never: a stream drops its oldest."""
        return False

    def put(self, message: Message) -> None:
        """Append, with its offset where a consumer sees it."""
        headers = {**message.properties.headers, X_STREAM_OFFSET: len(self.log)}
        self.log.append(replace(message, properties=replace(message.properties, headers=headers)))

    def hand_out(self) -> bool:
        """Give every consumer that has room its next entry."""
        handed = False
        for consumer in self.consumers:
            if consumer.has_room and consumer.next_offset < len(self.log):
                message = self.log[consumer.next_offset]
                consumer.next_offset += 1
                self._hand(consumer, message)
                handed = True
        return handed

    def put_back(self, message: Message, *, counts: bool) -> None:
        """Nothing leaves a log."""

    def kill(self, message: Message, reason: str) -> None:
        """Nothing leaves a log."""

    def first_offset(self, wanted: Any) -> int:
        """Where to begin: `first`, `last`, `next` (also for None) or an offset."""
        if isinstance(wanted, int):
            return wanted
        return {"first": 0, "last": max(len(self.log) - 1, 0)}.get(str(wanted), len(self.log))
