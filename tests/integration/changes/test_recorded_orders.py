"""Orders in a real database: what was decided is recorded whole, and the records' own rules agree with the code's."""

import threading
from datetime import date
from typing import Any

import psycopg
import pytest

from contracts.reply import SegmentReply
from tests.integration.changes.wholesale_records import NOW, NUMBERS, WholesaleRecords
from tests.unit.wholesaler_worker.territory import FOLSOM
from tests.unit.wholesaler_worker.wholesale import document
from wholesaler_worker.changing.answering import Changes
from wholesaler_worker.changing.change import Wanted
from wholesaler_worker.changing.documents import Outcome, Settled
from wholesaler_worker.changing.records import Account, Version
from wholesaler_worker.changing.use_cases import CHANGES
from wholesaler_worker.db.book_writing import book_days, write_books
from wholesaler_worker.db.books import BookReader
from wholesaler_worker.db.change_records import ChangeRecords, ChangeTransactions
from wholesaler_worker.db.database import Database
from wholesaler_worker.db.terms import read_rules
from wholesaler_worker.ordering.completion import complete, days_of_move, jeopardize, recover
from wholesaler_worker.ordering.states import FOLLOWING
from wholesaler_worker.outcomes import Retry

JANE = {"name": "Jane Doe", "class": "residence"}
FRIDAY, MONDAY = "2026-12-04", "2026-12-07"


def order(pon: str = "PO-1", *, number: str = "T-1", reseller: str = "acme", **said: Any) -> dict[str, Any]:
    request = {"pon": pon, "activity": "N", "lines": [{"usoc": "1FR", "features": ["ESX"]}]} | said
    address = request.pop("address", FOLSOM)
    segment = {"number": 1, "reference": "acme/1", "end_user": JANE, "address": address, "request": request}
    return document(segment, transaction="order.submit", transaction_number=number, reseller=reseller)


def supplement(kind: str, version: int = 2, pon: str = "PO-1", **said: Any) -> dict[str, Any]:
    request = {"pon": pon, "version": version, "supplement": kind} | said
    return document(
        {"number": 1, "request": request},
        transaction="order.supplement",
        transaction_number=f"S-{pon}-{version}",
    )


def answered(records: WholesaleRecords, sent: dict[str, Any]) -> SegmentReply:
    (segment,) = records.reply(sent).segments
    return segment


def carry_out(records: WholesaleRecords, what: str = "complete", pon: str = "PO-1", due: date | None = None) -> None:
    """What the network's systems tell, as far as the books go."""
    with records.database.transaction() as connection:
        reader = BookReader(connection)
        reader.read(Wanted(orders={("acme", pon)}))
        books = reader.books.layer()
        standing = books.orders.get(("acme", pon))
        assert standing is not None
        assert standing.in_force is not None
        version = books.versions.get(("acme", pon, standing.in_force))
        assert version is not None
        reader.read_days(days_of_move(version, due))
        if what == "complete":
            complete(books, version, NOW.date(), read_rules(connection), records.now)
        elif what == "jeopardy":
            jeopardize(books, version, "O520", None, due, records.now)
        else:
            recover(books, version, due, records.now)
        write_books(connection, reader.books, books)
        book_days(connection, reader.books, books, beyond=True)


def read_back(records: WholesaleRecords, **wanted: Any) -> BookReader:
    with records.database.transaction() as connection:
        reader = BookReader(connection)
        reader.read(Wanted(**wanted))
    return reader


def version_of(records: WholesaleRecords, version: int = 1, pon: str = "PO-1") -> Version:
    key = "acme", pon, version
    found = read_back(records, versions={key}).books.versions.get(key)
    assert found is not None
    return found


def account_of(records: WholesaleRecords, number: str) -> Account | None:
    books = read_back(records, accounts={number}).books
    found = books.numbers.get(number)
    return None if found is None or found.account is None else books.accounts.get(found.account)


def standing(records: WholesaleRecords, number: str) -> tuple[str, date | None]:
    found = read_back(records, numbers={number}).books.numbers.get(number)
    assert found is not None
    return found.state.value, found.until


def booked(records: WholesaleRecords) -> dict[str, int]:
    rows = records.rows("SELECT day, booked FROM office_day WHERE booked > 0")
    return {day.isoformat(): count for day, count in rows}


def events(records: WholesaleRecords) -> list[str]:
    rows = records.rows("SELECT version, event FROM order_event ORDER BY reseller, pon, sequence")
    return [f"{version} {event.removeprefix('order.')}" for version, event in rows]


def test_the_records_allow_the_same_moves_as_the_code(postgres_dsn: str) -> None:
    with psycopg.connect(postgres_dsn) as connection:
        rows = connection.execute("SELECT from_state, to_state FROM order_move").fetchall()
    assert set(rows) == {(before.value, after.value) for before, ends in FOLLOWING.items() for after in ends}


def test_a_confirmed_order_is_recorded_whole(records: WholesaleRecords) -> None:
    told = answered(records, order(desired_due_date=FRIDAY)).result
    (number,) = told["numbers"]
    version = version_of(records)
    assert (version.state.value, version.order_number, version.reference) == (
        "confirmed",
        told["order_number"],
        "acme/1",
    )
    assert (version.numbers, version.account, version.end_user) == ((number,), number, "Jane Doe")
    assert version.answer == {"outcome": "answered", "errors": [], "result": told}
    assert [(one.usoc, one.features, one.telephone_number) for one in version.lines] == [("1FR", ("ESX",), number)]
    assert version.address is not None
    assert booked(records) == {FRIDAY: 1}
    assert standing(records, number) == ("assigned", None)
    assert events(records) == ["1 acknowledged", "1 confirmed"]


def test_a_held_number_is_ordered_with_its_token(records: WholesaleRecords) -> None:
    reserve = document(
        {"number": 1, "request": {"telephone_numbers": [NUMBERS[3]]}},
        transaction="number.reserve",
        transaction_number="R-1",
    )
    token = answered(records, reserve).result["numbers"][0]["hold_token"]
    lines = [{"usoc": "1FR", "hold_token": token}]
    assert answered(records, order(lines=lines)).result["numbers"] == [NUMBERS[3]]
    assert records.rows("SELECT * FROM number_hold") == []
    refused = answered(records, order("PO-2", number="T-2", lines=lines))
    assert [error.code for error in refused.errors] == ["O501", "N309"]


def test_a_version_under_another_transaction_number_gets_its_answer_again(records: WholesaleRecords) -> None:
    first, again = answered(records, order()), answered(records, order(number="T-2"))
    assert again.result == first.result
    assert [error.code for error in again.errors] == ["I001"]
    other = answered(records, order(number="T-3", desired_due_date=FRIDAY))
    assert [(error.code, error.path) for error in other.errors] == [("E007", "/segments/0/request/version")]


def test_a_rejected_order_leaves_its_version_and_nothing_else(records: WholesaleRecords) -> None:
    refused = answered(records, order(lines=[{"usoc": "ZZZ"}], desired_due_date="2026-12-05"))
    assert [error.code for error in refused.errors] == ["O501", "F203", "D401"]
    assert booked(records) == {}
    assert version_of(records).state.value == "rejected"
    assert events(records) == ["1 acknowledged", "1 rejected"]
    assert answered(records, order(number="T-2", version=2)).result["status"] == "confirmed"


def test_an_order_is_put_off_cancelled_and_gives_back_what_it_took(records: WholesaleRecords) -> None:
    (number,) = answered(records, order(desired_due_date=FRIDAY)).result["numbers"]
    answered(records, supplement("2", desired_due_date=MONDAY))
    assert booked(records) == {MONDAY: 1}
    assert answered(records, supplement("1", 3)).result["status"] == "confirmed"
    assert booked(records) == {}
    assert standing(records, number) == ("available", None)
    assert events(records) == [
        "1 acknowledged", "1 confirmed",
        "2 acknowledged", "2 confirmed", "1 superseded",
        "3 acknowledged", "3 confirmed", "2 superseded", "3 cancelled",
    ]  # fmt: skip
    assert records.rows("SELECT latest, in_force, last_sequence FROM purchase_order") == [(3, None, 9)]


def test_versions_that_come_together_are_carried_out_together_or_wait(records: WholesaleRecords) -> None:
    answered(records, order(desired_due_date=FRIDAY))
    outcomes = records.answer(supplement("2", desired_due_date=MONDAY), supplement("1", 3))
    assert all(isinstance(outcome, Settled) for outcome in outcomes)
    outcomes = records.answer(order("PO-2", number="T-2"), supplement("2", pon="PO-2", desired_due_date="2027-03-01"))
    assert isinstance(outcomes[0], Settled)
    assert isinstance(outcomes[1], Retry)
    (outcome,) = records.answer(supplement("2", pon="PO-2", desired_due_date="2027-03-01"))
    assert isinstance(outcome, Settled)
    assert version_of(records, 2, "PO-2").due_date == date(2027, 3, 1)


def test_the_customers_record_follows_from_completed_orders(records: WholesaleRecords) -> None:
    (number,) = answered(records, order()).result["numbers"]
    assert account_of(records, number) is None
    carry_out(records)
    account = account_of(records, number)
    assert account is not None
    assert (account.telephone_number, account.reseller, account.open_orders) == (number, "acme", ())

    at = {"telephone_number": number}
    change = order("PO-2", number="T-2", activity="C", address=at, lines=[{"usoc": "1FR"}])
    assert answered(records, change).result["numbers"] == [number]
    other = order("PO-3", number="T-3", activity="S", address=at)
    del other["segments"][0]["request"]["lines"]
    assert [error.code for error in answered(records, other).errors] == ["O501", "E022"]
    carry_out(records, pon="PO-2")
    account = account_of(records, number)
    assert account is not None
    assert account.lines[0].features == ()

    ended = order("PO-4", number="T-4", activity="D", address=at)
    del ended["segments"][0]["request"]["lines"]
    assert answered(records, ended).result["status"] == "confirmed"
    carry_out(records, pon="PO-4")
    assert account_of(records, number) is None
    assert records.rows("SELECT * FROM service_address") == []
    assert standing(records, number) == ("aging", date(2027, 2, 22))


def test_a_conversion_moves_the_customer_to_the_other_reseller(records: WholesaleRecords) -> None:
    (number,) = answered(records, order()).result["numbers"]
    carry_out(records)
    at = {"telephone_number": number}
    consent = {"name": "Jane Doe", "date": "2026-11-20"}
    taken = order("PO-9", number="T-9", reseller="beta", activity="W", address=at, authority=consent)
    del taken["segments"][0]["request"]["lines"]
    assert answered(records, taken).result["numbers"] == [number]
    account = account_of(records, number)
    assert account is not None
    assert (account.reseller, account.open_orders) == ("acme", (("beta", "PO-9"),))


def test_a_danger_moves_the_day_and_passes(records: WholesaleRecords) -> None:
    answered(records, order(desired_due_date=FRIDAY))
    carry_out(records, "jeopardy", due=date.fromisoformat(MONDAY))
    assert booked(records) == {MONDAY: 1}
    carry_out(records, "recover", due=date.fromisoformat(FRIDAY))
    assert booked(records) == {FRIDAY: 1}
    carry_out(records)
    assert events(records)[2:] == ["1 jeopardy", "1 jeopardy", "1 completed"]
    refused = answered(records, supplement("1"))
    assert [error.code for error in refused.errors] == ["O513"]


@pytest.mark.parametrize("mode", ["each", "atomic"])
def test_a_document_is_confirmed_segment_by_segment_or_as_a_whole(records: WholesaleRecords, mode: str) -> None:
    both = order(desired_due_date=FRIDAY)
    both["header"]["mode"] = mode
    second = {
        **both["segments"][0],
        "number": 2,
        "request": {"pon": "PO-2", "activity": "N", "lines": [{"usoc": "ZZZ"}]},
    }
    both["segments"].append(second)
    codes = [[error.code for error in segment.errors] for segment in records.reply(both).segments]
    if mode == "each":
        assert codes == [[], ["O501", "F203"]]
        assert records.rows("SELECT pon, state FROM order_version ORDER BY 1") == [
            ("PO-1", "confirmed"),
            ("PO-2", "rejected"),
        ]
        assert booked(records) == {FRIDAY: 1}
    else:
        assert codes == [["S904"], ["O501", "F203"]]
        assert records.rows("SELECT * FROM order_version") == []
        assert booked(records) == {}
        assert records.rows("SELECT count(*) FROM inventory_number WHERE state <> 'available'") == [(0,)]


def test_who_comes_too_late_for_the_last_room_of_a_day_is_told_the_next_ones(
    records: WholesaleRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    records.execute("UPDATE central_office SET daily_capacity = 1")
    writing = ChangeRecords.write
    others: list[Outcome] = []

    def write_after_another(self: ChangeRecords, *what: Any) -> None:
        monkeypatch.setattr(ChangeRecords, "write", writing)
        others.extend(records.answer(order("PO-2", number="T-2", desired_due_date=FRIDAY)))
        writing(self, *what)

    monkeypatch.setattr(ChangeRecords, "write", write_after_another)
    late = answered(records, order("PO-1", number="T-1", desired_due_date=FRIDAY))
    (other,) = others
    assert isinstance(other, Settled)
    assert other.reply.segments[0].result["status"] == "confirmed"
    assert [error.code for error in late.errors] == ["O501", "D402"]
    assert MONDAY in late.errors[1].hint
    assert records.rows("SELECT day::text, booked FROM office_day") == [(FRIDAY, 1)]


def test_orders_that_swap_their_days_do_not_wait_for_each_other_in_a_circle(records: WholesaleRecords) -> None:
    pons = ("PO-1", "PO-2")
    days = (FRIDAY, MONDAY)
    for pon, day in zip(pons, days, strict=True):
        answered(records, order(pon, number=f"T-{pon}", desired_due_date=day))
    together = threading.Barrier(2)
    outcomes: list[Outcome] = []

    def swap(pon: str, first: int) -> None:
        with Database(records.database.dsn, connections=1) as database:
            changes = Changes(ChangeTransactions(database).begin, CHANGES, lambda: records.now)
            for version in range(2, 12):
                together.wait(60)
                moved = supplement("2", version, pon, desired_due_date=days[(version + first) % 2])
                outcomes.extend(records.answer(moved, changes=changes))

    threads = [threading.Thread(target=swap, args=(pon, first)) for first, pon in enumerate(pons, start=1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(outcomes) == 20
    assert all(isinstance(outcome, Settled) for outcome in outcomes), outcomes
    booked = records.rows("SELECT day::text, booked FROM office_day WHERE booked <> 0 ORDER BY day")
    assert sum(count for _, count in booked) == 2
