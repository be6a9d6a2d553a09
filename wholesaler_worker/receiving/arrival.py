"""A delivery with where it came from: the queue is the sender's identity, never what the message says of itself."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from broker_config import names

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from broker_config.transport import Delivery
    from contracts.transactions import Lane

_SEGMENT_MARK = b'"request"'
"""Stands once in every segment: counting it costs microseconds, where reading the document costs milliseconds."""
SUSPICIOUS_DELIVERIES = 3
"""Delivered so often, a document may have ended its worker each time: it is begun alone, and tried first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The lane queue a document entered by; `attempt` counts earlier failures of handling it, `waits` how often it came
    before its turn.

    `first_seen` has a time zone, and is None when this is the first time.
    """

    reseller: str
    lane: Lane
    queue: str
    attempt: int = 0
    waits: int = 0
    first_seen: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One delivery in hand. `origin` is None when it came by no lane, which only a mistake of ours can bring about."""

    delivery: Delivery
    origin: Origin | None
    deliveries_before: int
    arrived_at: float
    """On the monotonic clock, in seconds."""
    segments: int
    """An estimate, to bound a batch before anything was read."""

    @property
    def is_suspicious(self) -> bool:
        """True when it has been near too often when a worker ended."""
        return self.deliveries_before >= SUSPICIOUS_DELIVERIES

    @property
    def size(self) -> int:
        """Bytes of its body."""
        return len(self.delivery.body)


def arrival_of(delivery: Delivery) -> Arrival:
    """Say where a delivery came from. Cheap: it runs on the transport's I/O thread."""
    count = delivery.properties.headers.get(names.X_DELIVERY_COUNT) if delivery.redelivered else 0
    return Arrival(
        delivery=delivery,
        origin=_origin_of(delivery),
        # A count that the broker did not set is the sender's own: it is believed on a redelivery only.
        deliveries_before=count if isinstance(count, int) else 0,
        arrived_at=time.monotonic(),
        segments=max(1, delivery.body.count(_SEGMENT_MARK)),
    )


def _origin_of(delivery: Delivery) -> Origin | None:
    if delivery.queue != names.RETRIED:
        return _lane_origin(delivery.queue)
    # Only the wholesaler may write to the ladder, so our headers can be believed here, and only here.
    headers = delivery.properties.headers
    origin = headers.get(names.X_ORIGIN)
    return _lane_origin(
        origin if isinstance(origin, str) else "",
        attempt=_count(headers.get(names.X_ATTEMPT)),
        waits=_count(headers.get(names.X_WAITS)),
        first_seen=_moment(headers.get(names.X_FIRST_SEEN)),
    )


def _count(found: object) -> int:
    return found if isinstance(found, int) else 0


def _moment(found: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(found))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _lane_origin(queue: str, *, attempt: int = 0, waits: int = 0, first_seen: datetime | None = None) -> Origin | None:
    parsed = names.parse_lane_queue(queue)
    if parsed is None:
        return None
    reseller, lane = parsed
    return Origin(reseller=reseller, lane=lane, queue=queue, attempt=attempt, waits=waits, first_seen=first_seen)


def carried_headers(headers: Mapping[str, Any]) -> dict[str, Any]:
    """What of a sender's headers goes with the document when we publish it again: `traceparent`, if it is one."""
    traceparent = traceparent_of(headers)
    return {} if traceparent is None else {names.TRACEPARENT: traceparent}


def traceparent_of(headers: Mapping[str, Any]) -> str | None:
    """The trace a document belongs to (W3C Trace Context), or None when the header is not of that form."""
    found = headers.get(names.TRACEPARENT)
    if isinstance(found, str) and len(found) == _TRACEPARENT_LENGTH and found.isascii() and found.isprintable():
        return found
    return None


_TRACEPARENT_LENGTH = 55
