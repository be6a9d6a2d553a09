"""What becomes of a document that cannot be answered now, or not at all; nothing is lost and no other one suffers."""

import json
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from broker_config import names
from broker_config.transport import Delivery, Properties
from contracts.document_reading import read_document
from contracts.transactions import Lane
from serviceability.index import open_index
from tests.unit.wholesaler_worker.territory import FOLSOM
from tests.unit.wholesaler_worker.wholesale import PATIENCE, Reseller, Wholesale, codes, document, segment
from wholesaler_worker.db.errors import DatabaseAway, DatabaseError, DatabaseUnavailable
from wholesaler_worker.handling import service_qualification
from wholesaler_worker.handling.answering import Answered, answer_documents
from wholesaler_worker.handling.desk import Desk
from wholesaler_worker.outcomes import Retry
from wholesaler_worker.receiving.arrival import Arrival, arrival_of
from wholesaler_worker.serving.republishing import to_ladder


def retried(headers: dict[str, Any]) -> Arrival:
    return arrival_of(
        Delivery(
            queue=names.RETRIED,
            exchange=names.RETRIED,
            routing_key="number.search",
            redelivered=False,
            properties=Properties(headers=headers),
            body=b"{}",
            generation=1,
            tag=1,
        )
    )


BY_TELEPHONE = {"telephone_number": "4155550123"}
RUNGS = (1, 5, 30, 300, 1800)


def ladder(wholesale: Wholesale) -> dict[str, list[Any]]:
    found = {rung.name: wholesale.waiting(names.retry_exchange(rung.name)) for rung in names.RETRY_RUNGS}
    return {name: messages for name, messages in found.items() if messages}


@pytest.fixture
def without_database(wholesale: Wholesale) -> Wholesale:
    wholesale.numbers.problem = DatabaseUnavailable("the database is not available")
    return wholesale


def test_what_needs_the_database_climbs_the_ladder_and_is_answered_when_it_is_back(
    without_database: Wholesale, acme: Reseller
) -> None:
    acme.send(document(segment(address=BY_TELEPHONE)), user_id="reseller.acme", headers={"CC": ["answers.beta"]})
    without_database.journal.wait_for("document.retried")
    without_database.settle_down()
    ((rung, (message,)),) = ladder(without_database).items()
    assert rung == "1s"
    assert message.properties.user_id == "reseller.acme"
    headers = dict(message.properties.headers)
    assert headers.pop(names.X_FIRST_SEEN)
    assert headers == {
        names.X_ORIGIN: "documents.acme.inquiry",
        names.X_ATTEMPT: 1,
        names.X_REASON: "the database is not available",
    }
    without_database.numbers.problem = None
    without_database.broker.advance(1)
    assert codes(acme.reply()) == ["A112"]
    without_database.settle_down()
    assert ladder(without_database) == {}
    assert without_database.waiting(names.RETRIED) == []


def test_what_needs_no_database_is_answered_without_it(without_database: Wholesale, acme: Reseller) -> None:
    acme.send(document(segment(address=BY_TELEPHONE)))
    assert codes(acme.ask(document(transaction_number="A-2"))) == []


def test_after_the_last_rung_a_document_is_parked_and_its_reseller_gets_the_ticket(
    without_database: Wholesale, acme: Reseller
) -> None:
    body = document(segment(address=BY_TELEPHONE))
    acme.send(body, correlation_id="c-1")
    for attempt, seconds in enumerate(RUNGS, start=1):
        without_database.journal.wait_for("document.retried", attempt)
        without_database.settle_down()
        ((_, (message,)),) = ladder(without_database).items()
        assert message.properties.headers[names.X_ATTEMPT] == attempt
        without_database.broker.advance(seconds)
    answer = acme.answer()
    (error,) = json.loads(answer.body)["errors"]
    assert (error["code"], answer.properties.correlation_id) == ("S903", "c-1")
    without_database.settle_down()
    (parked,) = without_database.waiting(names.DEAD_LETTER)
    assert json.loads(parked.body) == body
    assert parked.properties.headers[names.X_TICKET] in error["text"]
    assert parked.properties.headers[names.X_ORIGIN] == "documents.acme.inquiry"


def test_a_document_whose_database_is_away_waits_for_it_however_long_and_is_never_parked(
    wholesale: Wholesale, acme: Reseller
) -> None:
    wholesale.numbers.problem = DatabaseAway("the database is not available")
    acme.send(document(segment(address=BY_TELEPHONE)), correlation_id="c-1")
    for time in range(1, 10):
        wholesale.journal.wait_for("document.retried", time)
        wholesale.settle_down()
        ((_, (message,)),) = ladder(wholesale).items()
        assert names.X_ATTEMPT not in message.properties.headers
        if time < 9:
            wholesale.broker.advance(3600)
    assert acme.answers.empty()
    wholesale.numbers.problem = None
    wholesale.broker.advance(3600)
    assert acme.answer().properties.correlation_id == "c-1"
    assert wholesale.waiting(names.DEAD_LETTER) == []


@pytest.mark.parametrize(
    ("waited", "rung"), [(0, "1s"), (1, "5s"), (6, "30s"), (40, "5m"), (4000, "5m"), (90_000, "5m")]
)
def test_the_longer_a_document_waits_already_the_longer_it_waits_again_but_never_above_five_minutes(
    waited: int, rung: str
) -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    first_seen = (now - timedelta(seconds=waited)).isoformat(timespec="milliseconds")
    headers = {names.X_ORIGIN: "documents.acme.inquiry", names.X_ATTEMPT: 4, names.X_FIRST_SEEN: first_seen}
    again = to_ladder(retried(headers), "the database is away", now)
    assert again.exchange == f"retry.{rung}"
    assert (again.properties.headers[names.X_FIRST_SEEN], again.properties.headers[names.X_ATTEMPT]) == (first_seen, 4)


@pytest.mark.parametrize("first_seen", ["yesterday", "2026-11-24T12:00:00", 7, None])
def test_a_first_sight_that_is_no_moment_begins_anew(first_seen: object) -> None:
    headers = {names.X_ORIGIN: "documents.acme.inquiry", names.X_FIRST_SEEN: first_seen}
    assert to_ladder(retried(headers), "away", datetime.now(UTC)).exchange == "retry.1s"


def test_what_not_even_the_ladder_takes_is_given_back_and_its_reseller_left_alone(index: Path) -> None:
    wholesale = Wholesale(index, policies={"retry.1s": {"max-length": 0}})
    wholesale.numbers.problem = DatabaseAway("the database is not available")
    wholesale.start()
    acme = Reseller(wholesale)
    acme.send(document(segment(address=BY_TELEPHONE)))
    wholesale.journal.wait_for("ladder.refused")
    wholesale.journal.wait_for("reseller.paused")
    assert len(wholesale.waiting("documents.acme.inquiry")) == 1
    acme.close()
    wholesale.stop()


def test_a_bug_in_one_segment_is_told_there_and_the_others_are_answered(
    wholesale: Wholesale, acme: Reseller, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide = service_qualification.qualify

    def stumble(index: Any, address: Any, **asked: Any) -> Any:
        if address.line == "13 Unlucky St":
            raise RecursionError("our mistake")
        return decide(index, address, **asked)

    monkeypatch.setattr(service_qualification, "qualify", stumble)
    unlucky = segment(2, address={**FOLSOM, "line": "13 Unlucky St"})
    reply = acme.ask(document(segment(1), unlucky, segment(3)))
    assert [answered["outcome"] for answered in reply["segments"]] == ["answered", "refused", "answered"]
    (error,) = reply["segments"][1]["errors"]
    trace = wholesale.journal.of("segment.bug")[0]
    assert (error["code"], error["path"]) == ("S999", "/segments/1")
    assert vars(trace)["trace"] in error["text"]
    wholesale.settle_down()
    (parked,) = wholesale.waiting(names.DEAD_LETTER)
    assert vars(trace)["trace"] in parked.properties.headers[names.X_REASON]


@pytest.fixture
def stumbling(wholesale: Wholesale, monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """Make every look-up of specific numbers fail in which 4155550113 is."""
    wholesale.numbers.add("4155550142")
    look_up = wholesale.numbers.specific

    def stumble_with(problem: Exception) -> None:
        def stumble(telephone_numbers: Any) -> Any:
            if "4155550113" in set(telephone_numbers):
                raise problem
            return look_up(telephone_numbers)

        monkeypatch.setattr(wholesale.numbers, "specific", stumble)

    return stumble_with


def search(number: int, telephone_number: str) -> dict[str, Any]:
    return segment(number, request={"kind": "specific", "telephone_number": telephone_number})


def test_one_search_that_fails_ends_no_other_that_shares_its_round_trip(
    acme: Reseller, stumbling: Callable[[Exception], None]
) -> None:
    stumbling(ZeroDivisionError())
    asked = [search(n, number) for n, number in enumerate(("4155550142", "4155550113", "4155550142"), start=1)]
    reply = acme.ask(document(*asked, transaction="number.search"))
    assert [answered["outcome"] for answered in reply["segments"]] == ["answered", "refused", "answered"]
    assert codes(reply) == ["S999"]


def test_a_document_that_the_database_refuses_takes_none_of_its_batch_with_it(
    wholesale: Wholesale, stumbling: Callable[[Exception], None]
) -> None:
    stumbling(DatabaseError("it cannot be written in this encoding"))
    batch = [
        read_document(json.dumps(document(search(1, number), transaction="number.search")).encode())
        for number in ("4155550142", "4155550113", "4155550142")
    ]
    with closing(open_index(wholesale.index)) as index:
        outcomes = answer_documents(batch, Desk(index, wholesale.numbers, date(2026, 11, 24)))
    assert [type(outcome) for outcome in outcomes] == [Answered, Retry, Answered]


def test_an_answer_with_an_error_of_ours_has_another_message_id_than_the_later_true_one(
    wholesale: Wholesale, acme: Reseller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError

    identities = []
    with monkeypatch.context() as patched:
        patched.setattr(service_qualification, "qualify", stumble)
        for _ in range(2):
            acme.send(document())
            identities.append(acme.answer().properties.message_id)
    acme.send(document())
    assert identities[0] == identities[1] != acme.answer().properties.message_id


@pytest.mark.parametrize("problem", [MemoryError(), RecursionError(), ZeroDivisionError()])
def test_a_bug_with_a_whole_document_is_told_and_the_worker_goes_on(
    wholesale: Wholesale, acme: Reseller, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    def stumble(body: bytes) -> Any:
        raise problem

    with monkeypatch.context() as patched:
        patched.setattr("wholesaler_worker.receiving.intake.read_document", stumble)
        assert codes(acme.ask(document())) == ["S999"]
        wholesale.settle_down()
    assert len(wholesale.waiting(names.DEAD_LETTER)) == 1
    assert codes(acme.ask(document())) == []


def test_a_document_that_was_delivered_ten_times_in_vain_is_parked_unread(index: Any) -> None:
    wholesale = Wholesale(index)
    acme = Reseller(wholesale)
    acme.listen()
    acme.send(document())
    dying = wholesale.broker.transport(names.WHOLESALER_USER)
    for _ in range(10):
        dying.open()
        dying.consume("documents.acme.inquiry", id, prefetch=1)
        dying.close(timeout=PATIENCE)
    wholesale.start()
    assert codes(acme.reply()) == ["S903"]
    wholesale.settle_down()
    (parked,) = wholesale.waiting(names.DEAD_LETTER)
    assert "delivered 10 times" in parked.properties.headers[names.X_REASON]
    acme.close()
    wholesale.stop()


def test_a_long_document_on_a_short_lane_is_moved_to_the_bulk_lane_with_our_headers_only(
    wholesale: Wholesale, acme: Reseller
) -> None:
    long = document(*(segment(number) for number in range(1, 202)))
    acme.send(long, user_id="reseller.acme", correlation_id="c-1", headers={"CC": ["bulk"], "BCC": ["bulk"]})
    answer = acme.answer()
    assert json.loads(answer.body)["header"]["answered"] == 201
    assert answer.properties.correlation_id == "c-1"
    wholesale.settle_down()
    assert wholesale.lanes_are_empty()
    taps = wholesale.waiting(names.TAP_DOCUMENTS)
    assert [message.routing_key for message in taps] == ["service.qualify", "bulk"]
    assert taps[1].properties.user_id == "reseller.acme"
    assert taps[1].properties.type == "service.qualify"
    assert set(taps[1].properties.headers) <= {"x-stream-offset"}
    assert acme.answers.empty()


def test_a_process_limited_to_a_lane_leaves_the_others_alone_and_still_takes_what_is_retried(index: Any) -> None:
    wholesale = Wholesale(index)
    wholesale.start((Lane.ORDER,))
    acme = Reseller(wholesale)
    acme.listen()
    acme.send(document())
    wholesale.publish(
        document(transaction_number="A-2"), "retry.1s", headers={names.X_ORIGIN: "documents.acme.inquiry"}
    )
    wholesale.broker.advance(1)
    assert acme.reply()["header"]["transaction_number"] == "A-2"
    wholesale.settle_down()
    assert len(wholesale.waiting("documents.acme.inquiry")) == 1
    acme.close()
    wholesale.stop()


def test_what_is_on_the_ladder_without_an_origin_is_set_aside(wholesale: Wholesale) -> None:
    wholesale.publish(document(), "retry.1s")
    wholesale.broker.advance(1)
    wholesale.journal.wait_for("document.set_aside")
    wholesale.settle_down()
    assert len(wholesale.waiting(names.INVALID)) == 1
