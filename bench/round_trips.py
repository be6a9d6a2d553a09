"""One-segment documents, and long ones, through the whole job and through the plain echo, in turns."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING

from bench.client import Route, measure
from bench.documents import points, qualify_document
from bench.echo import ANSWERS, REQUESTS

if TYPE_CHECKING:
    from bench.services import Measured

OUTSTANDING = (1, 64, 256)
_PART = re.compile(rb'"part":\s*(?P<part>\d+),\s*"parts":\s*(?P<parts>\d+)')


def one_segment(services: Measured, *, quick: bool) -> dict[str, float]:
    """Rates and percentiles of both at each number of outstanding requests, and their ratios.

    The two take turns `rounds` times and each figure is its best round, so that a noisy moment hits neither alone.
    """
    job = Route(services.reseller_url, "documents.acme", "service.qualify", "answers.acme", "service.qualify")
    echo = Route(services.echo_url, "", REQUESTS, ANSWERS)
    at = points(1000)
    bodies = [qualify_document([point]) for point in at]
    rounds = 1 if quick else 3
    figures: dict[str, float] = {}
    for outstanding in OUTSTANDING:
        requests = (200 if outstanding == 1 else 2000) if quick else (1000 if outstanding == 1 else 10_000)
        best: dict[str, dict[str, float]] = {}
        for _ in range(rounds):
            for name, route in (("echo", echo), ("qualify", job)):
                found = asdict(
                    measure(route, lambda n: bodies[n % len(bodies)], requests=requests, outstanding=outstanding)
                )
                if name not in best or found["rate"] > best[name]["rate"]:
                    best[name] = found
        for name, found in best.items():
            figures.update({f"{name}_{outstanding}_{key}": value for key, value in found.items()})
        figures[f"rate_ratio_{outstanding}"] = best["qualify"]["rate"] / best["echo"]["rate"]
        figures[f"p50_ratio_{outstanding}"] = best["qualify"]["p50_ms"] / best["echo"]["p50_ms"]
    return figures


def long_documents(services: Measured, *, quick: bool) -> dict[str, float]:
    """Segments per second of documents of 200 and of 10,000 segments, two under way at a time."""
    figures = {}
    for segments, key, requests in ((200, "service.qualify", 20), (10_000, "bulk", 1 if quick else 4)):
        route = Route(services.reseller_url, "documents.acme", key, "answers.acme", "service.qualify")
        at = points(segments)
        body = qualify_document(at)
        found = measure(
            route, lambda _, body=body: body, requests=requests, outstanding=min(2, requests), is_last=_ends_its_answer
        )
        figures[f"bulk_{segments}_segments_per_s"] = found.rate * segments
    return figures


def _ends_its_answer(body: bytes) -> bool:
    """True for a whole answer and for the last part of one; the header comes first in the body."""
    found = _PART.search(body[:1000])
    return found is None or found["part"] == found["parts"]
