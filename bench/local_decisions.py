"""The decision as the reseller makes it: in this process, over the published index, without broker or database."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from statistics import quantiles
from typing import TYPE_CHECKING

from bench.documents import points
from contracts.address import Address
from serviceability.decision import qualify
from serviceability.index import open_index
from wholesaler_worker.publication import index_path

if TYPE_CHECKING:
    from bench.services import Measured


def local_decisions(services: Measured, *, quick: bool) -> dict[str, float]:
    """Percentiles in microseconds of one `service.qualify` of a free line, over addresses asked once each before."""
    index = open_index(index_path(services.data_dir))
    today = datetime.now(UTC).date()
    asked = [
        Address(line=f"{point.number} {point.street}", city=point.city, state=point.state, zip=point.zip[:5])
        for point in points(1000 if quick else 3000)
    ]
    durations = []
    for address in [*asked, *asked]:
        begin = time.perf_counter()
        qualify(index, address, services=("1FR", "ESX"), customer_class="residence", today=today)
        durations.append((time.perf_counter() - begin) * 1e6)
    index.close()
    percentiles = quantiles(durations[len(asked) :], n=100)
    return {"local_p50_us": percentiles[49], "local_p99_us": percentiles[98]}
