"""How many bytes a message's headers take on the wire (AMQP 0-9-1 field table, section 4.2.5.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from broker_config import names

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_HEADER_BYTES = 8 * 1024
_NUMBER_BYTES = 9
_OF_THE_BROKER = ("x-death", "x-first-death-", "x-last-death-", "x-opt-", names.X_DELIVERY_COUNT)


def sender_header_bytes(queue: str, headers: Mapping[str, Any]) -> int:
    """The size of what the sender set; what the broker and we add on the way is left out.

    On a lane that is one header of the broker's; whatever else is there the sender has set, under whichever name.
    """
    if queue == names.RETRIED:
        theirs = {
            name: value
            for name, value in headers.items()
            if not name.startswith(_OF_THE_BROKER) and name not in names.CARRIED_HEADERS - {names.TRACEPARENT}
        }
    else:
        theirs = {name: value for name, value in headers.items() if name != names.X_DELIVERY_COUNT}
    return encoded_bytes(theirs)


def encoded_bytes(value: Any) -> int:
    """An estimate of one value with its type octet; without recursion, because its depth is the sender's choice."""
    size = 0
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            size += 5 + len(item.encode("utf-8", "surrogatepass"))
        elif isinstance(item, bytes | bytearray):
            size += 5 + len(item)
        elif isinstance(item, dict):
            size += 5
            for name, inner in item.items():
                size += 1 + len(str(name).encode("utf-8", "surrogatepass"))
                waiting.append(inner)
        elif isinstance(item, list | tuple):
            size += 5
            waiting.extend(item)
        else:
            size += _NUMBER_BYTES
    return size
