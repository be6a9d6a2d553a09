"""A reseller whose answers the broker does not take is left alone with growing pauses, and nobody else notices."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from broker_config import names
from broker_config.topology import reseller_topology
from broker_config.transport import Delivery
from tests.unit.wholesaler_worker.wholesale import Reseller, Wholesale, codes, document, record
from wholesaler_worker.serving import attendant, pauses


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pauses, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(pauses, "LONGEST_PAUSE", 0.08)
    monkeypatch.setattr(pauses, "_TRIAL", 0.1)
    monkeypatch.setattr(attendant, "STOP_AFTER_SECONDS", 0.08)


@pytest.fixture
def crowded(index: Path) -> Iterator[Wholesale]:
    """The answers queue of acme takes two answers and no more."""
    found = Wholesale(index, policies={"answers.acme": {"max-length": 2}})
    found.start()
    yield found
    found.stop()


def send(reseller: Reseller, first: int, last: int) -> set[str]:
    numbers = {f"A-{n}" for n in range(first, last + 1)}
    for number in numbers:
        reseller.send(document(transaction_number=number, reseller=reseller.name))
    return numbers


def climb_until_answered(wholesale: Wholesale, reseller: Reseller) -> None:
    while reseller.answers.empty():
        wholesale.broker.advance(1800)
        wholesale.settle_down()


def test_a_full_answers_queue_pauses_its_reseller_only_and_every_answer_comes_in_the_end(crowded: Wholesale) -> None:
    acme, beta = Reseller(crowded), Reseller(crowded, "beta")
    beta.listen()
    sent = send(acme, 1, 3)
    crowded.journal.wait_for("reseller.paused")
    sent |= send(acme, 4, 30)
    assert codes(beta.ask(document(reseller="beta"))) == []
    crowded.journal.wait_for("reseller.paused", 4)
    assert codes(beta.ask(document(reseller="beta", transaction_number="A-2"))) == []
    assert len(crowded.waiting("answers.acme")) == 2
    acme.listen()
    crowded.journal.wait_for("reseller.resumed")
    received = set()
    while received != sent:
        climb_until_answered(crowded, acme)
        received.add(acme.reply()["header"]["transaction_number"])
    crowded.settle_down()
    assert crowded.lanes_are_empty()
    assert crowded.waiting(names.DEAD_LETTER) == []
    acme.close()
    beta.close()


def test_each_pause_is_longer_than_the_one_before(crowded: Wholesale) -> None:
    acme = Reseller(crowded)
    send(acme, 1, 3)
    crowded.journal.wait_for("reseller.paused")
    send(acme, 4, 30)
    crowded.journal.wait_for("reseller.paused", 4)
    seconds = [line.args[2] for line in crowded.journal.of("reseller.paused")[:4]]  # type: ignore[index]
    assert seconds == [0.02, 0.04, 0.08, 0.08]
    acme.close()


def test_a_long_pause_gives_what_waits_back_once_however_often_answers_are_tried(
    crowded: Wholesale, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_back: Counter[bytes] = Counter()
    give_back = crowded.transport.give_back

    def count(delivery: Delivery) -> None:
        given_back[delivery.body] += 1
        give_back(delivery)

    monkeypatch.setattr(crowded.transport, "give_back", count)
    acme = Reseller(crowded)
    send(acme, 1, 3)
    crowded.journal.wait_for("reseller.paused")
    send(acme, 4, 30)
    acme.send(document(transaction_number="A-31"), key="bulk", type="service.qualify")
    crowded.journal.wait_for("reseller.paused", 9)
    assert set(given_back.values()) == {1}
    acme.close()


def test_a_named_queue_that_the_broker_lacks_sends_the_document_to_the_ladder(wholesale: Wholesale) -> None:
    acme = Reseller(wholesale)
    acme.send(document(), reply_to="answers.acme.clerk")
    wholesale.journal.wait_for("reseller.paused")
    wholesale.settle_down()
    (waiting,) = wholesale.waiting("retry.1s")
    assert waiting.properties.reply_to == "answers.acme.clerk"
    wholesale.broker.extend(reseller_topology("acme", answers=["clerk"]))
    acme.listen("clerk")
    climb_until_answered(wholesale, acme)
    assert codes(acme.reply()) == []
    acme.close()


def test_a_paused_resellers_retried_documents_do_not_stand_in_the_way_of_others(crowded: Wholesale) -> None:
    acme, beta = Reseller(crowded), Reseller(crowded, "beta")
    beta.listen()
    send(acme, 1, 5)
    crowded.journal.wait_for("reseller.paused")
    for number in range(200):
        content = document(transaction_number=f"R-{number}")
        crowded.publish(content, "retry.1s", headers={names.X_ORIGIN: "documents.acme.inquiry"})
    crowded.publish(document(reseller="beta"), "retry.1s", headers={names.X_ORIGIN: "documents.beta.inquiry"})
    crowded.broker.advance(1)
    assert codes(beta.reply()) == []
    acme.close()
    beta.close()


def test_a_reseller_that_is_disabled_while_it_is_paused_is_not_tried_again(crowded: Wholesale) -> None:
    acme = Reseller(crowded)
    send(acme, 1, 3)
    crowded.journal.wait_for("reseller.paused")
    send(acme, 4, 30)
    crowded.journal.wait_for("reseller.paused", 4)
    crowded.watch.changed((record("beta"),))
    crowded.journal.wait_for("reseller.left")
    crowded.settle_down()
    assert crowded.engine is not None
    assert "acme" not in crowded.engine._attendant._pauses
    assert crowded.waiting("documents.acme.inquiry")
    paused = len(crowded.journal.of("reseller.paused"))
    crowded.watch.changed((record("beta"), record("acme")))
    crowded.journal.wait_for("reseller.paused", paused + 1)
    assert crowded.journal.of("reseller.paused")[paused].args[2] == 0.02  # type: ignore[index]
    acme.close()
