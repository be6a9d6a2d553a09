"""Messages in the reseller's own queue are answered where they say, whatever they are."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from broker_config.memory import MemoryBroker
from broker_config.names import INTAKE, reseller_vhost
from broker_config.topology_objects import Queue, Topology
from contracts.document import MAX_DOCUMENT_BYTES
from reseller_adapter import translating
from reseller_adapter.queue_courier import X_UNDELIVERABLE_TO
from reseller_adapter.store.store import Store
from tests.plugins.order_system import OrderSystem, orders_csv
from tests.plugins.stub_wholesaler import StubWholesaler
from tests.unit.reseller_adapter.conftest import StartAdapter
from translators.wholesaler_format import WholesalerFormat


@pytest.fixture
def order_system(broker: MemoryBroker) -> Iterator[OrderSystem]:
    system = OrderSystem.of(broker)
    yield system
    system.line.close()


@pytest.fixture(autouse=True)
def a_wholesaler(wholesaler: StubWholesaler) -> None:
    pass


def test_an_answer_goes_to_delivery_when_no_other_place_is_named(
    start_adapter: StartAdapter, order_system: OrderSystem
) -> None:
    start_adapter()
    order_system.listen()
    order_system.send(orders_csv("A-1", "A-2"), message_id="m-1")
    answer = order_system.next()
    assert answer.properties.content_type is not None
    assert answer.properties.content_type.startswith("text/csv")
    assert answer.properties.headers["in-reply-to"] == "m-1"
    assert answer.body.decode().count("answered") == 2


def test_an_answer_goes_where_the_message_says_with_its_correlation_id(
    broker: MemoryBroker, start_adapter: StartAdapter, order_system: OrderSystem
) -> None:
    broker.extend(Topology(vhost=broker.vhost, queues=(Queue(reseller_vhost("acme"), "crm.answers"),)))
    start_adapter()
    order_system.listen("crm.answers")
    order_system.send(orders_csv("A-1"), reply_to="crm.answers", correlation_id="crm-77")
    assert order_system.next().properties.correlation_id == "crm-77"


def test_an_answer_whose_place_is_gone_goes_to_delivery(start_adapter: StartAdapter, order_system: OrderSystem) -> None:
    start_adapter()
    order_system.listen()
    order_system.send(orders_csv("A-1"), reply_to="crm.gone", correlation_id="crm-78")
    answer = order_system.next()
    assert answer.properties.correlation_id == "crm-78"
    assert answer.properties.headers[X_UNDELIVERABLE_TO] == "crm.gone"


def test_a_message_that_cannot_be_translated_is_answered_with_every_defect_in_its_own_format(
    start_adapter: StartAdapter, order_system: OrderSystem, store: Store
) -> None:
    adapter = start_adapter()
    order_system.listen()
    body = (
        orders_csv("A-1") + b"A-2,Jane Doe,1 Main St,Oakland,CA,no-zip,1FR\nA-3,Jane Doe,1 Main St,Oakland,CA,9,1FR\n"
    )
    order_system.send(body)
    answer = order_system.next()
    assert answer.properties.content_type is not None
    assert answer.properties.content_type.startswith("text/csv")
    assert answer.body.decode().count("E026") == 2
    adapter.next_done()
    assert not store.submissions.open()


@pytest.mark.parametrize("content_type", ["application/edi-x12", None, "", "text"])
def test_a_message_in_an_unknown_format_is_answered_in_json(
    start_adapter: StartAdapter, order_system: OrderSystem, content_type: str | None
) -> None:
    start_adapter()
    order_system.listen()
    order_system.send(b"ISA*00*", content_type, correlation_id="c-1")
    answer = order_system.next()
    assert answer.properties.correlation_id == "c-1"
    (error,) = json.loads(answer.body)["errors"]
    assert error["code"] == "E026"
    assert "text/csv" in error["text"]


def test_bytes_that_are_nothing_at_all_are_answered_and_the_next_message_too(
    start_adapter: StartAdapter, order_system: OrderSystem
) -> None:
    start_adapter()
    order_system.listen()
    for form in ("application/json", "text/csv", "application/vnd.wholesaler+json"):
        order_system.send(b"\x00\xff\xfe{[[[", form)
        assert b"E026" in order_system.next().body
    order_system.send(orders_csv("A-1"))
    assert b"answered" in order_system.next().body


def test_the_same_message_sent_again_is_answered_again_and_asked_once(
    start_adapter: StartAdapter, order_system: OrderSystem, wholesaler: StubWholesaler
) -> None:
    start_adapter()
    order_system.listen()
    order_system.send(orders_csv("A-1"), message_id="m-1")
    first = order_system.next()
    order_system.send(orders_csv("A-1"), message_id="m-1")
    second = order_system.next()
    assert (first.body, first.properties.message_id) == (second.body, second.properties.message_id)
    assert len(wholesaler.documents) == 1


def test_a_message_sent_again_with_another_return_address_is_answered_there(
    broker: MemoryBroker, start_adapter: StartAdapter, order_system: OrderSystem, wholesaler: StubWholesaler
) -> None:
    """The order system was started again: its old return address may be gone for good."""
    queues = tuple(Queue(reseller_vhost("acme"), name) for name in ("crm.old", "crm.new"))
    broker.extend(Topology(vhost=broker.vhost, queues=queues))
    adapter = start_adapter()
    order_system.send(orders_csv("A-1"), message_id="m-1", reply_to="crm.old")
    adapter.next_done()
    order_system.listen("crm.new")
    order_system.send(orders_csv("A-1"), message_id="m-1", reply_to="crm.new")
    assert b"A-1" in order_system.next().body
    assert len(broker.messages("crm.old", vhost=reseller_vhost("acme"))) == 1
    assert len(wholesaler.documents) == 1


def test_the_brokers_second_copy_of_a_message_is_absorbed(
    broker: MemoryBroker, start_adapter: StartAdapter, order_system: OrderSystem, wholesaler: StubWholesaler
) -> None:
    adapter = start_adapter()
    order_system.listen()
    order_system.send(orders_csv("A-1"), message_id="m-1")
    first = order_system.next()
    copy = replace(first, redelivered=True, properties=replace(first.properties, message_id="m-1"))
    original = replace(copy, queue=INTAKE, body=orders_csv("A-1"), properties=properties_of_first(copy))
    intake = adapter.adapter._intake
    assert intake is not None
    intake._receive(original)
    order_system.send(orders_csv("A-2"), message_id="m-2")
    assert b"A-2" in order_system.next().body
    assert order_system.waiting == 0
    assert [document.segments[0].reference for document in wholesaler.documents] == ["A-1", "A-2"]


def properties_of_first(copy):  # type: ignore[no-untyped-def]
    return replace(copy.properties, content_type="text/csv", correlation_id=None, headers={})


def test_a_reused_message_id_with_other_content_is_a_submission_of_its_own(
    start_adapter: StartAdapter, order_system: OrderSystem
) -> None:
    start_adapter()
    order_system.listen()
    order_system.send(orders_csv("A-1"), message_id="m-1")
    assert b"A-1" in order_system.next().body
    order_system.send(orders_csv("A-2"), message_id="m-1")
    assert b"A-2" in order_system.next().body


def test_what_is_in_the_queue_before_the_start_is_taken_in(
    broker: MemoryBroker, start_adapter: StartAdapter, order_system: OrderSystem
) -> None:
    order_system.listen()
    for number in range(20):
        order_system.send(orders_csv(f"A-{number}"))
    start_adapter()
    bodies = b"".join(order_system.next().body for _ in range(20))
    assert all(f"A-{number},".encode() in bodies for number in range(20))
    assert not broker.messages(INTAKE, vhost=reseller_vhost("acme"))


def test_two_transactions_in_one_message_are_answered_one_by_one(
    start_adapter: StartAdapter, order_system: OrderSystem
) -> None:
    start_adapter()
    order_system.listen()
    body = orders_csv("A-1").decode().splitlines()
    mixed = [f"{body[0]},ask", f"{body[1]},check", "A-2,Jane Doe,1 Main St,Oakland,CA,94601,,validate", ""]
    order_system.send("\n".join(mixed).encode(), correlation_id="c-1")
    answers = sorted(
        (order_system.next() for _ in range(2)), key=lambda answer: answer.properties.headers["x-document"]
    )
    assert [answer.properties.headers["x-documents"] for answer in answers] == [2, 2]
    assert [name in answer.body.decode() for name, answer in zip(("A-1", "A-2"), answers, strict=True)] == [True, True]
    assert len({answer.properties.message_id for answer in answers}) == 2


def test_an_answer_longer_than_a_message_may_be_comes_in_several(
    start_adapter: StartAdapter, order_system: OrderSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translating, "MAX_MESSAGE_BYTES", 2000)
    start_adapter()
    order_system.listen()
    references = [f"A-{number}" for number in range(40)]
    order_system.send(orders_csv(*references))
    answers = [order_system.next()]
    count = answers[0].properties.headers["x-documents"]
    answers += [order_system.next() for _ in range(count - 1)]
    assert count > 1
    assert all(len(answer.body) <= 2000 for answer in answers)
    answers.sort(key=lambda answer: answer.properties.headers["x-document"])
    rows = [row for answer in answers for row in csv.DictReader(io.StringIO(answer.body.decode()))]
    assert [row["order_reference"] for row in rows] == references


def test_a_document_above_the_contract_is_refused_with_the_code_for_it(
    start_adapter: StartAdapter, order_system: OrderSystem, wholesaler: StubWholesaler
) -> None:
    start_adapter()
    order_system.listen()
    order_system.send(b"{}".ljust(MAX_DOCUMENT_BYTES + 1), WholesalerFormat.content_type)
    (error,) = json.loads(order_system.next().body)["errors"]
    assert error["code"] == "E005"
    assert "Split it into several documents" in error["text"]
    assert not wholesaler.documents
