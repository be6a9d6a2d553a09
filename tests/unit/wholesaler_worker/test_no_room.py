"""Documents that find no room in the worker wait in their lanes, and are not delivered over and over meanwhile."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.wholesaler_worker.wholesale import PATIENCE, Reseller, Wholesale, document, record
from wholesaler_worker.handling import service_qualification
from wholesaler_worker.serving import engine
from wholesaler_worker.serving.inbox import Inbox


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Nothing is decided before this event is set."""
    go_on = threading.Event()
    decide = service_qualification.qualify

    def wait(*given: Any, **asked: Any) -> Any:
        assert go_on.wait(PATIENCE)
        return decide(*given, **asked)

    monkeypatch.setattr(service_qualification, "qualify", wait)
    yield go_on
    go_on.set()


@pytest.fixture
def small(index: Path, monkeypatch: pytest.MonkeyPatch, held: threading.Event) -> Iterator[Wholesale]:
    """A worker with room for three documents."""
    monkeypatch.setattr(engine, "Inbox", lambda: Inbox(capacity=1500))
    found = Wholesale(index)
    found.start()
    yield found
    held.set()
    found.stop()


def send(reseller: Reseller, count: int) -> set[str]:
    numbers = {f"A-{n}" for n in range(count)}
    for number in numbers:
        reseller.send(document(transaction_number=number))
    return numbers


class SlowCancel:
    """The transport's `cancel`, which ends only when it is allowed to."""

    def __init__(self, wholesale: Wholesale, monkeypatch: pytest.MonkeyPatch) -> None:
        self._cancel = wholesale.transport.cancel
        self.begun, self.go_on = threading.Event(), threading.Event()
        monkeypatch.setattr(wholesale.transport, "cancel", self)

    def __call__(self, queue: str) -> None:
        self.begun.set()
        assert self.go_on.wait(PATIENCE)
        self._cancel(queue)


def test_what_finds_no_room_is_given_back_when_it_cannot_come_again_at_once(
    small: Wholesale, held: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_back = small.transport.give_back
    given_back = []
    monkeypatch.setattr(
        small.transport, "give_back", lambda delivery: (given_back.append(delivery), give_back(delivery))
    )
    cancelling = SlowCancel(small, monkeypatch)
    acme = Reseller(small)
    sent = send(acme, 60)
    assert cancelling.begun.wait(PATIENCE)
    assert given_back == []
    cancelling.go_on.set()
    small.journal.wait_for("inbox.crowded")
    held.set()
    acme.listen()
    assert {str(acme.answer().properties.correlation_id) for _ in sent} == sent
    assert given_back
    acme.close()


def test_a_reseller_that_is_disabled_while_its_documents_find_no_room_ends_nothing_for_the_others(
    small: Wholesale, held: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    acme, beta = Reseller(small), Reseller(small, "beta")
    cancelling = SlowCancel(small, monkeypatch)
    small.watch.changed((record("beta"),))
    assert cancelling.begun.wait(PATIENCE)
    send(acme, 10)
    cancelling.go_on.set()
    small.journal.wait_for("reseller.left")
    held.set()
    beta.listen()
    for number in range(3):
        beta.send(document(transaction_number=f"B-{number}", reseller="beta"))
        assert beta.reply()["header"]["outcome"] == "answered"
    small.watch.changed((record("acme"), record("beta")))
    acme.listen()
    assert len({acme.reply()["header"]["transaction_number"] for _ in range(10)}) == 10
    acme.close()
    beta.close()
