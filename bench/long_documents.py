"""Long documents: segments per second from end to end."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bench.client import measure
from bench.documents import in_turn, qualify_document
from bench.figures import Figure
from bench.round_trips import JOB, plain_routes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.services import Measured
    from bench.territory import Known

SHORT, LONG = 200, 10_000
_PART = re.compile(rb'"part":\s*(?P<part>\d+),\s*"parts":\s*(?P<parts>\d+)')


def long_documents(services: Measured, known: Sequence[Known], *, quick: bool) -> list[Figure]:
    """Segments per second of documents of 200 and of 10,000 segments, two under way at a time."""
    rates = {
        SHORT: _rate(services, known, SHORT, "service.qualify", 20 if quick else 100),
        LONG: _rate(services, known, LONG, "bulk", 2 if quick else 6),
    }
    return [
        *(Figure(f"bulk_{segments}_segments_per_second", rate, "segments/s") for segments, rate in rates.items()),
        Figure("bulk_segments_per_second", min(rates.values()), "segments/s", "the slower of the two"),
    ]


def _rate(services: Measured, known: Sequence[Known], segments: int, key: str, documents: int) -> float:
    addresses = in_turn(known)
    bodies = [qualify_document(addresses[n * len(addresses) // 2 :][:segments]) for n in range(2)]
    route = replace(plain_routes(services)[JOB], routing_key=key)
    found = measure(route, lambda n: bodies[n % 2], requests=documents, outstanding=2, is_last=_ends_its_answer)
    return found.rate * segments


def _ends_its_answer(body: bytes) -> bool:
    """True for a whole answer and for the last part of one; the header comes first in the body."""
    found = _PART.search(body[:1000])
    return found is None or found["part"] == found["parts"]
