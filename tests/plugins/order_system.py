"""The reseller's order system: puts messages into `intake` and hears answers, in the reseller's own virtual host."""

import queue
import threading

from broker_config.memory import MemoryBroker
from broker_config.names import DELIVERY, INTAKE, reseller_user, reseller_vhost
from broker_config.transport import Delivery, Properties, Publication, PublishOutcome, Settled, Transport

PATIENCE = 60.0
"""Seconds for what must happen: only ever to end a test that would hang."""
HEADER = "order_reference,customer_name,address,city,state,zip,services"


def orders_csv(*references: str) -> bytes:
    rows = [f"{reference},Jane Doe,1 Main St,Oakland,CA,94601,1FR" for reference in references]
    return "\n".join([HEADER, *rows, ""]).encode()


class OrderSystem:
    """Hears what arrives in the queues that it is told to `listen` to."""

    def __init__(self, line: Transport) -> None:
        self.line = line
        self._arrived: queue.Queue[Delivery] = queue.Queue()

    @classmethod
    def of(cls, broker: MemoryBroker, reseller: str = "acme") -> "OrderSystem":
        line = broker.transport(reseller_user(reseller), vhost=reseller_vhost(reseller))
        line.open()
        return cls(line)

    def listen(self, where: str = DELIVERY) -> None:
        self.line.consume(where, self._hear, prefetch=100)

    def send(self, body: bytes, content_type: str | None = "text/csv", **properties: str) -> None:
        message = Publication(
            exchange="",
            routing_key=INTAKE,
            properties=Properties(content_type=content_type, **properties),  # type: ignore[arg-type]
            body=body,
        )
        ended: list[Settled] = []
        confirmed = threading.Event()

        def on_settled(settled: Settled) -> None:
            ended.append(settled)
            confirmed.set()

        self.line.publish(message, on_settled)
        assert confirmed.wait(PATIENCE)
        assert ended[0].outcome is PublishOutcome.CONFIRMED, ended[0]

    def next(self, seconds: float = PATIENCE) -> Delivery:
        return self._arrived.get(timeout=seconds)

    @property
    def waiting(self) -> int:
        return self._arrived.qsize()

    def _hear(self, delivery: Delivery) -> None:
        self._arrived.put(delivery)
        self.line.acknowledge(delivery)
