"""When an order can be due: intervals, working days, holidays, the office's room."""

from datetime import date, timedelta

import pytest

from tests.unit.ordering.order_desk import FIRST_DAY, HOLIDAY, OFFICE, TODAY, OrderDesk, at, line
from wholesaler_worker.changing.change import Rules
from wholesaler_worker.ordering.due_dates import (
    HORIZON,
    earliest_due_date,
    interval_of,
    is_working_day,
    offered_dates,
)

RULES = Rules(interval=3, intervals={"ESX": 1, "T1X": 10}, holidays=frozenset({HOLIDAY}))
MONDAY, FRIDAY = date(2026, 11, 30), date(2026, 12, 4)


def any_room(day: date) -> bool:
    return True


def test_the_interval_is_the_longest_of_the_services() -> None:
    assert interval_of(["ESX"], RULES) == 1
    assert interval_of(["ESX", "1FR"], RULES) == 3
    assert interval_of(["T1X", "1FR"], RULES) == 10
    assert interval_of([], RULES) == 3


def test_nobody_works_at_the_weekend_nor_on_a_holiday() -> None:
    assert [is_working_day(TODAY + timedelta(days=days), RULES) for days in range(7)] == [
        True, True, True, False, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("today", "interval", "earliest"),
    [
        (TODAY, 3, FIRST_DAY),
        (TODAY, 1, TODAY + timedelta(days=1)),
        (TODAY, 0, TODAY),
        (HOLIDAY, 0, FIRST_DAY),
        (date(2026, 11, 28), 0, MONDAY),
        (date(2026, 11, 28), 1, MONDAY),
        (date(2026, 11, 27), 1, MONDAY),
    ],
)
def test_the_first_day_leaves_as_many_working_days_as_the_interval(today: date, interval: int, earliest: date) -> None:
    assert earliest_due_date(today, interval, RULES) == earliest


def test_an_interval_longer_than_a_year_has_no_first_day() -> None:
    assert earliest_due_date(TODAY, 365, RULES) is None
    assert offered_dates(TODAY, 365, 5, RULES, any_room) == []


def test_offered_dates_are_working_days_with_room_from_the_first_one_on() -> None:
    full = {FIRST_DAY, date(2026, 12, 1)}
    offered = offered_dates(TODAY, 3, 4, RULES, lambda day: day not in full)
    assert offered == [MONDAY, date(2026, 12, 2), date(2026, 12, 3), FRIDAY]


def test_offered_dates_begin_where_they_are_wanted_but_never_before_the_interval() -> None:
    assert offered_dates(TODAY, 3, 1, RULES, any_room, earliest=date(2026, 12, 5)) == [date(2026, 12, 7)]
    assert offered_dates(TODAY, 3, 1, RULES, any_room, earliest=date(2020, 1, 1)) == [FIRST_DAY]


def test_nothing_is_offered_after_the_horizon() -> None:
    assert offered_dates(TODAY, 3, 1, RULES, any_room, earliest=TODAY + HORIZON + timedelta(days=1)) == []
    assert offered_dates(TODAY, 3, 1, RULES, {}.__contains__) == []
    assert offered_dates(date.max - timedelta(days=366), 0, 1, RULES, any_room, earliest=date.max) == []


def test_an_order_without_a_date_gets_the_first_one_with_room(desk: OrderDesk) -> None:
    desk.free(100)
    desk.fill(FIRST_DAY)
    assert desk.submit().result["due_date"] == MONDAY.isoformat()
    assert (desk.booked(FIRST_DAY), desk.booked(MONDAY)) == (200, 1)


def test_an_order_gets_the_date_that_it_wants(desk: OrderDesk) -> None:
    desk.free(100)
    assert desk.submit(due=FRIDAY).result["due_date"] == FRIDAY.isoformat()
    assert desk.booked(FRIDAY) == 1


@pytest.mark.parametrize(
    ("due", "codes", "hint"),
    [
        (date(2026, 11, 25), ["D400"], "The earliest date is 2026-11-27."),
        (date(2026, 11, 20), ["D400"], "The earliest date is 2026-11-27."),
        (date(2026, 11, 22), ["D400", "D401"], "The earliest date is 2026-11-27."),
        (date(2026, 12, 5), ["D401"], "The next working day is 2026-12-07."),
        (HOLIDAY, ["D400", "D401"], "The earliest date is 2026-11-27."),
        (date(2027, 11, 24), ["D402"], "Use a date until 2027-11-23."),
        (date.max, ["D402"], "Use a date until 2027-11-23."),
        (date.min, ["D400"], "The earliest date is 2026-11-27."),
    ],
)
def test_a_wrong_date_is_refused_with_one_that_is_right(
    desk: OrderDesk, due: date, codes: list[str], hint: str
) -> None:
    desk.free(100)
    answer = desk.submit(due=due)
    assert answer.reasons == [(code, "/request/desired_due_date") for code in codes]
    assert answer.hints[1] == hint


def test_a_date_in_the_past_is_said_to_be_so(desk: OrderDesk) -> None:
    assert "2026-11-20 is in the past." in desk.submit(due=date(2026, 11, 20)).texts


def test_a_full_day_is_refused_with_the_next_ones_that_have_room(desk: OrderDesk) -> None:
    desk.free(100)
    desk.fill(MONDAY)
    desk.fill(date(2026, 12, 2))
    answer = desk.submit(due=MONDAY)
    assert answer.reasons == [("D402", "/request/desired_due_date")]
    assert answer.hints[1] == "The next dates with room are 2026-12-01, 2026-12-03, 2026-12-04."
    assert desk.booked(MONDAY) == 200


def test_the_last_order_of_a_day_fits_and_the_next_one_does_not(desk: OrderDesk) -> None:
    desk.free(100, 101)
    desk.fill(MONDAY, 199)
    assert desk.submit(due=MONDAY).outcome == "answered"
    assert desk.submit("PO-2", due=MONDAY).reasons == [("D402", "/request/desired_due_date")]


def test_when_all_days_that_are_looked_at_are_full_the_order_is_refused(desk: OrderDesk) -> None:
    desk.free(100)
    for days in range(60):
        desk.fill(TODAY + timedelta(days=days))
    answer = desk.submit()
    assert answer.reasons == [("D402", "/request/desired_due_date")]
    assert answer.texts[1] == "The office has no room left from 2026-11-27 to 2026-12-10."
    assert "due_date.offer" in answer.hints[1]


def test_an_office_that_the_records_do_not_have_has_no_room(desk: OrderDesk) -> None:
    desk.free(100)
    desk.capacity = 0
    assert desk.submit().reasons == [("D402", "/request/desired_due_date")]


def test_the_longest_interval_of_services_and_features_counts(desk: OrderDesk) -> None:
    desk.free(100)
    desk.rules = Rules(intervals={"ESX": 5}, holidays=frozenset({HOLIDAY}))
    assert desk.submit(lines=[line("1FR", "ESX")]).result["due_date"] == "2026-12-01"


@pytest.mark.parametrize("activity", ["D", "S"])
def test_what_the_switch_does_alone_is_due_the_same_day(desk: OrderDesk, activity: str) -> None:
    number = desk.customer(130)
    answer = desk.submit(activity=activity, address=at(number))
    assert answer.result["due_date"] == TODAY.isoformat()
    assert desk.booked(TODAY, OFFICE) == 1


def test_a_weekend_is_no_working_day_even_for_what_is_due_at_once(desk: OrderDesk) -> None:
    number = desk.customer(130)
    desk.later(days=5)
    answer = desk.submit(activity="S", address=at(number), due=TODAY + timedelta(days=5))
    assert answer.reasons == [("D401", "/request/desired_due_date")]
    assert answer.texts[1] == "2026-11-28 is a Saturday, no working day."
    assert answer.hints[1] == "The next working day is 2026-11-30."
    assert desk.submit("PO-2", activity="S", address=at(number)).result["due_date"] == "2026-11-30"
