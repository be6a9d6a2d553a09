"""Answers are stored before they are acknowledged, once, and none is lost."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from broker_config import names
from broker_config.memory import MemoryBroker
from broker_config.transport import Delivery, Properties, Publication
from contracts.answer_error import answer_error
from contracts.document import Document
from contracts.reply import Outcome, Reply
from reseller_adapter.adapter import Tuning
from reseller_adapter.pauses import Pauses
from reseller_adapter.splitting import Limits
from reseller_adapter.store.records import DocumentState, SubmissionState
from reseller_adapter.store.store import Store
from reseller_adapter.submitting import take_in
from tests.plugins.order_system import orders_csv
from tests.plugins.stub_wholesaler import StubWholesaler, everything_is_available
from tests.unit.reseller_adapter.conftest import PATIENCE, PATIENT, StartAdapter

ANSWERS = "answers.acme"
HASTY = Tuning(pauses=Pauses(first=0.05, longest=0.2))


def submit(store: Store, *references: str, tuning: Tuning = Tuning()) -> str:  # noqa: B008 - frozen
    return take_in(store, "acme", (orders_csv(*references), "csv", ""), tuning)


def test_an_answer_is_stored_when_it_is_acknowledged(
    broker: MemoryBroker, start_adapter: StartAdapter, store: Store, wholesaler: StubWholesaler
) -> None:
    name = submit(store, "A-1")
    adapter = start_adapter()
    assert adapter.next_done() == name
    assert not broker.messages(ANSWERS)
    assert len(store.documents.replies(name)) == 1


def test_a_second_copy_of_an_answer_is_absorbed(
    broker: MemoryBroker, start_adapter: StartAdapter, store: Store, wholesaler: StubWholesaler
) -> None:
    send, sent_twice = wholesaler.send, threading.Semaphore(0)

    def send_twice(delivery: Delivery, reply: Reply) -> None:
        send(delivery, reply)
        send(delivery, reply)
        sent_twice.release()

    wholesaler.send = send_twice  # type: ignore[method-assign]
    adapter = start_adapter()
    first, second = submit(store, "A-1"), submit(store, "A-2")
    adapter.adapter.wake()
    assert {adapter.next_done(), adapter.next_done()} == {first, second}
    for _ in range(2):
        assert sent_twice.acquire(timeout=PATIENCE)
    wholesaler.send = send  # type: ignore[method-assign]
    third = submit(store, "A-3")
    adapter.adapter.wake()
    assert adapter.next_done() == third  # and whatever came before it was taken in before it
    assert not broker.messages(ANSWERS)
    assert len(store.documents.replies(first)) == 1
    assert not store.documents.unmatched()


def test_an_answer_that_nobody_asked_for_is_kept(
    broker: MemoryBroker, start_adapter: StartAdapter, store: Store, wholesaler: StubWholesaler
) -> None:
    adapter = start_adapter()
    properties = Properties(correlation_id="of-another-program", message_id="m-9")
    stray = Publication(exchange=names.ANSWERS, routing_key=ANSWERS, properties=properties, body=b"{}")
    for _ in range(2):  # twice: the broker delivers again what was not acknowledged
        wholesaler.publish(stray)
    submit(store, "A-1")
    adapter.adapter.wake()
    adapter.next_done()
    (kept,) = store.documents.unmatched()
    assert (kept.correlation_id, kept.message_id, kept.size) == ("of-another-program", "m-9", 2)
    assert not broker.messages(ANSWERS)


def test_an_answer_that_cannot_be_read_is_kept_and_asked_for_again(
    start_adapter: StartAdapter, store: Store, wholesaler: StubWholesaler
) -> None:
    broken = threading.Event()

    def break_first(document: Document) -> Reply | None:
        if document is not wholesaler.documents[0]:
            assert broken.wait(PATIENCE)  # else this answer could come before the one that cannot be read
            return everything_is_available(document)
        asked = wholesaler.deliveries[0].properties
        properties = Properties(correlation_id=asked.correlation_id, message_id="broken")
        wholesaler.publish(
            Publication(exchange=names.ANSWERS, routing_key=ANSWERS, properties=properties, body=b"\x00{")
        )
        broken.set()
        return None

    wholesaler.answer_of = break_first
    adapter = start_adapter(tuning=HASTY)
    name = submit(store, "A-1")
    adapter.adapter.wake()
    assert adapter.next_done() == name
    (kept,) = store.documents.unmatched()
    assert "cannot be read" in kept.reason


def test_a_document_without_an_answer_is_asked_again_under_the_same_ids(
    start_adapter: StartAdapter, store: Store, wholesaler: StubWholesaler
) -> None:
    wholesaler.answer_of = lambda document: everything_is_available(document) if len(wholesaler.documents) > 2 else None
    adapter = start_adapter(tuning=HASTY)
    name = submit(store, "A-1")
    adapter.adapter.wake()
    assert adapter.next_done() == name
    ids = {(found.properties.message_id, found.properties.correlation_id) for found in wholesaler.deliveries}
    assert ids == {(f"{name}.1.1", f"{name}.1.1")}
    assert len({document.header.transaction_number for document in wholesaler.documents}) == 1
    assert len({delivery.body for delivery in wholesaler.deliveries}) == 1


def test_a_document_that_is_never_answered_becomes_overdue_and_is_kept(
    start_adapter: StartAdapter, store: Store, wholesaler: StubWholesaler
) -> None:
    wholesaler.answer_of = lambda _document: None
    name = submit(store, "A-1")
    adapter = start_adapter(tuning=Tuning(pauses=Pauses(first=0.02, longest=0.02)))
    wholesaler.wait_for(5)
    adapter.stop()
    waiting = store.documents.waiting(3)
    assert (waiting.documents, waiting.overdue) == (1, 1)
    (document,) = store.documents.of(name)
    assert document.state is DocumentState.SENT
    assert document.attempts >= 4


def test_parts_of_two_decisions_are_never_mixed(
    start_adapter: StartAdapter, store: Store, wholesaler: StubWholesaler
) -> None:
    """Asked twice and decided twice: one part of the first answer, then the whole second."""
    wholesaler.part_limit = 700

    def decide(document: Document) -> Reply:
        reply, decision = everything_is_available(document), 1 if document is wholesaler.documents[0] else 2
        moment = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(seconds=decision)
        segments = tuple(replace(segment, result={"decision": decision}) for segment in reply.segments)
        return replace(reply, header=replace(reply.header, answered_at=moment), segments=segments)

    wholesaler.answer_of = decide
    publish, first = wholesaler.publish, threading.Event()

    def lose_all_but_one_part_of_the_first(publication: Publication) -> object:
        if b'"decision":2' in publication.body:
            assert first.wait(PATIENCE)
            return publish(publication)
        if first.is_set():
            return None
        settled = publish(publication)
        first.set()
        return settled

    wholesaler.publish = lose_all_but_one_part_of_the_first  # type: ignore[assignment]
    adapter = start_adapter(tuning=HASTY)
    name = submit(store, *(f"A-{number}" for number in range(20)))
    adapter.adapter.wake()
    assert adapter.next_done() == name
    decisions = {b'"decision":2' in piece.body for piece in store.documents.replies(name)}
    assert decisions == {True}


def test_the_answers_to_the_pieces_of_a_long_document_are_put_together(
    start_adapter: StartAdapter, store: Store, wholesaler: StubWholesaler
) -> None:
    def refuse_the_last_of_each(document: Document) -> Reply:
        reply = everything_is_available(document)
        error = answer_error("A106", f"/segments/{len(reply.segments) - 1}/address/number")
        last = replace(reply.segments[-1], outcome=Outcome.REFUSED, errors=(error,), result={})
        answered = len(reply.segments) - 1
        header = replace(reply.header, outcome=Outcome.PARTIAL, answered=answered, refused=1)
        return replace(reply, header=header, segments=(*reply.segments[:-1], last))

    wholesaler.answer_of = refuse_the_last_of_each
    tuning = replace(PATIENT, limits=Limits(segments=3))
    name = submit(store, *(f"A-{number}" for number in range(1, 8)), tuning=tuning)
    adapter = start_adapter(tuning=tuning)
    assert adapter.next_done() == name
    numbers = sorted(document.header.transaction_number for document in wholesaler.documents)
    assert numbers == [f"{name}.1", f"{name}.2", f"{name}.3"]
    (answer,) = store.submissions.answers(name)
    rows = answer.body.decode().splitlines()[1:]
    assert [row.partition(",")[0] for row in rows] == [f"A-{number}" for number in range(1, 8)]
    assert [number for number, row in enumerate(rows, 1) if "A106" in row] == [3, 6, 7]
    assert all(name in row and f"{name}." not in row for row in rows)


@pytest.mark.parametrize("times", [1, 2])
def test_what_is_pending_survives_a_restart(
    start_adapter: StartAdapter, store: Store, wholesaler: StubWholesaler, times: int
) -> None:
    wholesaler.answer_of = lambda _document: None
    name = submit(store, "A-1")
    for _ in range(times):
        first = start_adapter()
        wholesaler.wait_for(1)
        first.stop()
    wholesaler.answer_of = everything_is_available
    waiting = store.submissions.get(name)
    assert waiting is not None
    assert waiting.state is SubmissionState.WAITING
    # The answer comes while no adapter runs, and waits at the broker.
    wholesaler.send(wholesaler.deliveries[0], everything_is_available(wholesaler.documents[0]))
    assert start_adapter().next_done() == name
