"""The documents that are measured: addresses that exist in the territory, as fields and as one line in turn."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

from contracts.address import Address

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bench.territory import Known

SERVICES = ("1FR", "ESX")
CUSTOMER_CLASS = "residence"
_MEMBERS = ("line", "number", "pre_direction", "street", "street_type", "post_direction", "city", "state", "zip")


def as_fields(known: Known) -> Address:
    """The address in fields, as an order system keeps it."""
    return Address(
        number=known.number,
        pre_direction=known.pre_direction or None,
        street=known.street,
        street_type=known.street_type or None,
        post_direction=known.post_direction or None,
        city=known.city,
        state=known.state,
        zip=known.zip,
    )


def as_line(known: Known) -> Address:
    """The address as somebody types it."""
    words = (known.number, known.pre_direction, known.street.title(), known.street_type.title(), known.post_direction)
    return Address(
        line=" ".join(word for word in words if word), city=known.city.title(), state=known.state, zip=known.zip
    )


def in_turn(known: Iterable[Known]) -> list[Address]:
    """Every other address in fields, the others as lines."""
    return [as_line(each) if n % 2 else as_fields(each) for n, each in enumerate(known)]


def qualify_document(addresses: Sequence[Address]) -> bytes:
    """A `service.qualify` document of acme with one segment per address; its transaction number is new each time."""
    document = {
        "header": {
            "schema": "document/1",
            "transaction": "service.qualify",
            "transaction_number": f"BENCH-{secrets.token_hex(12)}",
            "reseller": "acme",
            "sent_at": "2026-01-01T00:00:00Z",
        },
        "segments": [
            {
                "number": number,
                "reference": f"bench/{number}",
                "end_user": {"name": "Jane Doe", "class": CUSTOMER_CLASS},
                "address": as_json(address),
                "request": {"services": SERVICES},
            }
            for number, address in enumerate(addresses, 1)
        ],
    }
    return json.dumps(document).encode()


def as_json(address: Address) -> dict[str, Any]:
    """The address as a segment of a document has it."""
    return {name: value for name in _MEMBERS if (value := getattr(address, name)) is not None}
