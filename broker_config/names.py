"""Every name of an exchange, queue, user, virtual host and header that is ours; nothing else writes one out.

Resellers' programs and operators use these names: they are part of the contract.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from contracts.transactions import Lane

WHOLESALE_VHOST: Final = "wholesale"

ANSWERS: Final = "answers"
NOTIFICATIONS: Final = "notifications"
RETRIED: Final = "retried"
INVALID: Final = "invalid"
DEAD_LETTER: Final = "dead-letter"
PROVISIONING: Final = "provisioning"
PROVISIONING_QUEUE: Final = "wholesaler.provisioning"
REFERENCE: Final = "reference"
TAP_DOCUMENTS: Final = "tap.documents"
TAP_ANSWERS: Final = "tap.answers"
TAP_PARKED: Final = "tap.parked"
INTAKE: Final = "intake"
DELIVERY: Final = "delivery"

DEFAULT_EXCHANGE: Final = ""
DEFAULT_EXCHANGE_RESOURCE: Final = "amq.default"
"""What permissions call the exchange without a name."""
DIRECT_REPLY: Final = "amq.rabbitmq.reply-to"
"""What a requester consumes, and names in `reply_to`, for a fast answer that is lost with its connection."""
DIRECT_REPLY_PREFIX: Final = "amq.rabbitmq.reply-to."
"""What the broker makes of it on the way: this and a token."""

WHOLESALER_USER: Final = "wholesaler"
NETWORK_USER: Final = "network"
PUBLISHER_USER: Final = "publisher"
OPS_USER: Final = "ops"
OPERATOR_USER: Final = "operator"
SERVICE_USERS: Final = (WHOLESALER_USER, NETWORK_USER, PUBLISHER_USER, OPS_USER, OPERATOR_USER)

X_ORIGIN: Final = "x-origin"
"""The lane queue that a document was first consumed from."""
X_ATTEMPT: Final = "x-attempt"
"""How often handling failed so far: 1 after the first failure."""
X_WAITS: Final = "x-waits"
"""How often it came before its turn so far: a version of an order whose last version is still on its way."""
X_REASON: Final = "x-reason"
X_FIRST_SEEN: Final = "x-first-seen"
"""ISO 8601, UTC: when a worker first took the document in."""
X_TICKET: Final = "x-ticket"
"""Names one parked document, for the person who asks about it."""
IN_REPLY_TO: Final = "in-reply-to"
TRACEPARENT: Final = "traceparent"
X_STREAM_OFFSET: Final = "x-stream-offset"
X_DELIVERY_COUNT: Final = "x-delivery-count"
CARRIED_HEADERS: Final = frozenset({TRACEPARENT, X_ORIGIN, X_ATTEMPT, X_WAITS, X_REASON, X_FIRST_SEEN, X_TICKET})
"""The only headers that survive a second publish: a `CC` that did was seen to reach another reseller's queue."""

RESELLER_NAME: Final = re.compile(r"[a-z][a-z0-9]{1,15}")
"""No dots: permissions are patterns over dotted names."""
PART_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,31}")


class Rung(NamedTuple):
    """One step of the delay ladder."""

    name: str
    seconds: int


RETRY_RUNGS: Final = (Rung("1s", 1), Rung("5s", 5), Rung("30s", 30), Rung("5m", 300), Rung("30m", 1800))


def documents_exchange(reseller: str) -> str:
    """The exchange that only this reseller may write to."""
    return f"documents.{_reseller(reseller)}"


def lane_queue(reseller: str, lane: Lane) -> str:
    """Where this reseller's documents of one lane wait."""
    return f"documents.{_reseller(reseller)}.{Lane(lane).value}"


def parse_lane_queue(queue: str) -> tuple[str, Lane] | None:
    """The reseller and the lane that a queue's name says, or None when it is no lane queue."""
    parts = queue.split(".")
    if len(parts) != 3 or parts[0] != "documents" or not RESELLER_NAME.fullmatch(parts[1]):
        return None
    try:
        return parts[1], Lane(parts[2])
    except ValueError:
        return None


def answers_queue(reseller: str, name: str | None = None) -> str:
    """The reseller's queue of answers, or one of its further, named ones; also its routing key at `answers`."""
    queue = f"answers.{_reseller(reseller)}"
    return queue if name is None else f"{queue}.{_part(name)}"


def notifications_queue(reseller: str) -> str:
    """The reseller's queue of order events; also its routing key at `notifications`."""
    return f"notifications.{_reseller(reseller)}"


def reference_stream(area: str, file: str) -> str:
    """The stream of one area's `address` or `feature` files; also its routing key at `reference`."""
    if file not in {"address", "feature"}:
        raise ValueError(f"{file!r} is no reference file; use address or feature")
    return f"reference.{_part(area)}.{file}"


def retry_exchange(rung: str) -> str:
    """The exchange (and queue) that holds a document for one rung of the ladder, such as `5s`."""
    if rung not in {known.name for known in RETRY_RUNGS}:
        raise ValueError(f"{rung!r} is no rung of the delay ladder; use one of {[r.name for r in RETRY_RUNGS]}")
    return f"retry.{rung}"


def reseller_user(reseller: str) -> str:
    """The broker user of a reseller."""
    return f"reseller.{_reseller(reseller)}"


def reseller_vhost(reseller: str) -> str:
    """The virtual host that is a reseller's own."""
    return f"reseller.{_reseller(reseller)}"


def _reseller(reseller: str) -> str:
    if not RESELLER_NAME.fullmatch(reseller):
        raise ValueError(f"{reseller!r} is no reseller: 2 to 16 of a-z 0-9, starting with a letter")
    return reseller


def _part(name: str) -> str:
    if not PART_NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot be part of a name: 1 to 32 of a-z 0-9 -, starting with a letter")
    return name
