"""The worker begins when it can decide, and ends without losing or beginning anything."""

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from broker_config import names
from contracts.transactions import Lane
from tests.unit.wholesaler_worker.territory import Numbers, write_index
from tests.unit.wholesaler_worker.wholesale import PATIENCE, Reseller, Wholesale, codes, document, segment


class HeldNumbers(Numbers):
    """A number store in which each question waits for its own `let_go`."""

    def __init__(self) -> None:
        super().__init__()
        self._asked, self._may_go_on = threading.Semaphore(0), threading.Semaphore(0)

    def wait_until_asked(self) -> None:
        assert self._asked.acquire(timeout=PATIENCE)

    def let_go(self) -> None:
        self._may_go_on.release()

    def _trip(self) -> None:
        self._asked.release()
        assert self._may_go_on.acquire(timeout=PATIENCE)
        super()._trip()


def search(transaction_number: str) -> dict[str, Any]:
    asked = segment(request={"kind": "specific", "telephone_number": "4155550142"})
    return document(asked, transaction="number.search", transaction_number=transaction_number)


def test_nothing_is_consumed_before_an_index_is_published_and_it_begins_when_one_is(tmp_path: Path) -> None:
    wholesale = Wholesale(tmp_path / "reference" / "all.sqlite")
    acme = Reseller(wholesale)
    acme.listen()
    acme.send(document())
    wholesale.start()
    wholesale.journal.wait_for("index.missing")
    assert len(wholesale.waiting("documents.acme.inquiry")) == 1
    write_index(wholesale.index)
    assert codes(acme.reply()) == []
    assert len(wholesale.journal.of("index.missing")) == 1
    acme.close()
    wholesale.stop()


def test_a_drain_answers_what_was_begun_and_gives_back_the_rest(index: Path) -> None:
    wholesale = Wholesale(index)
    acme = Reseller(wholesale)
    for number in range(300):
        acme.send(document(transaction_number=f"A-{number}"))
    wholesale.start()
    acme.listen()
    acme.answer()
    wholesale.stop()
    acme.close()
    answered = 1 + acme.answers.qsize()
    waiting = wholesale.waiting("documents.acme.inquiry")
    assert answered + len(waiting) == 300
    assert max((message.delivery_count for message in waiting), default=0) == 0


def test_after_a_cut_line_everything_is_answered_and_a_second_answer_has_the_same_id(
    wholesale: Wholesale, acme: Reseller
) -> None:
    identities: dict[str, set[str | None]] = {}
    for number in range(100):
        acme.send(document(transaction_number=f"A-{number}"))
        if number % 20 == 10:
            wholesale.broker.cut(names.WHOLESALER_USER)
    while len(identities) < 100:
        answer = acme.answer()
        identities.setdefault(str(answer.properties.correlation_id), set()).add(answer.properties.message_id)
    wholesale.settle_down()
    assert wholesale.lanes_are_empty()
    assert {len(found) for found in identities.values()} == {1}


def test_two_workers_share_the_lanes(index: Path) -> None:
    first, second = Wholesale(index), Wholesale(index)
    second.broker = first.broker
    second.transport = first.broker.transport(names.WHOLESALER_USER)
    first.start()
    second.start()
    acme = Reseller(first)
    acme.listen()
    for number in range(100):
        acme.send(document(transaction_number=f"A-{number}"))
    assert {acme.reply()["header"]["transaction_number"] for _ in range(100)} == {f"A-{n}" for n in range(100)}
    first.stop()
    second.stop()
    acme.close()


def test_one_resellers_flood_does_not_delay_another(index: Path) -> None:
    wholesale = Wholesale(index)
    numbers = wholesale.numbers = HeldNumbers()
    wholesale.start()
    acme, beta = Reseller(wholesale), Reseller(wholesale, "beta")
    acme.listen()
    beta.listen()
    assert codes(beta.ask(document(reseller="beta"))) == []
    acme.send(search("A-first"))
    numbers.wait_until_asked()
    for number in range(90):
        acme.send(document(transaction_number=f"A-{number}"))
    acme.send(search("A-last"))
    beta.send(document(transaction_number="B", reseller="beta"))
    wholesale.wait_until_all_is_handed_over()
    numbers.let_go()
    # More than a batch of acme's came before it, and the last of them is held: a first come, first served would wait.
    assert beta.reply()["header"]["transaction_number"] == "B"
    numbers.let_go()
    assert {acme.reply()["header"]["transaction_number"] for _ in range(92)} >= {"A-first", "A-last"}
    acme.close()
    beta.close()
    wholesale.stop()


@pytest.mark.parametrize("lane", Lane)
@pytest.mark.parametrize("name", ["acme", "beta"])
def test_every_lane_of_every_reseller_is_consumed(wholesale: Wholesale, name: str, lane: Lane) -> None:
    key = {Lane.INQUIRY: "service.qualify", Lane.ORDER: "order.submit", Lane.BULK: "bulk"}[lane]
    reseller = Reseller(wholesale, name)
    reseller.listen()
    reply = reseller.ask(document(reseller=name), key=key, type="service.qualify")
    assert codes(reply) == (["E022"] if lane is Lane.ORDER else [])
    wholesale.settle_down()
    assert wholesale.lanes_are_empty(name)
    reseller.close()


def test_a_worker_whose_attendant_breaks_says_so_and_ends(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(queue: str, *_: object, **__: object) -> None:
        raise ZeroDivisionError(queue)

    wholesale = Wholesale(index)
    monkeypatch.setattr(wholesale.transport, "consume", break_down)
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    wholesale.start()
    wholesale.journal.wait_for("worker.broken")
    assert wholesale.engine is not None
    wholesale.engine.drain(PATIENCE)
    wholesale.engine = None
    assert wholesale.broken
    wholesale.broken = False
    wholesale.stop()


def test_a_worker_whose_receipts_break_ends_instead_of_acknowledging_nothing_any_more(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        raise ZeroDivisionError

    wholesale = Wholesale(index)
    monkeypatch.setattr(wholesale.changes, "note_answered", break_down)
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    wholesale.start()
    acme = Reseller(wholesale)
    acme.listen()
    release = {"number": 1, "request": {"hold_tokens": ["t" * 24]}}
    assert codes(acme.ask(document(release, transaction="number.release"))) == []
    wholesale.journal.wait_for("worker.broken")
    acme.close()
    assert wholesale.engine is not None
    assert not wholesale.engine.drain(0.1)
    wholesale.engine = None
    assert wholesale.broken
    wholesale.broken = False
    wholesale.stop()


def test_signals_are_heard_before_anything_slow_is_imported() -> None:
    heard = "import sys, wholesaler_worker.__main__, wholesaler_worker.commands.run; print(*sys.modules)"
    imported = subprocess.run([sys.executable, "-c", heard], capture_output=True, text=True, check=True).stdout.split()
    assert {"psycopg", "pika", "marshmallow", "sqlite3"}.isdisjoint(imported)
