"""A document that ends whoever handles it is found out in a process of its own, and parked alone."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from broker_config import names
from broker_config.transport import Delivery, Properties
from tests.unit.wholesaler_worker.poison import poison_everybody
from tests.unit.wholesaler_worker.wholesale import PATIENCE, Reseller, Wholesale, codes, document, record, segment
from wholesaler_worker.db.resellers import ResellerRecord
from wholesaler_worker.receiving.arrival import Arrival, arrival_of
from wholesaler_worker.serving.trial import Bench, TrialProcess

NOWHERE = "postgresql://nobody@127.0.0.1:1/none"


def arrival(body: bytes) -> Arrival:
    return arrival_of(
        Delivery(
            queue="documents.acme.inquiry",
            exchange="documents.acme",
            routing_key="service.qualify",
            redelivered=True,
            properties=Properties(headers={"x-delivery-count": 3}),
            body=body,
            generation=1,
            tag=1,
        )
    )


@pytest.fixture
def poisoned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """New processes die of a document with an unlucky address, and hang with an endless one."""
    for name, value in poison_everybody(tmp_path).items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def trial(index: Path, poisoned: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[TrialProcess]:
    """Patient: on a loaded machine a harmless document takes long, and so does the start of a process."""
    monkeypatch.setattr("wholesaler_worker.serving.trial._START", PATIENCE)
    found = TrialProcess(Bench(NOWHERE, index, 0.1), longest=PATIENCE)
    yield found
    found.close()


def body(line: str) -> bytes:
    address = {"line": line, "city": "San Francisco", "state": "CA", "zip": "94103"}
    return json.dumps(document(segment(address=address))).encode()


def test_a_document_is_told_harmless_or_not_by_what_it_does_and_the_next_one_is_tried_again(
    trial: TrialProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = ["1368 Folsom St", "13 Unlucky St", "1368 Folsom St"]
    assert [trial.harm(arrival(body(line)), record("acme")) for line in tried] == [
        None,
        "it ended the process that handled it",
        None,
    ]
    with monkeypatch.context() as impatient:
        impatient.setattr(trial, "_longest", 1.0)
        assert trial.harm(arrival(body("1 Endless St")), record("acme")) == "it was not decided in 1 s"
    assert trial.harm(arrival(body("1368 Folsom St")), record("acme")) is None


def test_what_cannot_be_read_or_needs_a_database_that_is_away_does_no_harm(trial: TrialProcess) -> None:
    by_telephone = document(segment(address={"telephone_number": "4155550123"}))
    for content in (b"[" * 100_000, b"\x00", json.dumps(by_telephone).encode()):
        assert trial.harm(arrival(content), None) is None
        assert trial.harm(arrival(content), record("acme")) is None


def test_a_process_that_was_ended_between_two_trials_is_no_documents_fault(trial: TrialProcess) -> None:
    assert trial.harm(arrival(body("1368 Folsom St")), record("acme")) is None
    assert trial._process is not None
    os.kill(trial._process.pid, signal.SIGKILL)
    trial._process.wait()
    assert trial.harm(arrival(body("1368 Folsom St")), record("acme")) is None


def test_a_signal_to_the_whole_group_of_processes_does_not_end_a_trial(trial: TrialProcess) -> None:
    assert trial.harm(arrival(body("1368 Folsom St")), record("acme")) is None
    assert trial._process is not None
    process = trial._process.pid
    os.kill(process, signal.SIGTERM)
    os.kill(process, signal.SIGINT)
    assert trial.harm(arrival(body("1368 Folsom St")), record("acme")) is None
    assert trial._process.pid == process


class Judge:
    """Finds harm in the documents of one transaction number."""

    def harm(self, arrival: Arrival, record: ResellerRecord | None) -> str | None:
        assert record is not None
        return "it ended the process that handled it" if b'"A-7"' in arrival.delivery.body else None


def test_of_documents_that_were_near_when_workers_died_only_the_harmful_one_is_parked(index: Path) -> None:
    wholesale = Wholesale(index)
    wholesale.trial = Judge()
    acme = Reseller(wholesale)
    acme.listen()
    for number in range(20):
        acme.send(document(transaction_number=f"A-{number}"), correlation_id=f"c-{number}")
    dying = wholesale.broker.transport(names.WHOLESALER_USER)
    for _ in range(3):
        dying.open()
        dying.consume("documents.acme.inquiry", id, prefetch=100)
        dying.close(timeout=PATIENCE)
    wholesale.start()
    replies = {}
    for _ in range(20):
        answer = acme.answer()
        replies[answer.properties.correlation_id] = codes(json.loads(answer.body))
    assert replies == {f"c-{number}": ["S903"] if number == 7 else [] for number in range(20)}
    wholesale.settle_down()
    (parked,) = wholesale.waiting(names.DEAD_LETTER)
    assert parked.properties.headers[names.X_REASON] == "it ended the process that handled it"
    acme.close()
    wholesale.stop()
