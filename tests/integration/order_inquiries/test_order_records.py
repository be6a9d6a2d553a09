"""What inquiries read of the records is what was written, for many questions in one round trip."""

from datetime import date, timedelta

import pytest

from contracts.notification import OrderEvent
from contracts.wire.later_results import OrderHistoryShape
from tests.integration.order_inquiries.recorded import ADDRESS, DUE, MOMENT, NUMBERS, OFFICE, Recorded
from wholesaler_worker.changing.change import Rules
from wholesaler_worker.changing.records import OrderState
from wholesaler_worker.db.order_records import EventRange, OrderRecords, Period

ACKNOWLEDGED, CONFIRMED = OrderEvent.ACKNOWLEDGED, OrderEvent.CONFIRMED


@pytest.fixture
def reads(written: Recorded) -> OrderRecords:
    return OrderRecords(written.database)


def test_an_order_stands_as_its_latest_version_does_with_all_that_happened(
    written: Recorded, reads: OrderRecords
) -> None:
    written.order("P1", ACKNOWLEDGED, CONFIRMED)
    found = reads.stands([("acme", "P1"), ("beta", "P1"), ("acme", "X")])
    assert found.keys() == {("acme", "P1")}
    stand = found["acme", "P1"]
    assert (stand.pon, stand.version, stand.state, stand.in_force) == ("P1", 1, OrderState.CONFIRMED, 1)
    assert (stand.order_number, stand.due_date) == ("W0000001", DUE)
    assert stand.history == [
        {
            "sequence": 1,
            "event": "order.acknowledged",
            "occurred_at": "2026-11-23T09:31:00.250000Z",
            "version": 1,
            "detail": {},
        },
        {
            "sequence": 2,
            "event": "order.confirmed",
            "occurred_at": "2026-11-23T09:32:00.250000Z",
            "version": 1,
            "detail": {"due_date": "2026-12-01"},
        },
    ]
    for happened in stand.history:
        OrderHistoryShape().load(happened)
    assert stand.octets > 200


def test_a_rejected_version_leaves_the_one_in_force_to_be_told(written: Recorded, reads: OrderRecords) -> None:
    written.order("P1", ACKNOWLEDGED, CONFIRMED)
    written.execute(
        "INSERT INTO order_version (reseller, pon, version, state, activity, supplement, transaction_number,"
        " content_hash, answer, lines, numbers, decided_at)"
        " SELECT reseller, pon, 2, 'rejected', activity, '3', 'A-2', content_hash, answer, lines, numbers, decided_at"
        " FROM order_version"
    )
    written.execute("UPDATE purchase_order SET latest = 2")
    stand = reads.stands([("acme", "P1")])["acme", "P1"]
    assert (stand.version, stand.state, stand.in_force) == (2, OrderState.REJECTED, 1)
    assert (stand.order_number, stand.due_date) == ("W0000001", DUE)


def test_an_order_without_any_event_has_an_empty_history(written: Recorded, reads: OrderRecords) -> None:
    written.order("P1", state=OrderState.REJECTED)
    stand = reads.stands([("acme", "P1")])["acme", "P1"]
    assert (stand.history, stand.order_number, stand.due_date, stand.in_force) == ([], None, None, None)


def test_open_orders_are_found_by_reseller_in_order_and_up_to_the_limit(written: Recorded, reads: OrderRecords) -> None:
    for number, (pon, state) in enumerate(
        [
            ("P3", OrderState.JEOPARDY),
            ("P1", OrderState.CONFIRMED),
            ("P2", OrderState.COMPLETED),
            ("P4", OrderState.RECEIVED),
            ("P5", OrderState.CANCELLED),
        ]
    ):
        written.order(pon, state=state, number=number)
    written.order("P0", reseller="beta", number=9)
    assert reads.open_orders({"acme", "beta", "gamma"}, 10) == {"acme": ["P1", "P3", "P4"], "beta": ["P0"]}
    assert reads.open_orders({"acme"}, 2) == {"acme": ["P1", "P3"]}


def test_ranges_of_events_are_read_together_and_each_says_how_many_there_are(
    written: Recorded, reads: OrderRecords
) -> None:
    written.order("P1", ACKNOWLEDGED, CONFIRMED, OrderEvent.JEOPARDY)
    written.order("P1", ACKNOWLEDGED, reseller="beta", number=2)
    last, beyond, unknown, other = reads.events(
        [
            EventRange(("acme", "P1"), 2, 9),
            EventRange(("acme", "P1"), 4, 9),
            EventRange(("acme", "X"), 1, 9),
            EventRange(("beta", "P1"), 1, 1),
        ]
    )
    assert last is not None
    assert [(one.sequence, one.event) for one in last.events] == [(2, CONFIRMED), (3, OrderEvent.JEOPARDY)]
    assert last.last_sequence == 3
    first = last.events[0]
    assert (first.occurred_at, first.detail) == (MOMENT + timedelta(minutes=2), {"due_date": "2026-12-01"})
    assert (first.reference, first.order_number, first.transaction_number) == ("mine", "W0000001", "A-1")
    assert beyond is not None
    assert (beyond.events, beyond.last_sequence) == ((), 3)
    assert unknown is None
    assert other is not None
    assert [(one.reseller, one.sequence) for one in other.events] == [("beta", 1)]


def test_a_customer_is_found_by_each_of_its_numbers_with_what_is_under_way(
    written: Recorded, reads: OrderRecords
) -> None:
    main, second, foreign, nobodys, free = NUMBERS[:5]
    written.account(main, second)
    written.account(foreign, reseller="beta")
    written.order("P2", account=main, number=2)
    written.order("P1", account=main, reseller="beta", state=OrderState.JEOPARDY, number=3)
    written.order("P3", account=main, state=OrderState.COMPLETED, number=4)
    written.execute("UPDATE inventory_number SET state = 'assigned' WHERE telephone_number = %s", nobodys)
    written.execute("INSERT INTO service_address VALUES (%s, '1370 FOLSOM ST', '', 'CA', '')", nobodys)
    found = reads.customers([main, second, foreign, nobodys, free])
    assert found.keys() == {main, second, foreign, nobodys}
    assert found[nobodys] is None
    customer = found[second]
    assert customer is not None
    assert customer == found[main]
    assert (customer.telephone_number, customer.reseller, customer.address) == (main, "acme", ADDRESS)
    assert customer.open_orders == (("acme", "P2"), ("beta", "P1"))
    assert [line.telephone_number for line in customer.lines] == [main, second]


def test_the_calendar_has_the_terms_and_says_where_there_is_room(written: Recorded, reads: OrderRecords) -> None:
    written.execute("UPDATE central_office SET daily_capacity = 3")
    booked = "INSERT INTO office_day VALUES (%s, '2026-12-01', 2), (%s, '2026-12-02', 3), (%s, '2026-12-03', 4)"
    written.execute(booked, OFFICE, OFFICE, OFFICE)
    written.execute("INSERT INTO office_day VALUES (%s, '2026-12-09', 3)", OFFICE)
    written.execute("INSERT INTO holiday VALUES ('2026-12-25', 'Christmas Day')")
    period = Period(OFFICE, date(2026, 12, 1), date(2026, 12, 8))
    calendar = reads.calendar([period, period, Period("NONECA01", date(2026, 12, 1), date(2026, 12, 8))])
    assert calendar.rules == Rules(holidays=frozenset({date(2026, 12, 25)}))
    assert [calendar.has_room(OFFICE, date(2026, 12, day)) for day in (1, 2, 3, 4)] == [True, False, False, True]
    assert calendar.full == {(OFFICE, date(2026, 12, 2)), (OFFICE, date(2026, 12, 3))}
    assert not calendar.has_room("NONECA01", date(2026, 12, 1))


def test_an_office_without_capacity_has_no_room_on_any_day(written: Recorded, reads: OrderRecords) -> None:
    written.execute("UPDATE central_office SET daily_capacity = 0")
    calendar = reads.calendar([Period(OFFICE, date(2026, 12, 1), date(2026, 12, 8))])
    assert not calendar.has_room(OFFICE, date(2026, 12, 1))
