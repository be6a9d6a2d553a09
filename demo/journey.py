"""Where the documents travelled, read from the wire tap as an operator may: looking takes nothing away."""

from __future__ import annotations

import queue
from dataclasses import dataclass
from typing import TYPE_CHECKING

from broker_config import names
from broker_config.rabbitmq import RabbitTransport
from broker_config.settings import BrokerSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broker_config.transport import Delivery

_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Stop:
    """One message that the tap saw: which exchange it went to, with which key, from whom, for which request."""

    exchange: str
    key: str
    sender: str
    correlation_id: str
    bytes: int


def tapped(amqp_url: str, ops: Mapping[str, str], expected: Mapping[str, int]) -> list[Stop]:
    """Read the first `expected[stream]` messages of each stream; fewer when no more come within ten seconds."""
    settings = BrokerSettings.from_url(amqp_url, ops["username"], ops["password"], "demo")
    arrived: queue.SimpleQueue[Delivery] = queue.SimpleQueue()
    transport = RabbitTransport(settings)
    transport.open()
    stops = []
    try:
        for stream, count in expected.items():
            transport.consume(stream, arrived.put, prefetch=100, arguments={"x-stream-offset": "first"})
            for _ in range(count):
                delivery = _next(arrived)
                if delivery is None:
                    break
                transport.acknowledge(delivery)
                stops.append(_stop(delivery))
            transport.cancel(stream)
    finally:
        transport.close()
    return stops


def way_of(stop: Stop) -> str:
    """What a person reads about one message."""
    if stop.exchange == names.ANSWERS:
        return f"worker ─► exchange {stop.exchange} ─► queue {stop.key} ─► the reseller's adapter"
    return f"{stop.sender} ─► exchange {stop.exchange}, key {stop.key} ─► its lane queue ─► worker"


def _next(arrived: queue.SimpleQueue[Delivery]) -> Delivery | None:
    try:
        return arrived.get(timeout=_PATIENCE)
    except queue.Empty:
        return None


def _stop(delivery: Delivery) -> Stop:
    properties = delivery.properties
    return Stop(
        exchange=delivery.exchange,
        key=delivery.routing_key,
        sender=properties.user_id or properties.app_id or "",
        correlation_id=properties.correlation_id or "",
        bytes=len(delivery.body),
    )
