"""The decision alone, as worker and reseller make it: in this process, over the index, without broker or database."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from statistics import quantiles
from typing import TYPE_CHECKING

from bench.documents import CUSTOMER_CLASS, SERVICES, as_fields, as_line
from bench.figures import Figure
from serviceability.decision import qualify
from serviceability.index import open_index

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.territory import Territory
    from contracts.address import Address


def local_decisions(territory: Territory, *, quick: bool) -> list[Figure]:
    """Percentiles in microseconds of one `service.qualify` of two services; every address is asked once."""
    known = territory.known[: 4_000 if quick else None]
    half = len(known) // 2
    note = f"{territory.ranges:,} ranges"
    figures = []
    for name, addresses in (
        ("decision", [as_fields(each) for each in known[:half]]),
        ("decision_line", [as_line(each) for each in known[half:]]),
    ):
        percentiles = quantiles(_microseconds(territory, addresses), n=100)
        figures += [
            Figure(f"{name}_p50_us", percentiles[49], "µs", note),
            Figure(f"{name}_p99_us", percentiles[98], "µs", note),
        ]
    return figures


def _microseconds(territory: Territory, addresses: Sequence[Address]) -> list[float]:
    index = open_index(territory.index)
    today = datetime.now(UTC).date()
    durations = []
    try:
        for address in addresses:
            begin = time.perf_counter()
            decision = qualify(index, address, services=SERVICES, customer_class=CUSTOMER_CLASS, today=today)
            durations.append((time.perf_counter() - begin) * 1e6)
            assert all(service.available for service in decision.result.services), address
    finally:
        index.close()
    return durations
