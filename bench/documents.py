"""The documents that are measured: real addresses of the demo's territory, cycled through."""

from __future__ import annotations

import json
import secrets
from itertools import cycle, islice
from typing import TYPE_CHECKING

from demo.points import packaged_points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from demo.points import Point


def points(count: int) -> list[Point]:
    """The first `count` points of the territory, from the beginning again when there are fewer."""
    return list(islice(cycle(packaged_points()), count))


def qualify_document(at: Sequence[Point]) -> bytes:
    """A `service.qualify` document of acme with one segment per point; its transaction number is new each time."""
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
                "end_user": {"name": "Jane Doe", "class": "residence"},
                "address": {
                    "line": f"{point.number} {point.street}",
                    "city": point.city,
                    "state": point.state,
                    "zip": point.zip[:5],
                },
                "request": {"services": ["1FR", "ESX"]},
            }
            for number, point in enumerate(at, 1)
        ],
    }
    return json.dumps(document).encode()
