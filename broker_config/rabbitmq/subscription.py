"""One queue consumed on a channel of its own, again after every loss."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from broker_config.names import X_STREAM_OFFSET
from broker_config.rabbitmq.acknowledgements import Acknowledgements
from broker_config.rabbitmq.back_off import BackOff
from broker_config.rabbitmq.calls import guarded
from broker_config.rabbitmq.properties import from_pika
from broker_config.transport import Delivery

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from broker_config.rabbitmq.generations import Generations

logger = logging.getLogger(__name__)

_STRAGGLER_PATIENCE = 0.02
"""Seconds that an acknowledgement waits for those before it; longer would starve the prefetch window."""


class Subscription:
    """Lives on the I/O thread. A channel per queue: what closes one (queue deleted, right withdrawn) harms no other."""

    def __init__(
        self,
        loop: Any,
        queue: str,
        on_delivery: Callable[[Delivery], None],
        *,
        prefetch: int,
        on_cancelled: Callable[[str, str], None] | None,
        arguments: Mapping[str, Any],
        generations: Generations,
    ) -> None:
        self.queue = queue
        self.generation = 0
        self._loop = loop
        self._on_delivery = on_delivery
        self._prefetch = prefetch
        self._on_cancelled = on_cancelled
        self._arguments = dict(arguments)
        # Only who asks for an offset reads a stream; on another queue the header is a sender's own invention.
        self._is_stream = X_STREAM_OFFSET in arguments
        self._generations = generations
        self._connection: Any = None
        self._channel: Any = None
        self._consumer_tag = ""
        self._acks = Acknowledgements()
        self._last_tag = 0
        self._offsets: dict[int, int] = {}
        self._next_offset: int | None = None
        self._back_off = BackOff(first=0.2)
        self._straggler_timer = False
        self._ending: Callable[[], None] | None = None

    @property
    def has_ended(self) -> bool:
        """True when it was cancelled and nothing of it is left to settle."""
        return self._ending is not None and self._channel is None

    def line_up(self, connection: Any) -> None:
        """Consume on this connection from now on."""
        self._connection = connection
        self._open_channel()

    def line_down(self) -> None:
        """The connection is gone and all its deliveries with it."""
        self._connection = None
        self._forget_channel()
        self._report_ended()

    def acknowledge(self, tag: int) -> None:
        """Note it; `flush` tells the broker."""
        if self._acks.settle(tag, acknowledge=True) and self._offsets:
            self._remember_offset(tag)

    def reject(self, tag: int, *, requeue: bool) -> None:
        """Counts as a failed delivery on every version."""
        if self._settle_now(tag):
            self._channel.basic_reject(tag, requeue=requeue)

    def give_back(self, tag: int) -> None:
        """A nack: from 4.3 on it does not count as a failed delivery."""
        if self._settle_now(tag):
            self._channel.basic_nack(tag, multiple=False, requeue=True)

    def _settle_now(self, tag: int) -> bool:
        return self._channel is not None and self._channel.is_open and self._acks.settle(tag, acknowledge=False)

    def flush(self) -> None:
        """Send what can be sent as one; what waits behind a gap follows singly a little later."""
        if self._channel is None or not self._channel.is_open:
            return
        tag = self._acks.run()
        if tag:
            self._channel.basic_ack(tag, multiple=True)
        if self._acks.has_stragglers and not self._straggler_timer:
            self._straggler_timer = True
            self._loop.call_later(_STRAGGLER_PATIENCE, self._send_stragglers)
        self._close_if_done()

    def flush_all(self) -> None:
        """Send every acknowledgement now, because the line is about to be closed."""
        self.flush()
        self._send_stragglers()

    def cancel(self, on_ended: Callable[[], None]) -> None:
        """Stop; what was handed over can still be settled until the channel goes."""
        self._ending = on_ended
        if self._channel is not None and self._channel.is_open and self._consumer_tag:
            # pika itself returns what still arrives until the broker has confirmed this.
            self._channel.basic_cancel(self._consumer_tag, callback=lambda _: self._cancelled())
        else:
            self._report_ended()

    def _cancelled(self) -> None:
        self._consumer_tag = ""
        self._report_ended()
        self._close_if_done()

    def _close_if_done(self) -> None:
        """A channel whose consumer is gone is of use until its last delivery is settled."""
        if self._ending is None or self._consumer_tag or not self._acks.all_settled(self._last_tag):
            return
        channel = self._channel
        if channel is not None and channel.is_open and not self._acks.has_stragglers:
            self._forget_channel()
            channel.close()

    def _open_channel(self) -> None:
        if self._connection is not None and self._connection.is_open and self._ending is None:
            self._connection.channel(on_open_callback=self._opened)

    def _opened(self, channel: Any) -> None:
        if self._ending is not None:
            channel.close()
            return
        self._channel = channel
        self._acks = Acknowledgements()
        self._last_tag = 0
        self.generation = self._generations.new(self)
        channel.add_on_close_callback(self._closed)
        channel.add_on_cancel_callback(self._cancelled_by_broker)
        channel.basic_qos(prefetch_count=self._prefetch)
        self._consumer_tag = channel.basic_consume(
            self.queue, self._deliver, arguments=self._arguments or None, callback=lambda _: self._back_off.reset()
        )

    def _deliver(self, channel: Any, method: Any, properties: Any, body: bytes) -> None:
        if channel is not self._channel:
            return
        self._last_tag = method.delivery_tag
        ours = from_pika(properties)
        offset = ours.headers.get(X_STREAM_OFFSET)
        if self._is_stream and offset is not None:
            self._offsets[method.delivery_tag] = offset
        delivery = Delivery(
            queue=self.queue,
            exchange=method.exchange,
            routing_key=method.routing_key,
            redelivered=method.redelivered,
            properties=ours,
            body=body,
            generation=self.generation,
            tag=method.delivery_tag,
        )
        guarded(self._on_delivery, delivery)

    def _remember_offset(self, tag: int) -> None:
        offset = self._offsets.pop(tag, None)
        if offset is not None:
            self._next_offset = max(self._next_offset or 0, offset + 1)

    def _resume_stream(self) -> None:
        """A stream goes on at the first that was not acknowledged, not where it began."""
        if self._offsets:
            self._next_offset = min(self._offsets.values())
            self._offsets.clear()
        if self._next_offset is not None:
            self._arguments[X_STREAM_OFFSET] = self._next_offset

    def _send_stragglers(self) -> None:
        self._straggler_timer = False
        if self._channel is not None and self._channel.is_open:
            for tag in self._acks.stragglers():
                self._channel.basic_ack(tag)

    def _cancelled_by_broker(self, method: Any) -> None:
        del method
        self._lost(f"the broker ended the consumer of {self.queue}: the queue was deleted or its leader went away")

    def _closed(self, channel: Any, reason: BaseException) -> None:
        if channel is self._channel and self._connection is not None and self._connection.is_open:
            self._lost(str(reason))

    def _lost(self, reason: str) -> None:
        old = self._channel
        self._forget_channel()
        if old is not None and old.is_open:
            old.close()
        if self._ending is not None:
            self._report_ended()
            return
        pause = self._back_off.pause()
        logger.warning("%s; consuming again in %.1f s", reason, pause, extra={"action": "broker.consumer_lost"})
        self._loop.call_later(pause, self._open_channel)
        if self._on_cancelled is not None:
            guarded(self._on_cancelled, self.queue, reason)

    def _forget_channel(self) -> None:
        self._channel = None
        self._consumer_tag = ""
        self._generations.end(self.generation)
        self._resume_stream()

    def _report_ended(self) -> None:
        report = self._ending
        if report is not None:
            self._ending = lambda: None
            report()
