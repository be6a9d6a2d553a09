"""Which queues are consumed, and at which prefetch."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from broker_config import names
from contracts.transactions import Lane

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from broker_config.transport import Delivery, Transport

_LOG = logging.getLogger(__name__)

PREFETCH = {Lane.INQUIRY: 100, Lane.ORDER: 250, Lane.BULK: 1}
RETRIED_PREFETCH = 100
_SHARE_AFTER_OVERFLOW = 10


class Consuming:
    """The consumers of this process; used by one thread."""

    def __init__(self, transport: Transport, lanes: Collection[Lane], on_delivery: Callable[[Delivery], None]) -> None:
        self._transport = transport
        self._lanes = tuple(lane for lane in Lane if lane in lanes)
        self._on_delivery = on_delivery
        self._prefetch: dict[str, int] = {}
        self._consumed: dict[str, int] = {}

    def consume_retried(self) -> None:
        """Take what comes back from the ladder, of every reseller and lane."""
        self._consume(names.RETRIED, self._prefetch.get(names.RETRIED, RETRIED_PREFETCH))

    def resume(self, reseller: str) -> None:
        """Consume the reseller's lanes at their usual prefetch."""
        for lane in self._lanes:
            queue = names.lane_queue(reseller, lane)
            self._consume(queue, self._prefetch.get(queue, PREFETCH[lane]))

    def slow_down(self, reseller: str) -> None:
        """Consume the reseller's lanes, one document at a time."""
        for lane in self._lanes:
            self._consume(names.lane_queue(reseller, lane), 1)

    def stop(self, reseller: str) -> None:
        """Leave the reseller's documents in its queues."""
        for lane in self._lanes:
            self._cancel(names.lane_queue(reseller, lane))

    def shrink(self, queue: str) -> bool:
        """Its documents are so large that they found no room: consume it no more, and fewer at a time when resumed.

        False when it is not consumed any more.
        """
        before = self._consumed.get(queue)
        if before is None:
            return False
        if before > 1:
            self._prefetch[queue] = max(1, before // _SHARE_AFTER_OVERFLOW)
        self._cancel(queue)
        return True

    def stop_all(self) -> None:
        """Take nothing more."""
        for queue in list(self._consumed):
            self._cancel(queue)

    def _consume(self, queue: str, prefetch: int) -> None:
        if self._consumed.get(queue) == prefetch:
            return
        self._cancel(queue)
        self._consumed[queue] = prefetch
        self._transport.consume(queue, self._on_delivery, prefetch=prefetch, on_cancelled=_cancelled)
        _LOG.debug("consuming %s, prefetch %d", queue, prefetch, extra={"action": "consume", "queue": queue})

    def _cancel(self, queue: str) -> None:
        if self._consumed.pop(queue, None) is not None:
            self._transport.cancel(queue)


def _cancelled(queue: str, reason: str) -> None:
    _LOG.warning(
        "the broker ended the consumer of %s (%s); it is tried again",
        queue,
        reason,
        extra={"action": "consume.cancelled", "queue": queue},
    )
