"""Publishes with confirms over every loss of the line, and finds the one publication that the broker closes for."""

from __future__ import annotations

import logging
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Any

from pika import exceptions

from broker_config.names import DIRECT_REPLY_PREFIX
from broker_config.rabbitmq.back_off import BackOff
from broker_config.rabbitmq.calls import guarded
from broker_config.rabbitmq.confirm_channel import ConfirmChannel, Outgoing
from broker_config.rabbitmq.nack_streak import NackStreak
from broker_config.transport import PublishOutcome, Settled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from broker_config.rabbitmq.link import Link
    from broker_config.rabbitmq.reply_consumer import ReplyConsumer
    from broker_config.rabbitmq.window import Window

logger = logging.getLogger(__name__)

_FOR_ONE_PUBLICATION = frozenset({403, 404, 406, 501, 502, 540})
"""Codes with which the broker closes for what was published: no right, no exchange, wrong property or size (channel);
a header that fits no frame, a value it cannot read or does not know (connection)."""
_INTERNAL_ERROR = 541
"""The broker's own fault, for which nothing published is to blame, but for a direct reply with a forged token."""
_WATCH_INTERVAL = 1.0


class Publisher:
    """Lives on the I/O thread. `link` is set by whoever builds both.

    `on_ready` is called for each channel that can publish, `on_idle` whenever the last publication is settled.
    """

    link: Link

    def __init__(self, loop: Any, window: Window, deadline: float, replies: ReplyConsumer) -> None:
        self.on_idle: Callable[[], None] = lambda: None
        self.on_ready: Callable[[], None] = lambda: None
        self._loop = loop
        self._window = window
        self._deadline = deadline
        self._replies = replies
        self._connection: Any = None
        self._channel: ConfirmChannel | None = None
        self._waiting: deque[Outgoing] = deque()
        self._suspects: deque[Outgoing] = deque()
        self._resting: dict[Outgoing, None] = {}
        self._streak = NackStreak()
        self._channel_back_off = BackOff()
        self._probing = False
        self._heard_at = 0.0

    @property
    def is_ready(self) -> bool:
        """True when a publication would go out at once."""
        return self._channel is not None and self._channel.is_ready and not self.link.is_blocked

    @property
    def is_idle(self) -> bool:
        """True when every publication is settled."""
        channel = self._channel
        return not (self._waiting or self._suspects or self._resting or (channel is not None and channel.unconfirmed))

    def start(self) -> None:
        """Watch for confirms that do not come."""
        self._loop.call_later(_WATCH_INTERVAL, self._watch)

    def publish(self, outgoing: Outgoing) -> None:
        """Send now, or when the line can take it."""
        channel = self._channel
        queued = self._waiting or self._probing
        if channel is None or queued or not self.is_ready or not self._send(channel, outgoing, monotonic()):
            self._waiting.append(outgoing)

    def feed(self) -> None:
        """Send what waits: everything, or a single one while one of several is suspected."""
        channel = self._channel
        if channel is None or not self.is_ready:
            return
        now = monotonic()
        while self._suspects and not channel.unconfirmed and self._send(channel, self._suspects[0], now):
            self._suspects.popleft()
        self._probing = bool(self._suspects) or (self._probing and bool(channel.unconfirmed))
        while self._waiting and not self._probing and self._send(channel, self._waiting[0], now):
            self._waiting.popleft()

    def unblocked(self) -> None:
        """The broker takes publications again; the time it did not counts for no confirm."""
        self._heard_at = monotonic()
        self.feed()

    def line_up(self, connection: Any) -> None:
        """A new connection; everything unsettled goes out again on it."""
        self._connection = connection
        self._open_channel()

    def line_down(self, reason: BaseException) -> None:
        """The connection ended; what the broker has not confirmed is kept in its order."""
        self._connection = None
        self._replies.channel_gone()
        unconfirmed = self._drop_channel()
        if not isinstance(reason, LeavingNode):
            for outgoing in (*unconfirmed, *self._suspects, *self._resting, *self._waiting):
                outgoing.deadline = 0.0  # the time without a line is not the destination's fault
        self._sort_out(unconfirmed, reason)

    def abandon_all(self) -> None:
        """The transport ends: whatever is left may have arrived or not."""
        left = [*self._drop_channel(), *self._suspects, *self._resting, *self._waiting]
        for held in (self._waiting, self._suspects, self._resting):
            held.clear()
        self._settle(left, PublishOutcome.ABANDONED, "the line was closed before the broker confirmed")

    def channel_ready(self, channel: ConfirmChannel) -> None:
        """Consume direct replies first: a request that names them is refused without a consumer on its channel."""
        self._heard_at = monotonic()
        self._replies.channel_ready(channel.raw)
        self.feed()
        self.on_ready()

    def confirmed(self, outgoing: list[Outgoing]) -> None:
        """Taken by the broker, or returned."""
        self._heard_at = monotonic()
        self._channel_back_off.reset()
        for one in outgoing:
            self._streak.acked(one.destination)
        self._settle(outgoing, PublishOutcome.CONFIRMED)
        if self._waiting or self._probing:
            self.feed()

    def nacked(self, outgoing: list[Outgoing]) -> None:
        """Try again with growing pauses until the deadline; what lies behind is mostly a full queue."""
        now = self._heard_at = monotonic()
        given_up = []
        for one in outgoing:
            if self._streak.nacked(one.destination, final=now >= one.deadline):
                given_up.append(one)
                continue
            one.back_off = one.back_off or BackOff(first=0.05, longest=1.0)
            self._resting[one] = None
            pause = min(one.back_off.pause(), one.deadline - now)
            self._loop.call_later(pause, lambda one=one: self._retry(one))
        self._settle(given_up, PublishOutcome.REFUSED, "the broker does not take it: the queue behind it is full")
        if self._streak.suggests_next_host(now):
            self.link.move_on(LeavingNode("the node refuses everything, which on RabbitMQ 3.10 a dead leader does"))
        else:
            self.feed()

    def channel_closed(self, channel: ConfirmChannel, reason: BaseException) -> None:
        """The channel alone went: for one publication, or for reasons of the broker's own."""
        if channel is not self._channel:
            return
        self._replies.channel_gone()
        unconfirmed = self._drop_channel()
        self._sort_out(unconfirmed, reason)
        pause = 0.0 if unconfirmed and _is_for_one_publication(reason) else self._channel_back_off.pause()
        self._loop.call_later(pause, self._open_channel)

    def _open_channel(self) -> None:
        if self._connection is not None and self._connection.is_open and self._channel is None:
            self._channel = ConfirmChannel(self._connection, self)

    def _drop_channel(self) -> list[Outgoing]:
        channel, self._channel = self._channel, None
        return channel.abandon() if channel is not None else []

    def _sort_out(self, unconfirmed: list[Outgoing], reason: BaseException) -> None:
        """Refuse the one guilty publication if it is certain; else send all again, one by one if one is guilty.

        The broker closes at the first bad publication and forgets the confirms that it owes for those before it. Its
        words name no publication for certain, so each suspect is sent alone: then there is no doubt.
        """
        for outgoing in unconfirmed:
            outgoing.returned = ""
        suspects = dict.fromkeys(outgoing for outgoing in unconfirmed if _may_be_the_reason(outgoing, reason))
        if len(suspects) == len(unconfirmed) == 1:
            self._settle(unconfirmed, PublishOutcome.REFUSED, str(getattr(reason, "reply_text", reason)))
            return
        self._waiting.extendleft(outgoing for outgoing in reversed(unconfirmed) if outgoing not in suspects)
        self._suspects.extendleft(reversed(suspects))
        self._probing = bool(self._suspects)

    def _send(self, channel: ConfirmChannel, outgoing: Outgoing, now: float) -> bool:
        """False when the channel is just going; its end is reported next. What cannot be sent at all is settled."""
        outgoing.sent_at = now
        if not outgoing.deadline:
            outgoing.deadline = now + self._deadline
        try:
            channel.publish(outgoing)
        except (exceptions.AMQPChannelError, exceptions.AMQPConnectionError):
            return False
        except Exception as error:  # noqa: BLE001 - pika has no common class for what AMQP cannot carry
            detail = f"it cannot be written as AMQP: {error!r}"
            self._settle([outgoing], PublishOutcome.REFUSED, detail)
        return True

    def _retry(self, outgoing: Outgoing) -> None:
        if outgoing in self._resting:
            del self._resting[outgoing]
            self.publish(outgoing)

    def _settle(self, outgoing: Iterable[Outgoing], outcome: PublishOutcome, detail: str = "") -> None:
        places = size = 0
        for one in outgoing:
            places += 1
            size += len(one.publication.body)
            if one.returned:
                settled = Settled(publication=one.publication, outcome=PublishOutcome.RETURNED, detail=one.returned)
            else:
                settled = Settled(publication=one.publication, outcome=outcome, detail=detail)
            guarded(one.on_settled, settled)
        if places:
            self._window.give_back(places, size)
            if self.is_idle:
                self.on_idle()

    def _watch(self) -> None:
        """A broker that says nothing for a whole deadline, though not blocked, is taken for dead."""
        channel = self._channel
        if channel is not None and channel.unconfirmed and not self.link.is_blocked:
            oldest = next(iter(channel.unconfirmed.values()))
            if monotonic() - max(oldest.sent_at, self._heard_at) > self._deadline:
                self.link.move_on(LeavingNode(f"no confirm came in {self._deadline:g} s"))
        self._loop.call_later(_WATCH_INTERVAL, self._watch)


class LeavingNode(exceptions.AMQPConnectionError):  # type: ignore[misc] # pika has no types
    """We end the connection ourselves to try the next node."""


def _may_be_the_reason(outgoing: Outgoing, reason: BaseException) -> bool:
    if _is_for_one_publication(reason):
        return True
    internal = isinstance(reason, exceptions.ConnectionClosedByBroker) and reason.reply_code == _INTERNAL_ERROR
    return internal and outgoing.publication.routing_key.startswith(DIRECT_REPLY_PREFIX)


def _is_for_one_publication(reason: BaseException) -> bool:
    closed = (exceptions.ChannelClosedByBroker, exceptions.ConnectionClosedByBroker)
    return isinstance(reason, closed) and reason.reply_code in _FOR_ONE_PUBLICATION
