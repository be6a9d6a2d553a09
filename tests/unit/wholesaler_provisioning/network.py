"""The network's systems on the broker in memory, a worker's provisioning, and records in memory."""

import json
import logging
import queue
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from broker_config import names
from broker_config.memory import MemoryBroker
from broker_config.memory_queue import Message
from broker_config.topology import wholesale_topology
from broker_config.transport import Delivery, Properties, Publication, PublishOutcome, Settled
from contracts.notification import OrderEvent
from contracts.provisioning import Completed, NetworkEvent, Provisioning, ProvisioningHeader
from contracts.requests import Activity
from tests.unit.wholesaler_worker.wholesale import PATIENCE, Journal
from wholesaler_worker.changing.books import Books
from wholesaler_worker.changing.change import Rules
from wholesaler_worker.changing.records import Event, Order, OrderState, Version
from wholesaler_worker.ordering.states import IllegalMove, moved
from wholesaler_worker.provisioning.consumer import Provisioning as Consumer
from wholesaler_worker.provisioning.effects import AlreadySo, NotPossible

MOMENT = datetime(2026, 11, 24, 12, tzinfo=UTC)


def completed(order_number: str, event_id: str | None = None) -> dict[str, Any]:
    return message("completed", order_number, {"completed_on": "2026-12-01"}, event_id)


def message(event: str, order_number: str, detail: dict[str, Any], event_id: str | None = None) -> dict[str, Any]:
    header = {
        "schema": "provisioning/1",
        "event": event,
        "event_id": event_id or f"{event}-{order_number}",
        "order_number": order_number,
        "occurred_at": "2026-11-24T11:10:00Z",
    }
    return {"header": header, "detail": detail}


def read(order_number: str, event_id: str) -> Provisioning:
    header = ProvisioningHeader(
        event=NetworkEvent.COMPLETED, event_id=event_id, order_number=order_number, occurred_at=MOMENT
    )
    return Provisioning(header=header, detail=Completed(completed_on=date(2026, 12, 1)))


def only_the_state(message: Provisioning, version: Version, books: Books, rules: Rules, now: datetime) -> None:
    """Effects in short: the version moves, and that is noted."""
    to = {
        NetworkEvent.COMPLETED: OrderState.COMPLETED,
        NetworkEvent.JEOPARDY: OrderState.JEOPARDY,
        NetworkEvent.RECOVERED: OrderState.CONFIRMED,
    }[message.header.event]
    if version.state is to:
        raise AlreadySo(f"it is {to.value} already")
    try:
        after = moved(version, to)
    except IllegalMove as e:
        raise NotPossible(str(e)) from e
    books.versions.put((version.reseller, version.pon, version.version), after)
    order = books.orders.get((version.reseller, version.pon))
    assert order is not None
    noted = replace(order, last_sequence=order.last_sequence + 1)
    books.orders.put((order.reseller, order.pon), noted)
    event = Event(
        reseller=version.reseller,
        pon=version.pon,
        version=version.version,
        sequence=noted.last_sequence,
        event=OrderEvent.COMPLETED if to is OrderState.COMPLETED else OrderEvent.JEOPARDY,
        occurred_at=now,
        transaction_number=version.transaction_number,
    )
    books.events.append(event)


@dataclass
class MemoryRecords:
    """What is written stays. The next transactions raise `problems`, one each, where it is not None; each of them tells
    `reached` that it has begun and then waits for `hold`, if there is one."""

    books: Books = field(default_factory=Books)
    event_ids: set[str] = field(default_factory=set)
    moments: dict[str, datetime] = field(default_factory=dict)
    problems: list[Exception | None] = field(default_factory=list)
    reached: threading.Event = field(default_factory=threading.Event)
    batches: list[int] = field(default_factory=list)
    hold: threading.Event | None = None

    def add(self, order_number: str, state: OrderState = OrderState.CONFIRMED, version: int = 1) -> None:
        pon = f"PO-{order_number}"
        order = Order(reseller="acme", pon=pon, latest=version, in_force=version, last_sequence=2)
        self.books.orders.put(("acme", pon), order)
        added = Version(
            reseller="acme",
            pon=pon,
            version=version,
            state=state,
            activity=Activity.NEW,
            transaction_number="A-1",
            content_hash=bytes(32),
            answer={},
            order_number=order_number,
            due_date=date(2026, 12, 1),
            decided_at=MOMENT,
        )
        self.books.versions.put(("acme", pon, version), added)

    def state(self, order_number: str, version: int = 1) -> OrderState:
        found = self.books.versions.get(("acme", f"PO-{order_number}", version))
        assert found is not None
        return found.state

    @contextmanager
    def begin(self) -> Iterator["MemoryRecords"]:
        self.reached.set()
        if self.hold is not None:
            assert self.hold.wait(PATIENCE)
        problem = self.problems.pop(0) if self.problems else None
        if problem is not None:
            raise problem
        yield self

    def rules(self) -> Rules:
        return Rules()

    def read(self, order_numbers: Iterable[str]) -> Books:
        self.batches.append(len(set(order_numbers)))
        return self.books

    def read_days(self, days: set[tuple[str, date]]) -> None:
        pass

    def known(self, event_ids: Iterable[str]) -> set[str]:
        return self.event_ids & set(event_ids)

    def latest(self, order_numbers: Iterable[str]) -> dict[str, datetime]:
        return {number: moment for number, moment in self.moments.items() if number in set(order_numbers)}

    def write(self, changed: Books, carried_out: Collection[ProvisioningHeader], now: datetime) -> None:
        changed.keep()
        self.event_ids.update(header.event_id for header in carried_out)
        self.moments.update((header.order_number, header.occurred_at) for header in carried_out)


class Network:
    """The broker, the records, the consumer, and the network's systems that tell it what became of orders."""

    def __init__(self, **broker: Any) -> None:
        self.broker = MemoryBroker(wholesale_topology(["acme"]), **broker)
        self.records = MemoryRecords()
        self.journal = Journal()
        self.notified: list[Event] = []
        self.broken = False
        self.worker = self.broker.transport(names.WHOLESALER_USER)
        self._settled = threading.Condition()
        self._signal_what_is_settled()
        self.systems = self.broker.transport(names.NETWORK_USER)
        self.consumer = Consumer(
            self.worker,
            self.records.begin,
            self.notified.extend,
            on_broken=lambda: setattr(self, "broken", True),
            clock=lambda: MOMENT,
            first_pause=0.001,
            again_after=0.001,
        )

    def start(self) -> None:
        logger = logging.getLogger("wholesaler_worker")
        logger.addHandler(self.journal)
        logger.setLevel(logging.DEBUG)
        self.worker.open()
        self.systems.open()
        self.consumer.start()

    def stop(self) -> None:
        assert self.consumer.stop(PATIENCE)
        self.worker.close()
        self.systems.close()
        logging.getLogger("wholesaler_worker").removeHandler(self.journal)
        assert not self.broken

    def tell(self, *contents: dict[str, Any] | bytes, **properties: Any) -> None:
        """Publish, and wait for the broker's confirms."""
        settled: queue.Queue[Settled] = queue.Queue()
        for content in contents:
            body = content if isinstance(content, bytes) else json.dumps(content).encode()
            publication = Publication(
                exchange=names.PROVISIONING,
                routing_key=names.PROVISIONING_QUEUE,
                properties=Properties(content_type="application/json", **properties),
                body=body,
            )
            self.systems.publish(publication, settled.put)
        for _ in contents:
            assert settled.get(timeout=PATIENCE).outcome is PublishOutcome.CONFIRMED

    def waiting(self, queue_name: str = names.PROVISIONING_QUEUE) -> list[Message]:
        return self.broker.messages(queue_name)

    def wait_until_all_is_handed_over(self) -> None:
        """Wait until whatever the broker has sent to the consumer waits there or was begun."""
        self.worker._after_earlier_calls()

    def wait_until_all_is_settled(self) -> None:
        """Wait until the queue of the network's messages is empty."""
        with self._settled:
            assert self._settled.wait_for(lambda: not self.waiting(), PATIENCE), "messages are left"

    def _signal_what_is_settled(self) -> None:
        settle = self.worker._settle

        def settled(delivery: Delivery, how: str) -> None:
            settle(delivery, how)
            with self._settled:
                self._settled.notify_all()

        self.worker._settle = settled  # type: ignore[method-assign] # a test's ear at the line
