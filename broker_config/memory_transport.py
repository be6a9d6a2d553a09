"""A line to the broker in memory, with an I/O thread of its own as the real one has."""

from __future__ import annotations

import logging
import queue as thread_queue
import threading
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from broker_config.errors import BrokerRefused, TransportClosed
from broker_config.memory_queue import Consumer
from broker_config.names import DIRECT_REPLY
from broker_config.transport import Delivery, Settled, TransportState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from broker_config.memory import MemoryBroker
    from broker_config.memory_queue import Message
    from broker_config.transport import Publication

logger = logging.getLogger(__name__)


@dataclass(eq=False)
class _Subscription:
    queue: str
    on_delivery: Callable[[Delivery], None]
    prefetch: int
    on_cancelled: Callable[[str, str], None] | None
    arguments: Mapping[str, Any]
    generation: int = 0
    consumer: Consumer | None = None
    active: bool = True


class MemoryTransport:
    """Fulfils `Transport`. A publication into a full queue is refused at once: there is no deadline to wait for."""

    def __init__(self, broker: MemoryBroker, user: str, vhost: str) -> None:
        self.user = user
        self.vhost = vhost
        self._broker = broker
        self._calls: thread_queue.SimpleQueue[Callable[[], None] | None] = thread_queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._subscriptions: dict[str, _Subscription] = {}
        self._by_generation: dict[int, _Subscription] = {}
        self._reply_token: str | None = None

    @property
    def state(self) -> TransportState:
        """Open or closed: nothing between."""
        return TransportState.OPEN if self._thread else TransportState.CLOSED

    def open(self, *, timeout: float = 30.0) -> None:  # noqa: ARG002 - the protocol's; memory answers at once
        """Raises `BrokerRefused` when the topology has no such user in the virtual host."""
        if not self._broker.knows(self.user, self.vhost):
            raise BrokerRefused(f"the broker refused the user {self.user!r} in virtual host {self.vhost!r}")
        self._thread = threading.Thread(target=self._run, name=f"memory-broker-{self.user}", daemon=True)
        self._thread.start()

    def consume(
        self,
        queue: str,
        on_delivery: Callable[[Delivery], None],
        *,
        prefetch: int,
        on_cancelled: Callable[[str, str], None] | None = None,
        arguments: Mapping[str, Any] | None = None,
    ) -> None:
        """As `Transport.consume`; refused for good is refused for good: only `reconnect` tries again."""
        self._must_be_open()
        subscription = _Subscription(queue, on_delivery, prefetch, on_cancelled, arguments or {})
        with self._broker.lock:
            self._subscriptions[queue] = subscription
            self._start(subscription)

    def cancel(self, queue: str) -> None:
        """As `Transport.cancel`; what was handed over can still be settled."""
        with self._broker.lock:
            subscription = self._subscriptions.pop(queue, None)
            if subscription is None:
                return
            if subscription.consumer is not None:
                subscription.consumer.prefetch = 0
            if queue == DIRECT_REPLY and self._reply_token:
                self._broker.close_direct_reply(self._reply_token)
                self._reply_token = None
        self._after_earlier_calls()
        subscription.active = False

    def publish(self, publication: Publication, on_settled: Callable[[Settled], None]) -> None:
        """As `Transport.publish`; `on_settled` runs on the transport's own thread."""
        self._must_be_open()
        with self._broker.lock:
            settled = self._broker.route(self.user, self.vhost, publication, self._reply_token)
            self._calls.put(lambda: on_settled(settled))

    def acknowledge(self, delivery: Delivery) -> None:
        """As `Transport.acknowledge`."""
        self._settle(delivery, "acknowledge")

    def reject(self, delivery: Delivery, *, requeue: bool) -> None:
        """As `Transport.reject`."""
        self._settle(delivery, "requeue" if requeue else "reject")

    def together(self) -> AbstractContextManager[None]:
        """As `Transport.together`; in memory nothing is gained by it."""
        return nullcontext()

    def give_back(self, delivery: Delivery) -> None:
        """As `Transport.give_back`; not counted, as on 4.3 and later."""
        self._settle(delivery, "give back")

    def close(self, *, timeout: float = 10.0) -> None:
        """As `Transport.close`; what was not settled goes back to its queue."""
        thread = self._thread
        if thread is None:
            return
        self._thread = None
        with self._broker.lock:
            for subscription in list(self._by_generation.values()):
                self._stop(subscription)
            self._subscriptions.clear()
            self._calls.put(None)
        if threading.current_thread() is not thread:
            thread.join(timeout)

    def reconnect(self) -> None:
        """What a cut line does: everything handed out is delivered again, under a new generation."""
        with self._broker.lock:
            for subscription in list(self._by_generation.values()):
                self._stop(subscription)
            if self._thread is not None:
                for subscription in self._subscriptions.values():
                    self._start(subscription)

    def consumer_cancelled(self, queue: str, reason: str) -> None:
        """The broker ended the consumer of `queue`."""
        with self._broker.lock:
            subscription = self._subscriptions.get(queue)
            if subscription is not None and subscription.generation in self._by_generation:
                self._stop(subscription)
                self._tell_cancelled(subscription, reason)

    def _start(self, subscription: _Subscription) -> None:
        generation = next(self._broker.generations)
        subscription.generation = generation
        self._by_generation[generation] = subscription

        def hand_over(message: Message, tag: int) -> None:
            delivery = Delivery(
                queue=subscription.queue,
                exchange=message.exchange,
                routing_key=message.routing_key,
                redelivered=message.redelivered,
                properties=message.seen_by_consumer(),
                body=message.body,
                generation=generation,
                tag=tag,
            )
            self._calls.put(
                lambda: subscription.on_delivery(delivery) if subscription.active else self.give_back(delivery)
            )

        if subscription.queue == DIRECT_REPLY:
            self._reply_token = self._broker.open_direct_reply(lambda message: hand_over(message, 0))
            return
        consumer = Consumer(subscription.prefetch, hand_over)
        subscription.consumer = consumer
        refusal = self._broker.subscribe(self.user, self.vhost, subscription.queue, consumer, subscription.arguments)
        if refusal:
            del self._by_generation[generation]
            self._tell_cancelled(subscription, refusal)

    def _stop(self, subscription: _Subscription) -> None:
        self._by_generation.pop(subscription.generation, None)
        if subscription.queue == DIRECT_REPLY and self._reply_token:
            self._broker.close_direct_reply(self._reply_token)
            self._reply_token = None
        elif subscription.consumer is not None:
            self._broker.unsubscribe(self.vhost, subscription.queue, subscription.consumer)

    def _settle(self, delivery: Delivery, how: str) -> None:
        with self._broker.lock:
            subscription = self._by_generation.get(delivery.generation)
            if subscription is not None and subscription.consumer is not None:
                self._broker.settle(self.vhost, delivery.queue, subscription.consumer, delivery.tag, how)

    def _tell_cancelled(self, subscription: _Subscription, reason: str) -> None:
        told = subscription.on_cancelled
        if told is not None:
            self._calls.put(lambda: told(subscription.queue, reason))

    def _after_earlier_calls(self) -> None:
        if self._thread is None or threading.current_thread() is self._thread:
            return
        reached = threading.Event()
        self._calls.put(reached.set)
        reached.wait(10)

    def _must_be_open(self) -> None:
        if self._thread is None:
            raise TransportClosed("the transport is not open")

    def _run(self) -> None:
        while (call := self._calls.get()) is not None:
            try:
                call()
            except Exception:
                logger.exception("a callback failed", extra={"action": "transport.callback_failed"})
