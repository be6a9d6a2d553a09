"""A document published again, bytes untouched: to the ladder, to `invalid`, to `dead-letter`, to its bulk lane.

Headers come from a whitelist only: a `CC` that survived would put one reseller's document into another's queues.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from broker_config import names
from broker_config.transport import Properties, Publication
from contracts.transactions import BULK_KEY
from wholesaler_worker.receiving.arrival import carried_headers

if TYPE_CHECKING:
    from datetime import datetime

    from wholesaler_worker.receiving.arrival import Arrival

LONGEST_REASON = 300
_LONGEST_POSTPONED = 300
"""Seconds on one rung of a document that is only waiting."""


def to_next_rung(arrival: Arrival, reason: str, now: datetime) -> Publication:
    """To the delay ladder after a failure, which counts: the rung of the next attempt."""
    attempt = _attempt(arrival) + 1
    return _onto(names.RETRY_RUNGS[min(attempt, len(names.RETRY_RUNGS)) - 1], arrival, reason, now, attempt)


def to_ladder(arrival: Arrival, reason: str, now: datetime) -> Publication:
    """To the delay ladder through no fault of the document, which counts as no failure.

    The first rung that is longer than the document has been waiting already, and never one above `_LONGEST_POSTPONED`:
    what was away for an hour is not found to be back half an hour later.
    """
    first_seen = arrival.origin.first_seen if arrival.origin else None
    waited = (now - first_seen).total_seconds() if first_seen else 0.0
    rungs = [rung for rung in names.RETRY_RUNGS if rung.seconds <= _LONGEST_POSTPONED]
    rung = next((rung for rung in rungs if rung.seconds > waited), rungs[-1])
    return _onto(rung, arrival, reason, now, _attempt(arrival))


def to_wait(arrival: Arrival, reason: str, now: datetime) -> Publication:
    """To the first rung of the delay ladder, and afterwards to the second, for a document that comes before its turn.

    Never further: of several versions of an order each time one at least gets its turn, whichever workers take them.
    """
    waits = arrival.origin.waits if arrival.origin else 0
    rung = names.RETRY_RUNGS[0 if waits == 0 else 1]
    return _onto(rung, arrival, reason, now, _attempt(arrival), waits=waits + 1)


def climbed_out(arrival: Arrival) -> bool:
    """True when the document has been on every rung: one more failure parks it."""
    return _attempt(arrival) >= len(names.RETRY_RUNGS)


def to_invalid(arrival: Arrival, reason: str, now: datetime) -> Publication:
    """Set aside, for the reseller to look at."""
    return _again(arrival, names.INVALID, arrival.delivery.routing_key, _our_headers(arrival, reason, now))


def to_dead_letter(arrival: Arrival, reason: str, ticket: str, now: datetime) -> Publication:
    """Parked, for us to look at."""
    headers = _our_headers(arrival, reason, now) | {names.X_TICKET: ticket} | _attempt_header(_attempt(arrival))
    return _again(arrival, names.DEAD_LETTER, arrival.delivery.routing_key, headers)


def to_bulk(arrival: Arrival, reseller: str, transaction: str) -> Publication:
    """Moved to the lane where it belongs; the property `type`, which the key `bulk` requires, is set if it was not."""
    headers = carried_headers(arrival.delivery.properties.headers)
    return _again(arrival, names.documents_exchange(reseller), BULK_KEY, headers, message_type=transaction)


def ticket_of(arrival: Arrival) -> str:
    """Names one parked document; the same each time the same document is parked."""
    digest = blake2b(arrival.delivery.body, digest_size=5)
    digest.update(arrival.delivery.queue.encode() if arrival.origin is None else arrival.origin.queue.encode())
    return digest.hexdigest().upper()


def _onto(
    rung: names.Rung, arrival: Arrival, reason: str, now: datetime, attempt: int, *, waits: int | None = None
) -> Publication:
    if waits is None:
        waits = arrival.origin.waits if arrival.origin else 0
    headers = _our_headers(arrival, reason, now) | _attempt_header(attempt)
    if waits:
        headers[names.X_WAITS] = waits
    return _again(arrival, names.retry_exchange(rung.name), arrival.delivery.routing_key, headers)


def _attempt(arrival: Arrival) -> int:
    return arrival.origin.attempt if arrival.origin else 0


def _attempt_header(attempt: int) -> dict[str, Any]:
    return {names.X_ATTEMPT: attempt} if attempt else {}


def _our_headers(arrival: Arrival, reason: str, now: datetime) -> dict[str, Any]:
    origin = arrival.origin
    return carried_headers(arrival.delivery.properties.headers) | {
        names.X_ORIGIN: origin.queue if origin else arrival.delivery.queue,
        names.X_REASON: reason[:LONGEST_REASON],
        names.X_FIRST_SEEN: ((origin.first_seen if origin else None) or now).isoformat(timespec="milliseconds"),
    }


def _again(
    arrival: Arrival, exchange: str, routing_key: str, headers: dict[str, Any], *, message_type: str | None = None
) -> Publication:
    properties = arrival.delivery.properties
    return Publication(
        exchange=exchange,
        routing_key=routing_key,
        # `expiration` is left behind: it would cut a rung short, or bury what waits for a person.
        properties=Properties(
            content_type=properties.content_type,
            content_encoding=properties.content_encoding,
            correlation_id=properties.correlation_id,
            reply_to=properties.reply_to,
            message_id=properties.message_id,
            timestamp=properties.timestamp,
            type=message_type or properties.type,
            user_id=properties.user_id,
            app_id=properties.app_id,
            headers=headers,
        ),
        body=arrival.delivery.body,
    )
