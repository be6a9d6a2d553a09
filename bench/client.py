"""The client of every round-trip measurement: keeps a number of requests outstanding and times each one.

One blocking pika connection, persistent messages, no client-side confirms. The same client drives the plain echo and
the whole job, so that their ratio is the ratio of what stands behind the queues. Clock: `time.perf_counter`, from just
before a request's publish to its answer's callback.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import quantiles
from typing import TYPE_CHECKING, Any

import pika

if TYPE_CHECKING:
    from collections.abc import Callable


_BEGINNING = 400


class WrongAnswer(Exception):
    """An answer came that is not what was asked for: what is measured would be something else."""


@dataclass(frozen=True, slots=True)
class RoundTrips:
    """What was measured: answers per second, and the 50th and 99th percentile in milliseconds."""

    rate: float
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Route:
    """Where requests go and where their answers come back."""

    url: str
    exchange: str
    routing_key: str
    answers_queue: str
    message_type: str | None = None
    mark: bytes = b""
    """Stands near the beginning of every right answer."""


def measure(
    route: Route,
    make_body: Callable[[int], bytes],
    *,
    requests: int,
    outstanding: int,
    is_last: Callable[[bytes], bool] = lambda _: True,
) -> RoundTrips:
    """Send `requests` requests with at most `outstanding` unanswered, and time them all.

    `make_body(n)` gives the body of the n-th request, counted from 0. The bodies are made before the clock starts.
    `is_last` tells from its body whether a message ends its answer: a long answer travels in parts, in order.
    Raises `WrongAnswer` for an answer without the route's mark.
    """
    bodies = [make_body(n) for n in range(requests)]
    started: dict[str, float] = {}
    durations: list[float] = []
    connection = pika.BlockingConnection(pika.URLParameters(route.url))
    channel = connection.channel()
    channel.basic_qos(prefetch_count=max(2 * outstanding, 10))

    def publish(n: int) -> None:
        correlation_id = str(n)
        properties = pika.BasicProperties(
            content_type="application/json", delivery_mode=2, correlation_id=correlation_id, type=route.message_type
        )
        started[correlation_id] = time.perf_counter()
        channel.basic_publish(route.exchange, route.routing_key, bodies[n], properties)

    def answered(_channel: Any, method: Any, properties: Any, body: bytes) -> None:
        if route.mark not in body[:_BEGINNING]:
            raise WrongAnswer(body[:_BEGINNING].decode(errors="replace"))
        if not is_last(body):
            channel.basic_ack(method.delivery_tag)
            return
        durations.append(time.perf_counter() - started.pop(properties.correlation_id))
        channel.basic_ack(method.delivery_tag)
        following = len(durations) + outstanding - 1
        if following < requests:
            publish(following)
        if len(durations) == requests:
            channel.stop_consuming()

    channel.basic_consume(route.answers_queue, answered)
    begin = time.perf_counter()
    for n in range(min(outstanding, requests)):
        publish(n)
    channel.start_consuming()
    elapsed = time.perf_counter() - begin
    connection.close()
    percentiles = quantiles(durations, n=100)
    return RoundTrips(requests / elapsed, percentiles[49] * 1000, percentiles[98] * 1000)
