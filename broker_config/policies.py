"""One complete policy per class of queues; only keys and `apply-to` that both RabbitMQ 3.10 and 4.x take.

A delivery limit is always set and positive: without one 3.10 delivers a poisoned message for ever, and 4.x takes 20.
Dead-lettering is at-least-once only together with `overflow: reject-publish`.
"""

from __future__ import annotations

from typing import Final

from broker_config.names import DEAD_LETTER, RETRIED, RETRY_RUNGS, retry_exchange
from broker_config.topology_objects import Policy

MIB: Final = 1024 * 1024
GIB: Final = 1024 * MIB
MAX_MESSAGE_BYTES: Final = 16 * MIB

LOOKING_LIMIT: Final = 1_000_000
"""A "Get" in the management UI counts as a delivery: where people look, looking must not destroy."""
CRASH_LIMIT: Final = 20
"""A backstop for documents that kill their worker; ordinary failures are counted in `x-attempt`."""

_BOUNDED: Final[dict[str, int | str]] = {"overflow": "reject-publish", "dead-letter-strategy": "at-least-once"}


def queue_policies(vhost: str) -> tuple[Policy, ...]:
    """The policies of the wholesaler's virtual host; their patterns do not overlap."""
    parked: dict[str, int | str] = {
        "delivery-limit": LOOKING_LIMIT,
        "max-length": 1_000_000,
        "max-length-bytes": 8 * GIB,
        "overflow": "reject-publish",
    }
    return (
        _lane(vhost, "lane-inquiry", "inquiry", 20_000, 512 * MIB),
        _lane(vhost, "lane-order", "order", 100_000, 2 * GIB),
        _lane(vhost, "lane-bulk", "bulk", 1_000, 4 * GIB),
        Policy(
            vhost,
            "for-resellers",
            r"^(answers|notifications)\..+$",
            {
                "delivery-limit": LOOKING_LIMIT,
                "max-length": 200_000,
                "max-length-bytes": 4 * GIB,
                "overflow": "reject-publish",
            },
        ),
        *(
            Policy(
                vhost,
                retry_exchange(rung.name),
                rf"^retry\.{rung.name}$",
                {
                    "delivery-limit": LOOKING_LIMIT,
                    "message-ttl": rung.seconds * 1000,
                    "dead-letter-exchange": RETRIED,
                    "max-length": 200_000,
                    "max-length-bytes": 4 * GIB,
                    **_BOUNDED,
                },
            )
            for rung in RETRY_RUNGS
        ),
        # No length: what comes back from the ladder must find room, or every rung behind it stands still.
        Policy(
            vhost,
            "retried",
            r"^retried$",
            {
                "delivery-limit": CRASH_LIMIT,
                "dead-letter-exchange": DEAD_LETTER,
                **_BOUNDED,
            },
        ),
        Policy(vhost, "parked", r"^(invalid|dead-letter)$", parked),
        Policy(vhost, "provisioning", r"^wholesaler\.provisioning$", parked),
        Policy(vhost, "reference", r"^reference\..+$", {"max-length-bytes": 16 * GIB}),
        Policy(vhost, "tap", r"^tap\..+$", {"max-length-bytes": 8 * GIB, "max-age": "31D"}),
    )


def reseller_vhost_policy(vhost: str) -> Policy:
    """For `intake` and `delivery` and whatever else a reseller declares in its own virtual host."""
    return Policy(
        vhost,
        "reseller",
        ".*",
        {
            "delivery-limit": LOOKING_LIMIT,
            "max-length": 100_000,
            "max-length-bytes": GIB,
            "overflow": "reject-publish",
        },
    )


def _lane(vhost: str, name: str, lane: str, length: int, size: int) -> Policy:
    return Policy(
        vhost,
        name,
        rf"^documents\.[a-z][a-z0-9]{{1,15}}\.{lane}$",
        {
            "delivery-limit": CRASH_LIMIT,
            "dead-letter-exchange": DEAD_LETTER,
            "max-length": length,
            "max-length-bytes": size,
            **_BOUNDED,
        },
    )
