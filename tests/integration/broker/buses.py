"""One bus for every rule: the broker in memory, or a real RabbitMQ with the same topology and users of its own."""

import itertools
import queue
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from broker_config import names
from broker_config.applying import apply_part
from broker_config.management import api_path
from broker_config.memory import MemoryBroker
from broker_config.rabbitmq import RabbitTransport
from broker_config.settings import BrokerSettings
from broker_config.topology import common_topology, reseller_topology
from broker_config.transport import Delivery, Properties, Publication, Settled, Transport
from contracts.transactions import Lane
from tests.plugins.real_broker import RealBroker

PATIENCE = 60.0
"""Seconds after which an event that should come is given up: only ever to end a test that would hang."""
SOON = 1.5
"""The publish deadline, in seconds, where a queue is full on purpose.

Elsewhere it is `PATIENCE`: a broker that is silent for so long is left, and what it has not confirmed published again.
"""


class Inbox:
    """Collects what a consumer gets, for the test's own thread."""

    def __init__(self) -> None:
        self._arrived: queue.Queue[Delivery] = queue.Queue()
        self._cancelled: queue.Queue[tuple[str, str]] = queue.Queue()

    def __call__(self, delivery: Delivery) -> None:
        self._arrived.put(delivery)

    def next(self) -> Delivery:
        return self._arrived.get(timeout=PATIENCE)

    def take(self, count: int) -> list[Delivery]:
        return [self.next() for _ in range(count)]

    @property
    def waiting(self) -> int:
        return self._arrived.qsize()

    def on_cancelled(self, where: str, reason: str) -> None:
        self._cancelled.put((where, reason))

    def next_cancel(self) -> tuple[str, str]:
        return self._cancelled.get(timeout=PATIENCE)


class Outcomes:
    """Collects how publications ended."""

    def __init__(self) -> None:
        self._settled: queue.Queue[Settled] = queue.Queue()

    def __call__(self, settled: Settled) -> None:
        self._settled.put(settled)

    def next(self) -> Settled:
        return self._settled.get(timeout=PATIENCE)

    def take(self, count: int) -> list[Settled]:
        return [self.next() for _ in range(count)]


class Bus(Protocol):
    """What a rule needs of a broker; `acme` and `beta` are resellers of this test alone."""

    acme: str
    beta: str

    def open(self, user: str, *, vhost: str | None = None) -> Transport: ...

    def name(self, user: str) -> str: ...

    def limit(self, where: str, **policy: int | str) -> None: ...

    def count(self, where: str) -> int: ...

    def cut(self, user: str) -> None: ...

    def delete_queue(self, where: str) -> None: ...

    def let_time_pass(self, seconds: float) -> None: ...


@dataclass
class MemoryBus:
    """The broker in memory; a limited queue is declared limited before it is used first."""

    acme: str = "acme"
    beta: str = "beta"
    broker: MemoryBroker = field(init=False)
    opened: list[Transport] = field(default_factory=list)

    def __post_init__(self) -> None:
        topology = common_topology() + reseller_topology(self.acme) + reseller_topology(self.beta)
        self.broker = MemoryBroker(topology)

    def open(self, user: str, *, vhost: str | None = None) -> Transport:
        transport = self.broker.transport(user, vhost=vhost)
        transport.open()
        self.opened.append(transport)
        return transport

    def name(self, user: str) -> str:
        return user

    def limit(self, where: str, **policy: int | str) -> None:
        limited = self.broker._queue(self.broker.vhost, where)
        limited.policy = {**limited.policy, **{key.replace("_", "-"): value for key, value in policy.items()}}

    def count(self, where: str) -> int:
        return len(self.broker.messages(where))

    def cut(self, user: str) -> None:
        self.broker.cut(user)

    def delete_queue(self, where: str) -> None:
        self.broker.delete_queue(where)

    def let_time_pass(self, seconds: float) -> None:
        self.broker.advance(seconds)


@dataclass
class RabbitBus:
    """A real broker, with two resellers of this test's own."""

    real: RealBroker
    acme: str
    beta: str
    opened: list[Transport] = field(default_factory=list)
    limited: list[str] = field(default_factory=list)
    deadline: float = PATIENCE

    def __post_init__(self) -> None:
        for reseller in (self.acme, self.beta):
            self.real.add(reseller_topology(reseller, vhost=self.real.vhost))

    def open(self, user: str, *, vhost: str | None = None) -> Transport:
        url = self.real.server.amqp_url_of(vhost or self.real.vhost)
        settings = BrokerSettings.from_url(url, self.real.name(user), self.real.password)
        transport = RabbitTransport(settings, publish_deadline=self.deadline)
        transport.open(timeout=PATIENCE)
        self.opened.append(transport)
        return transport

    def name(self, user: str) -> str:
        return self.real.name(user)

    def limit(self, where: str, **policy: int | str) -> None:
        if "max_length" in policy:
            self.deadline = SOON
        complete: Mapping[str, int | str] = {
            "delivery-limit": 20,
            "dead-letter-exchange": names.DEAD_LETTER,
            "dead-letter-strategy": "at-least-once",
            "overflow": "reject-publish",
            **{key.replace("_", "-"): value for key, value in policy.items()},
        }
        name = f"limited-{secrets.token_hex(3)}"
        pattern = f"^{where.replace('.', '[.]')}$"
        body = {"pattern": pattern, "definition": dict(complete), "priority": 9, "apply-to": "queues"}
        self.real.api.request("PUT", api_path("policies", self.real.vhost, name), body)
        self.limited.append(api_path("policies", self.real.vhost, name))
        # A policy reaches a queue some time later, and only a queue that is made under it for certain.
        self.delete_queue(where)
        topology = common_topology(vhost=self.real.vhost)
        for reseller in (self.acme, self.beta):
            topology += reseller_topology(reseller, vhost=self.real.vhost)
        apply_part(self.real.api, replace(topology, users=()))

    def count(self, where: str) -> int:
        return self.real.count(where)

    def cut(self, user: str) -> None:
        self.real.api.request("DELETE", api_path("connections", "username", self.real.name(user)))

    def delete_queue(self, where: str) -> None:
        self.real.api.request("DELETE", api_path("queues", self.real.vhost, where))

    def let_time_pass(self, seconds: float) -> None:
        """It passes by itself."""

    def clean(self) -> None:
        for path in self.limited:
            self.real.api.request("DELETE", path)
        for where in (names.INVALID, names.DEAD_LETTER, names.RETRIED, *(f"retry.{r.name}" for r in names.RETRY_RUNGS)):
            self.real.api.request("DELETE", f"{api_path('queues', self.real.vhost, where)}/contents")


def until(true: Callable[[], bool]) -> None:
    """Ask again and again, without a pause of its own: each question is a round trip to the broker."""
    ended = threading.Event()
    timer = threading.Timer(PATIENCE, ended.set)
    timer.start()
    try:
        while not true():
            assert not ended.is_set(), "it did not become true"
    finally:
        timer.cancel()


_numbers = itertools.count(1)


def document(reseller: str, body: bytes = b"{}", *, exchange: str | None = None, **properties: object) -> Publication:
    """A question of `reseller` on its inquiry lane, with a message id of its own."""
    given = Properties(**{"message_id": f"m-{next(_numbers)}", **properties})  # type: ignore[arg-type]
    where = names.documents_exchange(reseller) if exchange is None else exchange
    return Publication(exchange=where, routing_key="address.validate", properties=given, body=body)


def answer(reseller: str, body: bytes = b"{}", **properties: object) -> Publication:
    """An answer for `reseller`."""
    given = Properties(**{"message_id": f"m-{next(_numbers)}", **properties})  # type: ignore[arg-type]
    return Publication(exchange=names.ANSWERS, routing_key=names.answers_queue(reseller), properties=given, body=body)


def inquiries(reseller: str) -> str:
    return names.lane_queue(reseller, Lane.INQUIRY)


def publish(transport: Transport, publication: Publication) -> Settled:
    """Publish and wait for the end."""
    outcomes = Outcomes()
    transport.publish(publication, outcomes)
    return outcomes.next()
