"""A change is carried out once: key, effect and answer are there together or not at all."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contracts.reply import Outcome as SegmentOutcome
from contracts.reply_reading import read_reply
from tests.integration.changes.wholesale_records import NUMBERS, WholesaleRecords
from tests.unit.wholesaler_worker.wholesale import document
from wholesaler_worker.changing.answering import Changes
from wholesaler_worker.changing.books import Books
from wholesaler_worker.changing.change import Change, Office
from wholesaler_worker.changing.deciding import Broken
from wholesaler_worker.changing.documents import Conflict, Settled
from wholesaler_worker.changing.use_cases import CHANGES
from wholesaler_worker.db.change_records import ChangeTransactions
from wholesaler_worker.db.database import Database
from wholesaler_worker.holding.reserving import NumberReserving
from wholesaler_worker.outcomes import Postpone

EVERYTHING = (
    "SELECT relname::text, md5(xml::text) FROM (SELECT c.relname,"
    " query_to_xml(format('SELECT * FROM %I ORDER BY 1, 2', c.relname), false, false, '') AS xml"
    " FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace) AS content ORDER BY 1"
)


def reserve(*numbers: str, transaction_number: str = "A-1", reseller: str = "acme", **header: Any) -> dict[str, Any]:
    return document(
        *({"number": place, "request": {"telephone_numbers": [one]}} for place, one in enumerate(numbers, 1)),
        transaction="number.reserve",
        transaction_number=transaction_number,
        reseller=reseller,
        **header,
    )


def held(records: WholesaleRecords) -> list[str]:
    return [row[0] for row in records.rows("SELECT telephone_number FROM number_hold ORDER BY 1")]


def test_the_same_document_again_gets_the_stored_answer_and_does_nothing(records: WholesaleRecords) -> None:
    (first,) = records.answer(reserve(NUMBERS[0]))
    before = records.rows(EVERYTHING)
    (second,) = records.answer(reserve(NUMBERS[0], sent_at="2026-11-24T13:00:00Z", address_epoch=9))
    assert isinstance(first, Settled)
    assert isinstance(second, Settled)
    assert (first.message_id, first.reply.segments) == (second.message_id, second.reply.segments)
    assert (first.reply.header.replayed, second.reply.header.replayed) == (False, True)
    assert [error.code for error in second.reply.errors] == ["I001"]
    assert read_reply(second.bodies[0]) == second.reply
    assert records.rows(EVERYTHING) == before


def test_the_same_number_for_something_else_is_a_conflict(records: WholesaleRecords) -> None:
    records.answer(reserve(NUMBERS[0]))
    assert records.answer(reserve(NUMBERS[1])) == [Conflict("A-1")]
    assert held(records) == [NUMBERS[0]]


def test_another_resellers_same_transaction_number_is_another_document(records: WholesaleRecords) -> None:
    first, second = records.answer(reserve(NUMBERS[0]), reserve(NUMBERS[1], reseller="beta"))
    assert isinstance(first, Settled)
    assert isinstance(second, Settled)
    assert held(records) == [NUMBERS[0], NUMBERS[1]]


def test_the_same_document_twice_in_one_batch_is_carried_out_once(records: WholesaleRecords) -> None:
    first, second, other = records.answer(
        reserve(NUMBERS[0]), reserve(NUMBERS[0]), reserve(NUMBERS[1], transaction_number="A-1")
    )
    assert isinstance(first, Settled)
    assert isinstance(second, Settled)
    assert (first.reply.header.replayed, second.reply.header.replayed) == (False, True)
    assert other == Conflict("A-1")
    assert held(records) == [NUMBERS[0]]


def test_a_dry_run_is_answered_as_if_it_were_done_and_leaves_the_database_as_it_was(
    records: WholesaleRecords,
) -> None:
    before = records.rows(EVERYTHING)
    reply = records.reply(reserve(NUMBERS[0], dry_run=True))
    assert reply.segments[0].result["numbers"][0]["code"] == "N301"
    assert records.rows(EVERYTHING) == before
    assert records.reply(reserve(NUMBERS[0])).header.replayed is False


def test_an_atomic_document_with_a_refused_segment_does_nothing_and_keeps_its_answer(
    records: WholesaleRecords,
) -> None:
    broken = reserve(NUMBERS[0], NUMBERS[1], mode="atomic")
    broken["segments"][1]["request"] = {"kind": "random", "quantity": 1}  # without an address
    reply = records.reply(broken)
    assert [segment.outcome for segment in reply.segments] == [SegmentOutcome.REFUSED] * 2
    assert [error.code for error in reply.segments[0].errors] == ["S904"]
    assert held(records) == []
    assert records.reply(broken).header.replayed is True


def test_in_mode_each_what_can_be_done_is_done(records: WholesaleRecords) -> None:
    broken = reserve(NUMBERS[0], NUMBERS[1])
    broken["segments"][1]["request"] = {"kind": "random", "quantity": 1}
    outcomes = [segment.outcome for segment in records.reply(broken).segments]
    assert outcomes == [SegmentOutcome.ANSWERED, SegmentOutcome.REFUSED]
    assert held(records) == [NUMBERS[0]]


class Breaking(NumberReserving):
    """Reserves, but meets an error of ours for one number."""

    def decide(self, change: Change, books: Books, office: Office) -> None:
        super().decide(change, books, office)
        if NUMBERS[1] in change.question.segment.request.telephone_numbers:  # type: ignore[union-attr]
            change.question.reply = None
            raise ZeroDivisionError


def test_a_document_that_meets_an_error_of_ours_does_nothing_and_uses_up_no_key(records: WholesaleRecords) -> None:
    working = records.changes
    cases = CHANGES | {"number.reserve": Breaking()}  # type: ignore[operator]
    records.changes = Changes(ChangeTransactions(records.database).begin, cases, lambda: records.now)
    before, broken, after = records.answer(
        reserve(NUMBERS[2], transaction_number="A-2"),
        reserve(NUMBERS[0], NUMBERS[1]),
        reserve(NUMBERS[3], transaction_number="A-3"),
    )
    assert isinstance(broken, Broken)
    assert isinstance(before, Settled)
    assert isinstance(after, Settled)
    assert held(records) == [NUMBERS[2], NUMBERS[3]]
    records.changes = working
    assert records.reply(reserve(NUMBERS[0], NUMBERS[1])).header.replayed is False


def test_what_the_records_refuse_is_decided_one_by_one(
    records: WholesaleRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refused(NumberReserving):
        def decide(self, change: Change, books: Books, office: Office) -> None:
            super().decide(change, books, office)
            number = books.numbers.get(NUMBERS[1])
            if number is not None and change.transaction_number == "A-2":
                books.numbers.put(NUMBERS[1], replace(number, state="nonsense"))  # type: ignore[arg-type]

    cases = CHANGES | {"number.reserve": Refused()}  # type: ignore[operator]
    records.changes = Changes(ChangeTransactions(records.database).begin, cases, lambda: records.now)
    first, bad, last = records.answer(
        reserve(NUMBERS[0], transaction_number="A-1"),
        reserve(NUMBERS[1], transaction_number="A-2"),
        reserve(NUMBERS[2], transaction_number="A-3"),
    )
    assert isinstance(first, Settled)
    assert isinstance(last, Settled)
    assert not isinstance(bad, Settled)
    assert held(records) == [NUMBERS[0], NUMBERS[2]]
    assert [row[0] for row in records.rows("SELECT transaction_number FROM ledger ORDER BY 1")] == ["A-1", "A-3"]


def test_while_the_records_are_away_documents_are_postponed(tmp_path: Path, records: WholesaleRecords) -> None:
    nobody = Database("host=127.0.0.1 port=9 dbname=none", wait=0.1)
    records.changes = Changes(ChangeTransactions(nobody).begin, CHANGES, lambda: records.now)
    (outcome,) = records.answer(reserve(NUMBERS[0]))
    assert isinstance(outcome, Postpone)


def test_the_same_document_in_two_workers_at_once_is_carried_out_once(records: WholesaleRecords) -> None:
    workers = 4
    together = threading.Barrier(workers)
    outcomes: list[Any] = []

    def work() -> None:
        with Database(records.database.dsn, connections=1) as database:
            one = WholesaleRecords.__new__(WholesaleRecords)
            one.__dict__.update(records.__dict__)
            one.changes = Changes(ChangeTransactions(database).begin, CHANGES, lambda: records.now)
            together.wait(60)
            outcomes.extend(one.answer(*(reserve(number, transaction_number=number) for number in NUMBERS)))

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(outcomes) == workers * len(NUMBERS)
    assert all(isinstance(outcome, Settled) for outcome in outcomes)
    assert sum(not outcome.reply.header.replayed for outcome in outcomes) == len(NUMBERS)
    assert held(records) == list(NUMBERS)
