"""The figures of `order.submit` with a reservation: durable, exactly once, notified, all on this machine."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

import pika

from bench.client import measure
from bench.documents import CUSTOMER_CLASS, SERVICES, as_fields, as_json
from bench.figures import Figure
from bench.order_inventory import RESELLER, orderable
from bench.round_trips import JOB, plain_routes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from bench.order_inventory import Orderable
    from bench.services import Measured
    from bench.territory import Territory

OUTSTANDING = 64
SEGMENTS = 100
"""Segments of a longer document."""
_CONFIRMED = b'"outcome":"answered"'
_WEEKDAYS = 5


def order_figures(services: Measured, land: Territory, *, quick: bool) -> list[Figure]:
    """Documents per second at 64 outstanding, the median one at a time, and segments per second in documents of 100.

    Each order takes a number that is held already. Clock: from the client's publish to its receipt of the answer. The
    notifications go out meanwhile and are counted as work, not as answers.
    """
    at_once, alone, longer = (1_500, 150, 20) if quick else (20_000, 1_000, 200)
    today = datetime.now(UTC).date()
    orders = iter(orderable(services.postgres_dsn, land, at_once + alone + longer * SEGMENTS, today))
    due = _working_day(today + timedelta(days=30))
    route = replace(
        plain_routes(services)[JOB], routing_key="order.submit", message_type="order.submit", mark=_CONFIRMED
    )

    def bodies(documents: int, segments: int) -> list[bytes]:
        return [order_document(list(islice(orders, segments)), due) for _ in range(documents)]

    one_by_one, many, long = bodies(alone, 1), bodies(at_once, 1), bodies(longer, SEGMENTS)
    single = measure(route, one_by_one.__getitem__, requests=alone, outstanding=1)
    together = measure(route, many.__getitem__, requests=at_once, outstanding=OUTSTANDING)
    hundreds = measure(route, long.__getitem__, requests=longer, outstanding=4)
    _forget_notifications(services)
    return [
        Figure("order_documents_per_second", together.rate, "documents/s", f"{OUTSTANDING} outstanding"),
        Figure("order_64_p50_ms", together.p50_ms, "ms"),
        Figure("order_64_p99_ms", together.p99_ms, "ms"),
        Figure("order_p50_ms", single.p50_ms, "ms", "one at a time"),
        Figure("order_p99_ms", single.p99_ms, "ms", "one at a time"),
        Figure("order_segments_per_second", hundreds.rate * SEGMENTS, "segments/s", f"documents of {SEGMENTS}"),
    ]


def order_document(orders: Sequence[Orderable], due: date) -> bytes:
    """An `order.submit` document of acme, one segment per order; its numbers are new each time."""
    number = secrets.token_hex(8)
    document = {
        "header": {
            "schema": "document/1",
            "transaction": "order.submit",
            "transaction_number": f"BENCH-{number}",
            "reseller": RESELLER,
            "sent_at": "2026-01-01T00:00:00Z",
        },
        "segments": list(_segments(orders, number, due)),
    }
    return json.dumps(document).encode()


def _segments(orders: Sequence[Orderable], number: str, due: date) -> Iterator[dict[str, Any]]:
    usoc, *features = SERVICES
    for place, order in enumerate(orders, 1):
        yield {
            "number": place,
            "reference": f"bench/{place}",
            "end_user": {"name": "Jane Doe", "class": CUSTOMER_CLASS},
            "address": as_json(as_fields(order.address)),
            "request": {
                "pon": f"{number}.{place}",
                "activity": "N",
                "desired_due_date": due.isoformat(),
                "lines": [
                    {
                        "usoc": usoc,
                        "features": features,
                        "telephone_number": order.telephone_number,
                        "hold_token": order.hold_token,
                    }
                ],
            },
        }


def _working_day(day: date) -> date:
    while day.weekday() >= _WEEKDAYS:
        day += timedelta(days=1)
    return day


def _forget_notifications(services: Measured) -> None:
    """Nobody reads them here; a full queue would hold the next ones back."""
    with pika.BlockingConnection(pika.URLParameters(services.reseller_url)) as connection:
        connection.channel().queue_purge(f"notifications.{RESELLER}")
