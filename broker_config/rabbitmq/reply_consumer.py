"""Takes direct replies: on the channel that publishes the requests, without acknowledgements, as the broker demands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from broker_config.names import DIRECT_REPLY
from broker_config.rabbitmq.calls import guarded
from broker_config.rabbitmq.properties import from_pika
from broker_config.transport import Delivery

if TYPE_CHECKING:
    from collections.abc import Callable


class ReplyConsumer:
    """Lives on the I/O thread. Replies to requests of an earlier channel are lost, which direct replies allow."""

    def __init__(self) -> None:
        self._on_delivery: Callable[[Delivery], None] | None = None
        self._channel: Any = None
        self._consumer_tag = ""

    def channel_ready(self, channel: Any) -> None:
        """A channel that publishes was opened."""
        self._channel = channel
        self._begin()

    def channel_gone(self) -> None:
        """It was closed."""
        self._channel = None
        self._consumer_tag = ""

    def consume(self, on_delivery: Callable[[Delivery], None]) -> None:
        """Hand over replies from now on; their generation is 0, so settling them does nothing."""
        self._on_delivery = on_delivery
        self._begin()

    def cancel(self, on_ended: Callable[[], None]) -> None:
        """Hand over nothing more."""
        self._on_delivery = None
        if self._channel is not None and self._channel.is_open and self._consumer_tag:
            self._channel.basic_cancel(self._consumer_tag)
            self._consumer_tag = ""
        on_ended()

    def _begin(self) -> None:
        if self._on_delivery is not None and self._channel is not None and not self._consumer_tag:
            self._consumer_tag = self._channel.basic_consume(DIRECT_REPLY, self._deliver, auto_ack=True)

    def _deliver(self, channel: Any, method: Any, properties: Any, body: bytes) -> None:
        del channel
        if self._on_delivery is None:
            return
        delivery = Delivery(
            queue=DIRECT_REPLY,
            exchange=method.exchange,
            routing_key=method.routing_key,
            redelivered=False,
            properties=from_pika(properties),
            body=body,
            generation=0,
            tag=0,
        )
        guarded(self._on_delivery, delivery)
