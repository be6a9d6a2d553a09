"""The client library on a real broker."""

import threading
from collections.abc import Iterator

import pytest

from contracts.document import Document
from contracts.reply import Outcome, Reply
from reseller_adapter.client import ResellerClient
from reseller_adapter.errors import BrokerRefused, BrokerUnreachable
from tests.integration.reseller_adapter.conftest import PATIENCE, Reseller
from tests.plugins.stub_wholesaler import StubWholesaler, everything_is_available


def client_of(reseller: Reseller, answers: str | None) -> ResellerClient:
    return ResellerClient(
        reseller=reseller.name,
        amqp_url=reseller.amqp_url,
        password=reseller.real.password,
        answers=answers,
        timeout=PATIENCE,
    )


@pytest.fixture(params=[None, "clerk"], ids=["direct reply", "queue of its own"])
def client(reseller: Reseller, request: pytest.FixtureRequest) -> Iterator[ResellerClient]:
    with client_of(reseller, request.param) as client:
        yield client


def test_threads_get_their_own_answers(client: ResellerClient, wholesaler: StubWholesaler) -> None:
    got: dict[str, str | None] = {}

    def ask(reference: str) -> None:
        got[reference] = client.qualify("1 Main St", zip="94601", reference=reference).reference

    threads = [threading.Thread(target=ask, args=(f"r-{number}",)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert got == {f"r-{number}": f"r-{number}" for number in range(20)}


def test_a_lost_line_is_made_again_and_the_question_asked_again(
    client: ResellerClient, wholesaler: StubWholesaler, reseller: Reseller
) -> None:
    def cut_the_first(document: Document) -> Reply | None:
        if len(wholesaler.documents) == 1:
            reseller.cut()
            return None
        return everything_is_available(document)

    wholesaler.answer_of = cut_the_first
    assert client._conversation is not None
    client._conversation._pauses = type(client._conversation._pauses)(first=2.0)
    assert client.qualify("1 Main St", zip="94601").outcome is Outcome.ANSWERED


def test_a_wrong_password_is_refused(reseller: Reseller) -> None:
    client = ResellerClient(reseller=reseller.name, amqp_url=reseller.amqp_url, password="wrong")
    with pytest.raises(BrokerRefused, match="refused"):
        client.open()


def test_a_broker_that_is_not_there_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reseller_adapter.client.client._OPEN_SECONDS", 0.5)
    client = ResellerClient(reseller="acme", amqp_url="amqp://127.0.0.1:1/wholesale", password="x")
    with pytest.raises(BrokerUnreachable, match="no broker answered"):
        client.open()
