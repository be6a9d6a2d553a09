"""Writes what the network's systems publish; `provisioning_reading` reads it back as the same message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contracts.json_writing import write_json
from contracts.wire.provisioning import PROVISIONING
from contracts.wire.written import written

if TYPE_CHECKING:
    from contracts.provisioning import Provisioning


def write_provisioning(message: Provisioning) -> bytes:
    """Return the body of a message."""
    return write_json(provisioning_as_json(message))


def provisioning_as_json(message: Provisioning) -> dict[str, Any]:
    """Return the JSON object of `message`."""
    return written(PROVISIONING[message.header.event.value], message)
