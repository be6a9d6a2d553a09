"""A reseller whose answers the broker does not take is left alone with growing pauses, and nobody else notices."""

import json
import queue
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from broker_config import names
from broker_config.topology import reseller_topology
from broker_config.transport import Delivery
from tests.unit.wholesaler_worker.wholesale import PATIENCE, Reseller, Wholesale, codes, document, record
from wholesaler_worker.serving import attendant, pauses


class Clock:
    """The attendant's clock; it stands still until `pass_a_pause`, so no document is tried before the test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def pass_a_pause(self, wholesale: Wholesale) -> None:
        """Let the time of any pause be over; the attendant looks at once."""
        assert wholesale.engine is not None
        self.now += pauses.LONGEST_PAUSE + 1
        wholesale.engine._attendant._events.put(lambda: None)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(attendant, "time", found)
    return found


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


def pause_until(wholesale: Wholesale, clock: Clock, times: int) -> None:
    """Have one document tried in vain after each pause, until the reseller was paused so often."""
    for before in range(len(wholesale.journal.of("reseller.paused")), times):
        clock.pass_a_pause(wholesale)
        wholesale.journal.wait_for("reseller.paused", before + 1)


def climb_until_answered(wholesale: Wholesale, reseller: Reseller, clock: Clock) -> Delivery:
    """The next answer. Whatever is on the ladder comes back, also when it finds the queue of answers full again."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        wholesale.broker.advance(1800)
        clock.pass_a_pause(wholesale)
        wholesale.settle_down()
        with suppress(queue.Empty):
            return reseller.answers.get(timeout=0.05)
    pytest.fail(f"no answer came within {PATIENCE} s")


def test_a_full_answers_queue_pauses_its_reseller_only_and_every_answer_comes_in_the_end(
    crowded: Wholesale, clock: Clock
) -> None:
    acme, beta = Reseller(crowded), Reseller(crowded, "beta")
    beta.listen()
    sent = send(acme, 1, 3)
    crowded.journal.wait_for("reseller.paused")
    sent |= send(acme, 4, 30)
    assert codes(beta.ask(document(reseller="beta"))) == []
    pause_until(crowded, clock, 4)
    assert codes(beta.ask(document(reseller="beta", transaction_number="A-2"))) == []
    assert len(crowded.waiting("answers.acme")) == 2
    acme.listen()
    received = {str(acme.answer().properties.correlation_id) for _ in range(2)}
    clock.pass_a_pause(crowded)
    crowded.journal.wait_for("reseller.resumed")
    while received != sent:
        received.add(str(climb_until_answered(crowded, acme, clock).properties.correlation_id))
    crowded.settle_down()
    assert crowded.lanes_are_empty()
    assert crowded.waiting(names.DEAD_LETTER) == []
    acme.close()
    beta.close()


def test_each_pause_is_longer_than_the_one_before(crowded: Wholesale, clock: Clock) -> None:
    acme = Reseller(crowded)
    send(acme, 1, 3)
    crowded.journal.wait_for("reseller.paused")
    send(acme, 4, 30)
    pause_until(crowded, clock, 8)
    seconds = [line.args[2] for line in crowded.journal.of("reseller.paused")]  # type: ignore[index]
    assert seconds == [1, 2, 4, 8, 16, 32, 60, 60]
    acme.close()


def test_a_long_pause_gives_what_waits_back_once_however_often_answers_are_tried(
    crowded: Wholesale, clock: Clock, monkeypatch: pytest.MonkeyPatch
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
    crowded.wait_until_all_is_handed_over()
    pause_until(crowded, clock, 9)
    assert set(given_back.values()) == {1}
    acme.close()


def test_a_named_queue_that_the_broker_lacks_sends_the_document_to_the_ladder(
    wholesale: Wholesale, clock: Clock
) -> None:
    acme = Reseller(wholesale)
    acme.send(document(), reply_to="answers.acme.clerk")
    wholesale.journal.wait_for("reseller.paused")
    wholesale.settle_down()
    (waiting,) = wholesale.waiting("retry.1s")
    assert waiting.properties.reply_to == "answers.acme.clerk"
    wholesale.broker.extend(reseller_topology("acme", answers=["clerk"]))
    acme.listen("clerk")
    assert codes(json.loads(climb_until_answered(wholesale, acme, clock).body)) == []
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


def test_a_reseller_that_is_disabled_while_it_is_paused_is_not_tried_again(crowded: Wholesale, clock: Clock) -> None:
    acme = Reseller(crowded)
    send(acme, 1, 3)
    crowded.journal.wait_for("reseller.paused")
    send(acme, 4, 30)
    pause_until(crowded, clock, 4)
    crowded.watch.changed((record("beta"),))
    crowded.journal.wait_for("reseller.left")
    crowded.settle_down()
    assert crowded.engine is not None
    assert "acme" not in crowded.engine._attendant._pauses
    assert crowded.waiting("documents.acme.inquiry")
    paused = len(crowded.journal.of("reseller.paused"))
    crowded.watch.changed((record("beta"), record("acme")))
    crowded.journal.wait_for("reseller.paused", paused + 1)
    assert crowded.journal.of("reseller.paused")[paused].args[2] == 1  # type: ignore[index]
    acme.close()
