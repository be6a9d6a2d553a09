"""One channel in confirm mode: it numbers publications as the broker does and says which were taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from pika import spec

if TYPE_CHECKING:
    from collections.abc import Callable

    from broker_config.rabbitmq.back_off import BackOff
    from broker_config.transport import Publication, Settled


@dataclass(eq=False, slots=True)
class Outgoing:
    """A publication on its way; times are of `time.monotonic`, 0 before it was sent first."""

    publication: Publication
    on_settled: Callable[[Settled], None]
    properties: Any
    deadline: float = 0.0
    sent_at: float = 0.0
    returned: str = ""
    back_off: BackOff | None = None

    @property
    def destination(self) -> tuple[str, str]:
        """Exchange and routing key."""
        return self.publication.exchange, self.publication.routing_key


class ChannelOwner(Protocol):
    """Who is told what becomes of a channel and its publications."""

    def channel_ready(self, channel: ConfirmChannel) -> None:
        """Publications can be sent."""

    def confirmed(self, outgoing: list[Outgoing]) -> None:
        """The broker has them, or has returned them (`returned` says so)."""

    def nacked(self, outgoing: list[Outgoing]) -> None:
        """The broker could not take them now."""

    def channel_closed(self, channel: ConfirmChannel, reason: BaseException) -> None:
        """The channel alone was closed; its `unconfirmed` may have arrived or not."""


class ConfirmChannel:
    """Lives on the I/O thread; opens itself. `unconfirmed` is in the order of sending: pika keeps no record of it."""

    def __init__(self, connection: Any, owner: ChannelOwner) -> None:
        self.unconfirmed: dict[int, Outgoing] = {}
        self.is_ready = False
        self.raw: Any = None
        self._owner = owner
        self._connection = connection
        self._sequence = 0
        connection.channel(on_open_callback=self._opened)

    def publish(self, outgoing: Outgoing) -> None:
        """Send; raises what pika raises for what AMQP cannot carry, and then nothing was sent."""
        publication = outgoing.publication
        self.raw.basic_publish(
            publication.exchange,
            publication.routing_key,
            publication.body,
            outgoing.properties,
            mandatory=publication.mandatory,
        )
        self._sequence += 1
        self.unconfirmed[self._sequence] = outgoing

    def abandon(self) -> list[Outgoing]:
        """Listen no longer; returns what the broker has not answered, in the order it was sent."""
        self.is_ready = False
        self._owner = _Nobody()
        left = list(self.unconfirmed.values())
        self.unconfirmed.clear()
        return left

    def _opened(self, channel: Any) -> None:
        self.raw = channel
        channel.add_on_close_callback(self._closed)
        channel.add_on_return_callback(self._returned)
        channel.confirm_delivery(self._answered, callback=self._selected)

    def _selected(self, frame: Any) -> None:
        del frame
        self.is_ready = True
        self._owner.channel_ready(self)

    def _answered(self, frame: Any) -> None:
        method = frame.method
        outgoing = self._take(method.delivery_tag, multiple=method.multiple)
        if not outgoing:
            return
        if isinstance(method, spec.Basic.Ack):
            self._owner.confirmed(outgoing)
        else:
            self._owner.nacked(outgoing)

    def _take(self, tag: int, *, multiple: bool) -> list[Outgoing]:
        if not multiple:
            one = self.unconfirmed.pop(tag, None)
            return [one] if one is not None else []
        tags = []
        for sequence in self.unconfirmed:
            if sequence > tag:
                break
            tags.append(sequence)
        return [self.unconfirmed.pop(sequence) for sequence in tags]

    def _returned(self, channel: Any, method: Any, properties: Any, body: bytes) -> None:
        """A return has no number, and comes before the confirm: mark the first that it can be."""
        del channel
        for outgoing in self.unconfirmed.values():
            publication = outgoing.publication
            if (
                not outgoing.returned
                and publication.mandatory
                and outgoing.destination == (method.exchange, method.routing_key)
                and publication.properties.message_id == properties.message_id
                and publication.body == body
            ):
                outgoing.returned = f"{method.reply_code} {method.reply_text}"
                return

    def _closed(self, channel: Any, reason: BaseException) -> None:
        del channel
        self.is_ready = False
        # With the connection gone too, its own end is what counts; it is reported right after.
        if self._connection.is_open:
            self._owner.channel_closed(self, reason)


class _Nobody:
    def channel_ready(self, channel: ConfirmChannel) -> None:
        pass

    def confirmed(self, outgoing: list[Outgoing]) -> None:
        pass

    def nacked(self, outgoing: list[Outgoing]) -> None:
        pass

    def channel_closed(self, channel: ConfirmChannel, reason: BaseException) -> None:
        pass
