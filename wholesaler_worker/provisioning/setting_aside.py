"""A message of the network's systems that is not carried out, published again for a person, bytes untouched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config import names
from broker_config.transport import Properties, Publication
from wholesaler_worker.receiving.arrival import carried_headers
from wholesaler_worker.serving.republishing import LONGEST_REASON

if TYPE_CHECKING:
    from datetime import datetime

    from broker_config.transport import Delivery


def set_aside(delivery: Delivery, reason: str, now: datetime) -> Publication:
    """To `invalid`: the network's systems said what cannot be, or nothing that can be read."""
    return _again(delivery, names.INVALID, reason, now)


def parked(delivery: Delivery, reason: str, now: datetime) -> Publication:
    """To `dead-letter`: it can be read, and we could not carry it out."""
    return _again(delivery, names.DEAD_LETTER, reason, now)


def _again(delivery: Delivery, exchange: str, reason: str, now: datetime) -> Publication:
    """`expiration` and headers that are not ours are left behind, as with documents."""
    properties = delivery.properties
    headers = carried_headers(properties.headers) | {
        names.X_ORIGIN: delivery.queue,
        names.X_REASON: reason[:LONGEST_REASON],
        names.X_FIRST_SEEN: now.isoformat(timespec="milliseconds"),
    }
    return Publication(
        exchange=exchange,
        routing_key=delivery.routing_key,
        properties=Properties(
            content_type=properties.content_type,
            content_encoding=properties.content_encoding,
            correlation_id=properties.correlation_id,
            message_id=properties.message_id,
            timestamp=properties.timestamp,
            type=properties.type,
            user_id=properties.user_id,
            app_id=properties.app_id,
            headers=headers,
        ),
        body=delivery.body,
    )
