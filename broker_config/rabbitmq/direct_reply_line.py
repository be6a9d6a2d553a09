"""Direct replies to nodes that were not proved yet: on a connection of their own, which may end without harm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from broker_config.direct_replies import node_of
from broker_config.names import DEFAULT_EXCHANGE, DIRECT_REPLY_PREFIX
from broker_config.rabbitmq.link import Link
from broker_config.rabbitmq.publisher import Publisher
from broker_config.rabbitmq.reply_consumer import ReplyConsumer
from broker_config.transport import PublishOutcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from broker_config.rabbitmq.confirm_channel import Outgoing
    from broker_config.rabbitmq.gathered_writes import GatheredWrites
    from broker_config.rabbitmq.window import Window
    from broker_config.settings import BrokerSettings
    from broker_config.transport import Settled

_MOST_NODES = 1000
"""A broker that takes any node (4.2 and later) would let a sender prove as many as it invents."""


class DirectReplyLine:
    """Lives on the I/O thread. The connection is made when it is first needed.

    A forged token ends the connection that publishes to it (see `broker_config.direct_replies`). On the line of all
    answers one requester could so stop everybody's; here it only delays the first direct reply to a node.
    """

    def __init__(
        self, loop: Any, settings: BrokerSettings, writes: GatheredWrites, window: Window, deadline: float
    ) -> None:
        self.publisher = Publisher(loop, window, deadline, ReplyConsumer())
        self.link = Link(
            loop,
            settings,
            writes,
            "direct replies",
            on_up=self.publisher.line_up,
            on_down=self.publisher.line_down,
        )
        self.publisher.link = self.link
        self.link.on_unblocked = self.publisher.unblocked
        self._proved: set[str] = set()
        self._started = False

    def should_take(self, outgoing: Outgoing) -> bool:
        """True for a direct reply to a node that has taken none yet; from now on its outcome is watched."""
        exchange, key = outgoing.destination
        if exchange != DEFAULT_EXCHANGE or not key.startswith(DIRECT_REPLY_PREFIX):
            return False
        node = node_of(key)
        if node is None:
            return True
        outgoing.on_settled = self._watched(node, outgoing.on_settled)
        return node not in self._proved

    def publish(self, outgoing: Outgoing) -> None:
        """Send it here."""
        if not self._started:
            self._started = True
            self.publisher.start()
            self.link.start()
        self.publisher.publish(outgoing)

    def _watched(self, node: str, on_settled: Callable[[Settled], None]) -> Callable[[Settled], None]:
        def settled(how: Settled) -> None:
            if how.outcome is not PublishOutcome.CONFIRMED:
                self._proved.discard(node)
            elif len(self._proved) < _MOST_NODES:
                self._proved.add(node)
            on_settled(how)

        return settled
