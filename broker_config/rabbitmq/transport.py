"""A line to RabbitMQ: what callers see of it, and the threads behind it."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pika.adapters.select_connection import IOLoop

from broker_config.errors import BrokerRefused, BrokerUnreachable, TransportClosed
from broker_config.names import DIRECT_REPLY
from broker_config.rabbitmq.calls import Calls, guarded
from broker_config.rabbitmq.confirm_channel import Outgoing
from broker_config.rabbitmq.direct_reply_line import DirectReplyLine
from broker_config.rabbitmq.field_tables import survive_any_table
from broker_config.rabbitmq.gathered_writes import GatheredWrites
from broker_config.rabbitmq.generations import Generations
from broker_config.rabbitmq.link import Link, words_of
from broker_config.rabbitmq.parameters import connection_parameters
from broker_config.rabbitmq.properties import to_pika
from broker_config.rabbitmq.publisher import Publisher
from broker_config.rabbitmq.reply_consumer import ReplyConsumer
from broker_config.rabbitmq.subscription import Subscription
from broker_config.rabbitmq.together import Together
from broker_config.rabbitmq.window import Window
from broker_config.transport import TransportState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from broker_config.settings import BrokerSettings
    from broker_config.transport import Delivery, Publication, Settled

_CLOSING_ALLOWANCE = 2.0
"""Seconds for the two closing handshakes, after the wait for confirms."""


class RabbitTransport:
    """Fulfils `Transport` on RabbitMQ.

    `window` is how many publications may be unconfirmed; `publish_deadline`, in seconds, how long a publication is
    offered again while the broker nacks it, and how long the broker may be silent before the next node is tried.
    While there is no line at all, publications wait for it.
    """

    def __init__(self, settings: BrokerSettings, *, window: int = 300, publish_deadline: float = 10.0) -> None:
        self._settings = settings
        self._window = Window(window)
        self._loop: Any = IOLoop()
        self._writes = GatheredWrites()
        self._calls = Calls(self._loop, self._writes.begin, self._flush)
        self._generations = Generations()
        self._subscriptions: dict[str, Subscription] = {}
        self._all: set[Subscription] = set()
        self._touched: set[Subscription] = set()
        self._replies = ReplyConsumer()
        self._publisher = Publisher(self._loop, self._window, publish_deadline, self._replies)
        self._publishing = Link(
            self._loop,
            settings,
            self._writes,
            "publish",
            on_up=self._publisher.line_up,
            on_down=self._publisher.line_down,
        )
        self._publisher.link = self._publishing
        self._publishing.on_unblocked = self._publisher.unblocked
        self._direct_replies = DirectReplyLine(self._loop, settings, self._writes, self._window, publish_deadline)
        self._publishers = (self._publisher, self._direct_replies.publisher)
        self._consuming = Link(
            self._loop,
            settings,
            self._writes,
            "consume",
            on_up=self._consuming_up,
            on_down=self._consuming_down,
        )
        self._consuming_connection: Any = None
        self._together = Together()
        self._thread: threading.Thread | None = None
        self._when_ready: Callable[[], object] = lambda: None
        self._publisher.on_ready = self._look_whether_ready
        self._ended = threading.Event()
        self._closing = False
        self._open_lock = threading.Lock()

    @property
    def state(self) -> TransportState:
        """Open when both connections can be used; opening also while a lost one is being made again."""
        if self._thread is None or self._closing:
            return TransportState.CLOSED
        if self._publishing.is_blocked:
            return TransportState.BLOCKED
        ready = self._publisher.is_ready and self._consuming.is_up
        return TransportState.OPEN if ready else TransportState.OPENING

    def open(self, *, timeout: float = 30.0) -> None:
        """As `Transport.open`; also raises `SettingsUnusable` when a TLS file cannot be read."""
        with self._open_lock:
            if self._thread is not None or self._closing:
                raise TransportClosed("a transport is opened once; make a new one")
            connection_parameters(self._settings, self._settings.hosts[0], "check")
            _quiet_driver()
            survive_any_table()
            decided = threading.Event()
            refusals: list[BaseException] = []

            def refused(error: BaseException) -> None:
                refusals.append(error)
                decided.set()

            self._when_ready = decided.set
            self._publishing.on_refused = self._consuming.on_refused = refused
            self._window.open()
            self._calls.put(self._start)
            self._thread = threading.Thread(target=self._run, name=self._settings.connection_name, daemon=True)
            self._thread.start()
            if not decided.wait(timeout) or refusals:
                last = self._publishing.last_error or self._consuming.last_error
                self.close(timeout=0)
                raise self._not_opened(refusals, last, timeout)

    def consume(
        self,
        queue: str,
        on_delivery: Callable[[Delivery], None],
        *,
        prefetch: int,
        on_cancelled: Callable[[str, str], None] | None = None,
        arguments: Mapping[str, Any] | None = None,
    ) -> None:
        """As `Transport.consume`. Direct replies come on the publishing channel, without acknowledgements."""
        self._must_be_open()
        if queue == DIRECT_REPLY:
            self._calls.put(self._replies.consume, on_delivery)
            return
        subscription = Subscription(
            self._loop,
            queue,
            on_delivery,
            prefetch=prefetch,
            on_cancelled=on_cancelled,
            arguments=arguments or {},
            generations=self._generations,
        )
        self._calls.put(self._begin, subscription)

    def cancel(self, queue: str) -> None:
        """As `Transport.cancel`; what was handed over can still be settled."""
        if self._thread is None:
            return
        ended = threading.Event()
        self._calls.put(self._end, queue, ended.set)
        if threading.current_thread() is not self._thread:
            while not ended.wait(0.5) and not self._ended.is_set():
                pass

    def publish(self, publication: Publication, on_settled: Callable[[Settled], None]) -> None:
        """As `Transport.publish`; callbacks of this transport may publish and never wait for a place."""
        self._window.take(
            len(publication.body),
            wait=threading.current_thread() is not self._thread,
            before_waiting=self._calls.wake,
        )
        outgoing = Outgoing(publication, on_settled, to_pika(publication.properties))
        self._calls.put_quietly(self._publish, outgoing)
        if self._together.is_enough():
            self._calls.wake()

    @contextmanager
    def together(self) -> Iterator[None]:
        """As `Transport.together`."""
        with self._together.gathering():
            yield
        self._calls.wake()

    def acknowledge(self, delivery: Delivery) -> None:
        """As `Transport.acknowledge`."""
        self._calls.put(self._acknowledge, delivery)

    def reject(self, delivery: Delivery, *, requeue: bool) -> None:
        """As `Transport.reject`."""
        self._calls.put(self._reject, delivery, requeue)

    def give_back(self, delivery: Delivery) -> None:
        """As `Transport.give_back`."""
        self._calls.put(self._give_back, delivery)

    def close(self, *, timeout: float = 10.0) -> None:
        """As `Transport.close`; from a callback of this transport it only begins to close."""
        thread = self._thread
        self._window.close()
        if thread is None:
            return
        if not self._closing:
            self._closing = True
            self._calls.put(self._begin_closing, timeout)
        if threading.current_thread() is not thread:
            thread.join(timeout + 2 * _CLOSING_ALLOWANCE)

    # On the I/O thread from here on.

    def _run(self) -> None:
        while not self._ended.is_set():
            guarded(self._turn)
        self._calls.run()
        for publisher in self._publishers:
            publisher.abandon_all()
        self._loop.close()

    def _turn(self) -> None:
        try:
            self._loop.start()
        except AssertionError:
            # pika fails one of its own when a connection is closed while it is being made.
            if not self._closing:
                raise

    def _start(self) -> None:
        self._publisher.start()
        self._publishing.start()
        self._consuming.start()

    def _publish(self, outgoing: Outgoing) -> None:
        if self._direct_replies.should_take(outgoing):
            self._direct_replies.publish(outgoing)
        else:
            self._publisher.publish(outgoing)

    def _look_whether_ready(self) -> None:
        if self._publisher.is_ready and self._consuming.is_up:
            self._when_ready()

    def _consuming_up(self, connection: Any) -> None:
        self._consuming_connection = connection
        for subscription in list(self._all):
            subscription.line_up(connection)
        self._look_whether_ready()

    def _consuming_down(self, reason: BaseException) -> None:
        del reason
        self._consuming_connection = None
        for subscription in list(self._all):
            subscription.line_down()
        self._all.intersection_update(self._subscriptions.values())

    def _begin(self, subscription: Subscription) -> None:
        earlier = self._subscriptions.get(subscription.queue)
        if earlier is not None:
            earlier.cancel(lambda: None)
        self._subscriptions[subscription.queue] = subscription
        self._all.add(subscription)
        if self._consuming_connection is not None:
            subscription.line_up(self._consuming_connection)

    def _end(self, queue: str, on_ended: Callable[[], None]) -> None:
        if queue == DIRECT_REPLY:
            self._replies.cancel(on_ended)
            return
        subscription = self._subscriptions.pop(queue, None)
        if subscription is None:
            on_ended()
        else:
            subscription.cancel(on_ended)

    def _acknowledge(self, delivery: Delivery) -> None:
        owner = self._generations.owner(delivery.generation)
        if owner is not None:
            owner.acknowledge(delivery.tag)
            self._touched.add(owner)

    def _reject(self, delivery: Delivery, requeue: bool) -> None:
        owner = self._generations.owner(delivery.generation)
        if owner is not None:
            owner.reject(delivery.tag, requeue=requeue)
            self._touched.add(owner)

    def _give_back(self, delivery: Delivery) -> None:
        owner = self._generations.owner(delivery.generation)
        if owner is not None:
            owner.give_back(delivery.tag)
            self._touched.add(owner)

    def _flush(self) -> None:
        """After each batch of calls: the acknowledgements in it leave as one, and all that it sends in one write."""
        for subscription in self._touched:
            guarded(subscription.flush)
            if subscription.has_ended:
                self._all.discard(subscription)
        self._touched.clear()
        self._writes.release()

    def _begin_closing(self, timeout: float) -> None:
        for publisher in self._publishers:
            publisher.on_idle = self._close_links_when_idle
        if timeout <= 0:
            self._close_links()
        else:
            self._loop.call_later(timeout, self._close_links)
            self._close_links_when_idle()

    def _close_links_when_idle(self) -> None:
        if all(publisher.is_idle for publisher in self._publishers):
            self._close_links()

    def _close_links(self) -> None:
        for publisher in self._publishers:
            publisher.on_idle = lambda: None
        for subscription in self._all:
            subscription.flush_all()
        publishing = self._publishing.close
        self._consuming.close(lambda: self._direct_replies.link.close(lambda: publishing(self._stop)))
        self._loop.call_later(_CLOSING_ALLOWANCE, self._stop)

    def _stop(self) -> None:
        self._ended.set()
        self._loop.stop()

    def _must_be_open(self) -> None:
        if self._thread is None or self._closing:
            raise TransportClosed("the transport is not open")

    def _not_opened(self, refusals: list[BaseException], last: BaseException | None, timeout: float) -> Exception:
        where = ", ".join(f"{host}:{port}" for host, port in self._settings.hosts)
        who = f"user {self._settings.username!r} in virtual host {self._settings.vhost!r}"
        if refusals:
            return BrokerRefused(
                f"the broker at {where} refused {who}: check its password and rights ({words_of(refusals[0])})"
            )
        heard = words_of(last) if last else "nothing at all"
        return BrokerUnreachable(f"no broker answered at {where} within {timeout:.3g} s: is it running? ({heard})")


def _quiet_driver() -> None:
    """pika repeats as errors, on many lines, what our own log says of a lost line in one sentence."""
    driver = logging.getLogger("pika")
    if driver.level == logging.NOTSET:
        driver.setLevel(logging.CRITICAL)
