"""What is wrong in the records is found and named, whether the schema would have let it in or not."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.integration.changes.wholesale_records import NUMBERS
from tests.integration.reconciliation.seeded import BEFORE, DUE, NOW, Seeded
from tests.unit.wholesaler_worker.territory import OFFICE
from wholesaler_worker.db.database import Database
from wholesaler_worker.db.reconciliation import Asked, Count, snapshot
from wholesaler_worker.reconciliation.checks import CHECKS, UNANSWERED

RECEIVED = f"{BEFORE:%Y-%m-%dT%H:%M:%SZ}"
DAY = f"{OFFICE} {DUE}"
LONG_AGO = NOW - timedelta(days=3)
A_MOMENT_AGO = NOW - timedelta(seconds=5)


@pytest.fixture
def records(postgres_dsn: str) -> Seeded:
    return Seeded(postgres_dsn)


def test_nothing_is_found_where_all_is_well(records: Seeded) -> None:
    records.document("A-1")
    records.order("P-1")
    records.order("P-2", numbers=(NUMBERS[1], NUMBERS[2]), state="completed")
    records.do("UPDATE inventory_number SET state = 'held', until = %s WHERE telephone_number = %s", DUE, NUMBERS[5])
    records.hold(NUMBERS[5], "t" * 22)
    assert records.found() == []


WRONG: dict[str, tuple[Callable[[Seeded], object], list[str]]] = {
    "documents_unanswered": (
        lambda r: r.document("A-1", answered=None),
        [f"lost acme A-1: received {RECEIVED}, carried out, and the broker never confirmed its answer"],
    ),
    "documents_without_answer": (
        lambda r: r.document("A-1", kept=False),
        [f"lost acme A-1: received {RECEIVED}, and its answer was not kept"],
    ),
    "documents_entered_twice": (
        lambda r: (r.document("A-1"), r.document("A-1", kept=False)),
        ["doubled acme A-1: it stands in the ledger 2 times"],
    ),
    "answers_kept_twice": (
        lambda r: (r.document("A-1"), r.answer("A-1", day=NOW.date())),
        ["doubled acme A-1: 2 answers are stored for it"],
    ),
    "versions_recorded_twice": (
        lambda r: (r.order("P-1", state="rejected"), r.version("P-1", 1, "superseded")),
        ["doubled acme P-1: version 1 is recorded more than once"],
    ),
    "versions_decided_twice": (
        lambda r: (r.order("P-1"), r.event("P-1", 3, "order.rejected")),
        ["doubled acme P-1: version 1 was confirmed or rejected more than once"],
    ),
    "versions_in_force_twice": (
        lambda r: (r.order("P-1"), r.version("P-1", 2, "jeopardy")),
        ["doubled acme P-1: more than one version is in force: 1, 2"],
    ),
    "order_numbers_given_twice": (
        lambda r: (r.order("P-1", order_number="O-7"), r.order("P-2", order_number="O-7", reseller="beta")),
        ["doubled acme O-7: this order number belongs to several open orders: acme P-1, beta P-2"],
    ),
    "numbers_assigned_twice": (
        lambda r: (r.order("P-1"), r.order("P-2", reseller="beta")),
        [f"doubled acme {NUMBERS[0]}: several open orders have taken this number: acme P-1, beta P-2"],
    ),
    "numbers_held_twice": (
        lambda r: (r.hold(NUMBERS[1], "t" * 22), r.hold(NUMBERS[1], "u" * 22, reseller="beta")),
        [f"doubled acme {NUMBERS[1]}: several holds keep this number, of acme, beta"],
    ),
    "sequences_used_twice": (
        lambda r: (r.order("P-1"), r.event("P-1", 2, "order.jeopardy")),
        ["doubled acme P-1: the notification 2 is there more than once"],
    ),
    "days_promised_twice": (
        lambda r: (r.order("P-1"), r.do("UPDATE office_day SET booked = 0")),
        [f"doubled - {DAY}: fewer bookings than orders: 0 booked, 1 orders"],
    ),
    "notifications_unsent": (
        lambda r: (r.order("P-1"), r.do("UPDATE order_event SET sent_at = NULL WHERE sequence = 2")),
        ["missing acme P-1: the broker does not have the notification 2 (order.confirmed)"],
    ),
    "sequences_missing": (
        lambda r: (
            r.order("P-1"),
            r.event("P-1", 5, "order.jeopardy"),
            r.do("UPDATE purchase_order SET last_sequence = 6"),
        ),
        [f"missing acme P-1: the notification {number} does not exist" for number in (3, 4, 6)],
    ),
    "orders_without_notification": (
        lambda r: (r.order("P-1"), r.do("DELETE FROM order_event")),
        ["missing acme P-1: none of its 2 notifications exists"],
    ),
    "decisions_missing": (
        lambda r: (r.order("P-1"), r.do("UPDATE order_event SET event = 'order.jeopardy' WHERE sequence = 2")),
        ["missing acme P-1: version 1 is decided, and no notification says so"],
    ),
    "ends_missing": (
        lambda r: (r.order("P-1"), r.do("UPDATE order_version SET state = 'completed'")),
        ["missing acme P-1: version 1 is completed, and no notification says so"],
    ),
    "orders_not_as_their_versions": (
        lambda r: (r.order("P-1"), r.do("UPDATE purchase_order SET in_force = NULL")),
        ["missing acme P-1: the version in force is none by the order, and 1 is confirmed"],
    ),
    "numbers_not_assigned": (
        lambda r: (r.order("P-1"), r.do("UPDATE inventory_number SET state = 'available'")),
        [f"missing acme {NUMBERS[0]}: an open order has it, and it is not assigned: P-1, state available"],
    ),
    "holds_of_numbers_not_held": (
        lambda r: r.hold(NUMBERS[1], "t" * 22),
        [f"missing acme {NUMBERS[1]}: there is a hold of it and the inventory gives it as available"],
    ),
    "days_booked_too_often": (
        lambda r: (r.order("P-1"), r.do("UPDATE order_version SET state = 'cancelled'")),
        [f"missing - {DAY}: more bookings than orders: 1 booked, 0 orders"],
    ),
}


def test_every_check_is_tried() -> None:
    assert WRONG.keys() == {check.statement for check in (UNANSWERED, *CHECKS)}


@pytest.mark.parametrize("check", WRONG)
def test_what_is_wrong_is_named_and_nobody_elses_business(check: str, records: Seeded) -> None:
    put_wrong, named = WRONG[check]
    records.do("INSERT INTO reseller (name, transactions) VALUES ('gamma', '{order.submit}')")
    records.without_rules()
    put_wrong(records)
    found = records.found()
    assert [one for one in found if one in named] == named, found
    assert records.found("gamma") == []


def test_what_is_young_or_out_of_the_window_is_not_called_lost_or_missing(records: Seeded) -> None:
    records.document("A-1", received=A_MOMENT_AGO, answered=None)
    records.document("A-2", received=LONG_AGO, answered=None, kept=False)
    records.order("P-1")
    records.event("P-1", 3, "order.jeopardy", sent=None, occurred=A_MOMENT_AGO)
    records.do("UPDATE purchase_order SET last_sequence = 3")
    assert records.found() == []


def test_documents_and_notifications_are_counted_by_reseller(records: Seeded) -> None:
    records.document("A-1")
    records.document("A-2", answered=None)
    records.document("A-3", received=A_MOMENT_AGO, answered=None)
    records.document("A-4", kept=False)
    records.document("A-5", received=LONG_AGO)
    records.document("A-1", reseller="beta")
    records.order("P-1")
    records.event("P-1", 3, "order.jeopardy", sent=None, occurred=A_MOMENT_AGO)
    asked = Asked(since=NOW - timedelta(hours=24), until=NOW, settled=NOW - timedelta(seconds=60))
    with Database(records.dsn, connections=1) as database, snapshot(database, asked) as found:
        assert found.documents() == [Count("acme", 4, 1, 1), Count("beta", 1, 1, 0)]
        assert found.notifications() == [Count("acme", 3, 2, 1)]
        (known,) = found.known([("acme", "A-5"), ("acme", "A-9"), ("beta", "A-5")])
    assert (known.reseller, known.transaction_number, known.message_id) == ("acme", "A-5", "m")
