"""Documents and answers are compared as a real broker's taps hold them, read as its user `ops`."""

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pika
import pytest

from broker_config import names
from broker_config.errors import BrokerRefused, BrokerUnreachable
from broker_config.rabbitmq.stream_reader import StreamReader
from broker_config.settings import BrokerSettings
from broker_config.topology import reseller_topology
from contracts.transactions import BULK_KEY
from tests.integration.broker.test_hostile_properties import RawTable, _raw_tables, nested
from tests.plugins.real_broker import RealBroker
from tests.unit.wholesaler_worker.wholesale import document
from wholesaler_worker.changing.content_hash import content_hash
from wholesaler_worker.db.reconciliation import Asked, Count, Found, KnownDocument
from wholesaler_worker.reconciliation.reconciling import Question, Reconciliation
from wholesaler_worker.reconciliation.sheet import Sheet
from wholesaler_worker.reconciliation.verdict import Verdict
from wholesaler_worker.reconciliation.waiting import Waiting
from wholesaler_worker.serving.answer_messages import first_answer_id

__all__ = ["_raw_tables"]

PATIENCE = 60.0
EVERYTHING = timedelta(seconds=-60)
"""A grace that lets nothing be too young to be judged."""


# What is published here is confirmed one by one, and each is a portion of its own: a reader knows the end exactly.


class Ledger:
    """Records that know what a test says, and in which nothing is wrong."""

    def __init__(self) -> None:
        self.entered: dict[tuple[str, str], KnownDocument] = {}

    def enter(self, body: bytes, message_id: str | None = None) -> None:
        header = json.loads(body)["header"]
        key = header["reseller"], header["transaction_number"]
        identity = message_id or first_answer_id(key[0], body)
        self.entered[key] = KnownDocument(*key, content_hash(body), identity)

    def documents(self) -> list[Count]:
        return []

    def notifications(self) -> list[Count]:
        return []

    def known(self, keys: Any) -> list[KnownDocument]:
        return [self.entered[key] for key in keys if key in self.entered]

    def found(self, check: str) -> Iterator[Found]:
        del check
        yield from ()


class Wholesale:
    """A reseller of one test, whose documents and answers the test itself publishes."""

    def __init__(self, real: RealBroker) -> None:
        self.real = real
        self.reseller = f"acme{secrets.token_hex(3)}"
        self.begun = datetime.now(UTC) - timedelta(minutes=1)
        self.ledger = Ledger()
        real.add(reseller_topology(self.reseller, vhost=real.vhost))
        self.connection = pika.BlockingConnection(pika.URLParameters(real.server.amqp_url_of(real.vhost)))
        self.channel = self.connection.channel()
        self.channel.confirm_delivery()

    def ask(self, number: str, *, transaction: str = "service.qualify", **properties: Any) -> bytes:
        body = json.dumps(document(transaction=transaction, transaction_number=number, reseller=self.reseller)).encode()
        self.send(body, transaction, **properties)
        return body

    def send(self, body: bytes, key: str = "service.qualify", **properties: Any) -> None:
        exchange = names.documents_exchange(self.reseller)
        self.channel.basic_publish(exchange, key, body, pika.BasicProperties(**properties), mandatory=True)

    def answer(
        self,
        number: str | None,
        *,
        errors: tuple[str, ...] = (),
        header: Mapping[str, Any] | None = None,
        **properties: Any,
    ) -> None:
        reply: dict[str, Any] = {"header": {**(header or {})}, "errors": [{"severity": one} for one in errors]}
        if number is not None:
            reply["header"]["transaction_number"] = number
        given = {"type": "service.qualify.reply", "correlation_id": number, "message_id": secrets.token_hex(4)}
        key = names.answers_queue(self.reseller)
        sent = pika.BasicProperties(**given | properties)
        self.channel.basic_publish(names.ANSWERS, key, json.dumps(reply).encode(), sent, mandatory=True)

    def park(self, body: bytes) -> None:
        self.channel.basic_publish(names.DEAD_LETTER, "", body, mandatory=True)

    def reconcile(self, waiting: Waiting | None = None, **question: Any) -> tuple[Verdict, list[str]]:
        asked = Question(**{"since": self.begun, "reseller": self.reseller, "grace": EVERYTHING, **question})

        @contextmanager
        def records(_: Asked) -> Iterator[Ledger]:
            yield self.ledger

        with StreamReader(self.settings("ops"), afterwards=0.1, first_message=PATIENCE) as streams, Sheet() as sheet:
            look = None if waiting is None else lambda: waiting
            verdict = Reconciliation(asked, streams, records, sheet, look).verdict()
            return verdict, [f"{one.wrong} {one.name}" for one in sheet.findings()]

    def settings(self, user: str) -> BrokerSettings:
        url = self.real.server.amqp_url_of(self.real.vhost)
        return BrokerSettings.from_url(url, self.real.name(user), self.real.password, "test")


@pytest.fixture(scope="module")
def begun_taps(real_broker: RealBroker) -> None:
    """No tap is empty: that one is takes a reader seconds to be sure of."""
    other = Wholesale(real_broker)
    other.park(other.ask("A-1"))
    other.answer("A-1")
    other.connection.close()


@pytest.fixture
def wholesale(begun_taps: None, real_broker: RealBroker) -> Iterator[Wholesale]:
    found = Wholesale(real_broker)
    yield found
    found.connection.close()


def test_an_inquiry_without_an_answer_is_lost(wholesale: Wholesale) -> None:
    wholesale.ask("A-1")
    wholesale.ask("A-2")
    wholesale.answer("A-1")
    verdict, findings = wholesale.reconcile()
    assert verdict.last_line == "received 2 answered 1 lost 1 doubled 0 missing 0"
    assert findings == ["lost A-2"]
    assert not verdict.is_clean


def test_a_document_that_is_asked_again_or_moved_on_is_one(wholesale: Wholesale) -> None:
    body = wholesale.ask("A-1", correlation_id="c", message_id="m")
    wholesale.send(body, BULK_KEY, correlation_id="c", message_id="m")
    wholesale.answer("A-1", correlation_id="c", headers={names.IN_REPLY_TO: "m"})
    verdict, _ = wholesale.reconcile()
    assert verdict.last_line == "received 1 answered 1 lost 0 doubled 0 missing 0"


def test_another_documents_answer_under_the_same_correlation_id_does_not_count(wholesale: Wholesale) -> None:
    wholesale.ask("A-1", correlation_id="always the same")
    wholesale.ask("A-2", correlation_id="always the same")
    wholesale.answer("A-1", correlation_id="always the same")
    verdict, findings = wholesale.reconcile()
    assert findings == ["lost A-2"]
    assert verdict.total.answered == 1


def test_what_nobody_can_read_is_parked_and_not_lost(wholesale: Wholesale) -> None:
    wholesale.send(b"\xff not JSON")
    wholesale.park(b"\xff not JSON")
    wholesale.send(b"\xfe not JSON either", correlation_id="c")
    wholesale.answer(None, correlation_id="c", errors=("fatal",))
    verdict, findings = wholesale.reconcile()
    total = verdict.total
    assert (total.received, total.answered, total.parked, findings) == (2, 1, 1, [])
    assert verdict.is_clean


@pytest.mark.parametrize("entries", [b"\x01tT" + b"\xff" * 8, nested(5000)], ids=["a time", "tables"])
def test_headers_that_nobody_can_read_stop_no_reading(wholesale: Wholesale, entries: bytes) -> None:
    wholesale.ask("A-1")
    wholesale.ask("A-2", headers=RawTable(entries))
    wholesale.answer("A-1")
    wholesale.answer("A-2")
    assert wholesale.reconcile()[0].last_line == "received 2 answered 2 lost 0 doubled 0 missing 0"


def test_direct_replies_are_counted_apart(wholesale: Wholesale) -> None:
    wholesale.ask("A-1", reply_to="amq.rabbitmq.reply-to.g2dkAA.token")
    verdict, findings = wholesale.reconcile()
    assert (verdict.total.received, verdict.total.direct, findings) == (0, 1, [])


def test_a_change_in_the_ledger_is_left_to_the_ledger(wholesale: Wholesale) -> None:
    wholesale.ledger.enter(wholesale.ask("A-1", transaction="number.reserve"))
    wholesale.ask("A-2", transaction="number.reserve")
    wholesale.ask("A-3", transaction="number.reserve")
    wholesale.answer("A-3", type="number.reserve.reply", errors=("nonfatal",))
    verdict, findings = wholesale.reconcile()
    assert verdict.last_line == "received 2 answered 1 lost 1 doubled 0 missing 0"
    assert findings == ["lost A-2"]


def test_a_change_that_was_answered_as_done_and_is_not_in_the_ledger_is_lost(wholesale: Wholesale) -> None:
    body = wholesale.ask("A-1", transaction="number.reserve")
    identity = first_answer_id(wholesale.reseller, body)
    wholesale.answer("A-1", type="number.reserve.reply", message_id=identity)
    assert wholesale.reconcile()[1] == ["lost A-1"]


def test_two_different_documents_answered_as_done_under_one_number_are_doubled(wholesale: Wholesale) -> None:
    first = wholesale.ask("A-1", transaction="number.reserve")
    wholesale.ledger.enter(first)
    second = json.dumps({**json.loads(first), "segments": []}).encode()
    wholesale.send(second, "number.reserve")
    for body in (first, second):
        identity = first_answer_id(wholesale.reseller, body)
        wholesale.answer("A-1", type="number.reserve.reply", message_id=identity)
    verdict, findings = wholesale.reconcile()
    assert (verdict.total.doubled, findings) == (1, ["doubled A-1"])


def test_a_dry_run_and_the_document_after_it_are_two_that_need_an_answer_each(wholesale: Wholesale) -> None:
    real = wholesale.ask("A-1", transaction="number.reserve", message_id="2")
    trial = json.loads(real)
    trial["header"]["dry_run"] = True
    body = json.dumps(trial).encode()
    wholesale.send(body, "number.reserve", message_id="1")
    wholesale.answer(
        "A-1",
        type="number.reserve.reply",
        message_id=first_answer_id(wholesale.reseller, body),
        headers={names.IN_REPLY_TO: "1"},
    )
    wholesale.ledger.enter(real)
    verdict, findings = wholesale.reconcile()
    assert (verdict.total.received, verdict.total.answered, findings) == (1, 1, [])


def test_an_answer_in_parts_counts_when_all_are_there(wholesale: Wholesale) -> None:
    for number, parts in (("A-1", (1, 2)), ("A-2", (2,))):
        wholesale.ask(number)
        for part in parts:
            wholesale.answer(number, header={"part": part, "parts": 2}, message_id=f"{number}/{part}")
    assert wholesale.reconcile()[1] == ["lost A-2"]


def test_what_waits_is_not_lost_and_what_is_too_young_neither(wholesale: Wholesale) -> None:
    for number in range(3):
        wholesale.ask(f"A-{number}")
    verdict, findings = wholesale.reconcile(Waiting({wholesale.reseller: 1}, 1))
    assert (verdict.total.waiting, findings) == (2, ["lost A-0"])
    assert any(note.startswith("2 documents wait") for note in verdict.notes)
    verdict, findings = wholesale.reconcile(grace=timedelta(hours=1))
    assert (verdict.total.under_way, findings, verdict.is_clean) == (3, [], True)


def test_only_the_window_is_compared(wholesale: Wholesale) -> None:
    wholesale.ask("A-1")
    later = datetime.now(UTC) + timedelta(hours=1)
    assert wholesale.reconcile(since=later)[0].total.received == 0
    assert wholesale.reconcile(until=wholesale.begun)[0].total.received == 0
    assert wholesale.reconcile(until=later)[0].total.received == 1


def test_long_streams_are_read_to_their_end(wholesale: Wholesale) -> None:
    count = 500
    for number in range(count):
        wholesale.ask(f"A-{number}")
        wholesale.answer(f"A-{number}")
    verdict, findings = wholesale.reconcile()
    assert findings == []
    assert verdict.last_line == f"received {count} answered {count} lost 0 doubled 0 missing 0"


def test_who_may_not_read_the_taps_is_told_so(wholesale: Wholesale) -> None:
    with StreamReader(wholesale.settings("network")) as streams, pytest.raises(BrokerRefused, match="ACCESS_REFUSED"):
        streams.offset_at(names.TAP_DOCUMENTS, "first")


def test_a_broker_that_nobody_finds_is_told_in_a_sentence() -> None:
    nobody = BrokerSettings.from_url(f"amqp://ops:{quote('x')}@127.0.0.1:9/wholesale")
    with pytest.raises(BrokerUnreachable, match="cannot be had"), StreamReader(nobody):
        pass
