"""A whole worker on the broker in memory, and a reseller who talks to it."""

import json
import logging
import queue
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from broker_config import names
from broker_config.memory import MemoryBroker
from broker_config.memory_queue import Message
from broker_config.topology import wholesale_topology
from broker_config.transport import Delivery, Properties, Publication, PublishOutcome, Settled
from contracts.transactions import TRANSACTIONS, Lane
from tests.unit.wholesaler_worker.records_in_memory import Records
from tests.unit.wholesaler_worker.territory import FOLSOM, Numbers
from wholesaler_worker.db.resellers import ResellerRecord, ResellerState
from wholesaler_worker.handling.desk import NO_ORDERS, OrderStore
from wholesaler_worker.serving.deciding import Afterwards
from wholesaler_worker.serving.engine import Engine
from wholesaler_worker.serving.outbox import Outbox
from wholesaler_worker.serving.receipts import Receipts

if TYPE_CHECKING:
    from wholesaler_worker.serving.batches import Trial

PATIENCE = 60.0
"""Seconds that a test waits for what must happen: only ever to end a test that would hang, on a machine that stalls."""


def record(name: str, **changes: Any) -> ResellerRecord:
    known: dict[str, Any] = {
        "name": name,
        "state": ResellerState.ACTIVE,
        "require_user_id": False,
        "areas": ("all",),
        "transactions": tuple(TRANSACTIONS),
    }
    return ResellerRecord(**known | changes)


def segment(number: int = 1, services: tuple[str, ...] = ("1FR",), **changes: Any) -> dict[str, Any]:
    known = {
        "number": number,
        "reference": f"order/{number}",
        "end_user": {"name": "Jane Doe", "class": "residence"},
        "address": FOLSOM,
        "request": {"services": list(services)},
    }
    return known | changes


def document(*segments: Mapping[str, Any], transaction: str = "service.qualify", **header: Any) -> dict[str, Any]:
    known = {
        "schema": "document/1",
        "transaction": transaction,
        "transaction_number": "A-1",
        "reseller": "acme",
        "sent_at": "2026-11-23T09:30:00Z",
    }
    return {"header": known | header, "segments": list(segments) or [segment()]}


class Journal(logging.Handler):
    """What was logged, by action; a test waits for a line instead of sleeping."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[logging.LogRecord] = []
        self._written = threading.Condition()

    def emit(self, record: logging.LogRecord) -> None:
        with self._written:
            self.lines.append(record)
            self._written.notify_all()

    def of(self, action: str) -> list[logging.LogRecord]:
        return [line for line in self.lines if getattr(line, "action", "") == action]

    def wait_for(self, action: str, times: int = 1) -> logging.LogRecord:
        with self._written:
            assert self._written.wait_for(lambda: len(self.of(action)) >= times, PATIENCE), (
                f"{action} was not logged {times} times within {PATIENCE} s"
            )
            return self.of(action)[times - 1]


class FakeWatch:
    """Tells what a test says, when it says it."""

    def __init__(self, records: tuple[ResellerRecord, ...], changed: Callable[[tuple[ResellerRecord, ...]], None]):
        self.records = records
        self.changed = changed

    def start(self) -> None:
        self.changed(self.records)

    def stop(self, *, timeout: float = 5.0) -> None:
        pass


class Wholesale:
    """`resellers` are recorded; the broker knows acme and beta whatever the records say."""

    def __init__(self, index: Path, *resellers: ResellerRecord, **broker: Any) -> None:
        self.broker = MemoryBroker(wholesale_topology(["acme", "beta"]), **broker)
        self.numbers = Numbers()
        self.orders: OrderStore = NO_ORDERS
        self.changes = Records()
        self.index = index
        self.records = resellers or (record("acme", answers=("clerk",)), record("beta"))
        self.broken = False
        self.journal = Journal()
        self.engine: Engine | None = None
        self.transport = self.broker.transport(names.WHOLESALER_USER)
        self.trial: Trial | None = None

    def start(self, lanes: tuple[Lane, ...] = tuple(Lane)) -> None:
        self.transport.open()
        logger = logging.getLogger("wholesaler_worker")
        logger.addHandler(self.journal)
        logger.setLevel(logging.DEBUG)
        watches: list[FakeWatch] = []

        def make_watch(changed: Callable[[tuple[ResellerRecord, ...]], None]) -> FakeWatch:
            watches.append(FakeWatch(self.records, changed))
            return watches[0]

        receipts = Receipts(self.changes.open, lambda: setattr(self, "broken", True))
        self.outbox = Outbox(self.transport, self.changes.open, receipts, interval=3600.0, patience=0.0)
        self.engine = Engine(
            transport=self.transport,
            numbers=self.numbers,
            orders=self.orders,
            make_changes=lambda: self.changes,
            afterwards=Afterwards(receipts, self.outbox),
            index_path=self.index,
            make_watch=make_watch,
            lanes=lanes,
            make_trial=lambda: self.trial,
            on_broken=lambda: setattr(self, "broken", True),
        )
        self.watch = watches[0]
        self.engine.start()

    def stop(self) -> None:
        if self.engine is not None:
            assert self.engine.drain(PATIENCE)
            self.engine = None
        self.transport.close()
        logging.getLogger("wholesaler_worker").removeHandler(self.journal)
        assert not self.broken

    def publish(self, content: Mapping[str, Any], exchange: str = "documents.acme", **properties: Any) -> None:
        """Publish as the wholesaler's own user."""
        settled: queue.Queue[Settled] = queue.Queue()
        body, key = json.dumps(content).encode(), content["header"]["transaction"]
        self.transport.publish(
            Publication(exchange=exchange, routing_key=key, properties=Properties(**properties), body=body), settled.put
        )
        assert settled.get(timeout=PATIENCE).outcome is PublishOutcome.CONFIRMED

    def wait_until_all_is_handed_over(self) -> None:
        """Wait until whatever the broker has sent to this worker's consumers waits in the inbox or was begun."""
        reached = threading.Event()
        self.transport._calls.put(reached.set)
        assert reached.wait(PATIENCE)

    def settle_down(self) -> None:
        """Wait until everything that arrived and may be begun is acknowledged."""
        assert self.engine is not None
        self.wait_until_all_is_handed_over()
        inbox = self.engine._inbox

        def nothing_is_left() -> bool:
            # Called under the inbox's lock, so a batch is either waiting or in hand.
            return not inbox._in_hand and not any(line.next_turn(inbox._may_begin) for line in inbox._lines.values())

        with inbox._change:
            assert inbox._idle.wait_for(nothing_is_left, PATIENCE)

    def count(self, action: str) -> int:
        assert self.engine is not None
        return self.engine.counts.get(action, 0)

    def waiting(self, queue: str) -> list[Message]:
        return self.broker.messages(queue)

    def lanes_are_empty(self, reseller: str = "acme") -> bool:
        return not any(self.waiting(names.lane_queue(reseller, lane)) for lane in Lane)


class Reseller:
    """Sends documents and collects answers, directly as a reseller's program would."""

    def __init__(self, wholesale: Wholesale, name: str = "acme") -> None:
        self.name = name
        self.transport = wholesale.broker.transport(names.reseller_user(name))
        self.transport.open()
        self.answers: queue.Queue[Delivery] = queue.Queue()

    def listen(self, name: str | None = None) -> None:
        self._consume(names.answers_queue(self.name, name))

    def listen_directly(self) -> None:
        self._consume(names.DIRECT_REPLY)

    def send(
        self, content: Mapping[str, Any] | bytes, key: str | None = None, **properties: Any
    ) -> queue.Queue[Settled]:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        if key is None:
            key = json.loads(body)["header"]["transaction"]
        settled: queue.Queue[Settled] = queue.Queue()
        publication = Publication(
            exchange=f"documents.{self.name}",
            routing_key=key,
            properties=Properties(content_type="application/json", **properties),
            body=body,
        )
        self.transport.publish(publication, settled.put)
        return settled

    def answer(self) -> Delivery:
        return self.answers.get(timeout=PATIENCE)

    def reply(self) -> dict[str, Any]:
        found = json.loads(self.answer().body)
        assert isinstance(found, dict)
        return found

    def ask(self, content: Mapping[str, Any] | bytes, key: str | None = None, **properties: Any) -> dict[str, Any]:
        self.send(content, key, **properties)
        return self.reply()

    def close(self) -> None:
        """Whatever was handed over has arrived afterwards."""
        self.transport.close(timeout=PATIENCE)

    def _consume(self, queue_name: str) -> None:
        def arrived(delivery: Delivery) -> None:
            self.transport.acknowledge(delivery)
            self.answers.put(delivery)

        self.transport.consume(queue_name, arrived, prefetch=1000)


def codes(reply: Mapping[str, Any]) -> list[str]:
    """The codes of the document's errors and of all segments', in order."""
    found = [error["code"] for error in reply["errors"]]
    return found + [error["code"] for answered in reply["segments"] for error in answered["errors"]]
