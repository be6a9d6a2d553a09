"""The client library, on the broker in memory."""

import queue
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from broker_config.memory import MemoryBroker
from broker_config.names import reseller_user
from contracts.address import Address
from contracts.document import Document, Header, Segment
from contracts.reply import Outcome, Reply
from contracts.requests import NumberReserve, ServiceQualify
from reseller_adapter.client import ResellerClient
from reseller_adapter.errors import AnswerLate, ClientClosed, DocumentRefused, DocumentReturned, InputRefused
from reseller_adapter.settings import ResellerSettings
from tests.plugins.stub_wholesaler import StubWholesaler, everything_is_available
from tests.unit.reseller_adapter.conftest import PATIENCE


@pytest.fixture
def client(broker: MemoryBroker, settings: ResellerSettings) -> Iterator[ResellerClient]:
    with ResellerClient(settings, transport=broker.transport(reseller_user("acme")), timeout=PATIENCE) as client:
        yield client


@pytest.fixture
def clerk(broker: MemoryBroker, settings: ResellerSettings) -> Iterator[ResellerClient]:
    named = replace(settings, answers="clerk")
    with ResellerClient(named, transport=broker.transport(reseller_user("acme")), timeout=PATIENCE) as client:
        yield client


def test_one_question_has_one_answer(client: ResellerClient, wholesaler: StubWholesaler) -> None:
    answer = client.qualify("1368 Folsom Street", city="San Francisco", state="CA", services=["1FR"], reference="r-1")

    assert answer.outcome is Outcome.ANSWERED
    assert answer.reference == "r-1"
    assert answer.result["services"][0]["available"] is True
    (document,) = wholesaler.documents
    assert document.segments[0].address == Address(line="1368 Folsom Street", city="San Francisco", state="CA")


def test_a_client_with_a_queue_of_its_own_is_answered_there(clerk: ResellerClient, wholesaler: StubWholesaler) -> None:
    assert clerk.validate(number="1", street="MAIN", zip="94601").outcome is Outcome.ANSWERED
    (delivery,) = wholesaler.deliveries
    assert delivery.properties.reply_to == "answers.acme.clerk"
    assert delivery.properties.user_id == "reseller.acme"


def test_many_threads_each_get_their_own_answer(clerk: ResellerClient, wholesaler: StubWholesaler) -> None:
    got: dict[str, str | None] = {}

    def ask(reference: str) -> None:
        got[reference] = clerk.search_numbers("1 Main St", zip="94601", reference=reference).reference

    threads = [threading.Thread(target=ask, args=(f"r-{number}",)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert got == {f"r-{number}": f"r-{number}" for number in range(20)}


def test_an_answer_that_does_not_come_is_late(client: ResellerClient, wholesaler: StubWholesaler) -> None:
    wholesaler.answer_of = lambda _document: None
    with pytest.raises(AnswerLate, match="no answer to document") as raised:
        client.qualify("1 Main St", zip="94601", timeout=0.2)
    assert raised.value.transaction_number in str(raised.value)


def test_who_waits_when_a_client_is_closed_is_told_at_once(client: ResellerClient, wholesaler: StubWholesaler) -> None:
    wholesaler.answer_of = lambda _document: None
    ended: queue.Queue[BaseException] = queue.Queue()

    def ask() -> None:
        try:
            client.qualify("1 Main St", zip="94601", timeout=10 * PATIENCE)
        except ClientClosed as e:
            ended.put(e)

    waiting = threading.Thread(target=ask)
    waiting.start()
    wholesaler.wait_for(1)
    client.close()
    assert "ask again under the same transaction number" in str(ended.get(timeout=PATIENCE))
    waiting.join(PATIENCE)


def test_a_question_is_asked_again_under_the_same_ids(clerk: ResellerClient, wholesaler: StubWholesaler) -> None:
    asked: list[str] = []

    def second_time(document: Document) -> Reply | None:
        asked.append(document.header.transaction_number)
        return everything_is_available(document) if len(asked) > 1 else None

    wholesaler.answer_of = second_time
    clerk._conversation._pauses = replace(clerk._conversation._pauses, first=0.1)  # type: ignore[union-attr]
    assert clerk.qualify("1 Main St", zip="94601").outcome is Outcome.ANSWERED
    wholesaler.wait_for(2)
    assert len(set(asked)) == 1
    assert len({delivery.properties.message_id for delivery in wholesaler.deliveries}) == 1


def test_a_document_that_no_queue_takes_is_returned(
    broker: MemoryBroker, clerk: ResellerClient, wholesaler: StubWholesaler
) -> None:
    broker.delete_queue("documents.acme.inquiry")
    broker.delete_queue("tap.documents")
    with pytest.raises(DocumentReturned, match="did not take"):
        clerk.qualify("1 Main St", zip="94601")


def test_a_document_refused_as_a_whole_is_an_error_with_its_answer(
    client: ResellerClient, wholesaler: StubWholesaler
) -> None:
    def refuse(document: Document) -> Reply:
        from contracts.answer_error import answer_error

        reply = everything_is_available(document)
        header = replace(reply.header, outcome=Outcome.REFUSED, answered=0, refused=1)
        return Reply(header=header, errors=(answer_error("E011", "/header/transaction"),))

    wholesaler.answer_of = refuse
    with pytest.raises(DocumentRefused, match="E011") as raised:
        client.qualify("1 Main St", zip="94601")
    assert raised.value.reply.errors[0].code == "E011"


def test_a_change_needs_a_durable_queue_for_its_answer(client: ResellerClient, settings: ResellerSettings) -> None:
    document = one_segment("number.reserve", NumberReserve(telephone_numbers=("4155550142",)))
    with pytest.raises(InputRefused, match="answers=NAME"):
        client.send(document)


def test_a_long_document_is_answered_whole(clerk: ResellerClient, wholesaler: StubWholesaler) -> None:
    wholesaler.part_limit = 50_000
    document = one_segment("service.qualify", ServiceQualify())
    segments = tuple(replace(document.segments[0], number=n, reference=f"r-{n}") for n in range(1, 1001))
    reply = clerk.send(replace(document, segments=segments), timeout=PATIENCE)
    assert [segment.reference for segment in reply.segments] == [f"r-{n}" for n in range(1, 1001)]
    assert wholesaler.deliveries[0].routing_key == "bulk"
    assert wholesaler.deliveries[0].properties.type == "service.qualify"


def test_a_closed_client_says_so(client: ResellerClient) -> None:
    client.close()
    with pytest.raises(ClientClosed, match="not open"):
        client.qualify("1 Main St", zip="94601")


def one_segment(transaction: str, request: ServiceQualify | NumberReserve) -> Document:
    from datetime import UTC, datetime

    header = Header(transaction=transaction, transaction_number="t-1", reseller="acme", sent_at=datetime.now(UTC))
    return Document(
        header=header, segments=(Segment(number=1, request=request, address=Address(line="1 Main St", zip="94601")),)
    )
