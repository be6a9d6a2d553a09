"""What follows from a completed order, and what a jeopardy and its end tell."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.unit.ordering.order_desk import (
    CONSENT,
    FIRST_DAY,
    HOWARD,
    OAKLAND,
    OFFICE,
    OTHER_CENTER,
    OTHER_OFFICE,
    OTHER_SWITCH,
    SWITCH,
    TODAY,
    OrderDesk,
    at,
    line,
)
from wholesaler_worker.changing.change import Rules
from wholesaler_worker.changing.records import Event, OrderedLine, OrderState, Version
from wholesaler_worker.db.numbers import NumberState
from wholesaler_worker.ordering.accounts import AccountMissing
from wholesaler_worker.ordering.completion import complete, days_of_move, jeopardize, recover
from wholesaler_worker.ordering.due_day import DayNotRead
from wholesaler_worker.ordering.states import IllegalMove

NUMBER, SECOND = "4155550130", "4155550131"
RESTED = TODAY + timedelta(days=90)
MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)


def finish(desk: OrderDesk, version: int = 1, rules: Rules | None = None) -> Version:
    return complete(desk.books, desk.version(version), TODAY, rules or desk.rules, desk.now)


def last_event(desk: OrderDesk) -> Event:
    return desk.events()[-1]


class TestCompletion:
    def test_new_service_makes_an_account_under_the_first_lines_number(self, desk: OrderDesk) -> None:
        number, token = desk.hold(122)
        desk.submit(lines=[line("1FR", "ESX", token=token), line("WM9")])
        assert finish(desk).state is OrderState.COMPLETED
        account = desk.account(number)
        assert (account.reseller, account.suspended, account.end_user) == ("acme", False, "Jane Doe")
        assert (account.central_office, account.switch, account.customer_class) == (OFFICE, SWITCH, "residence")
        assert account.address["line"].upper().startswith("1368 FOLSOM ST")
        assert account.lines == desk.version().lines
        found = desk.books.numbers.get(number)
        assert found is not None
        assert (found.state, found.account) == (NumberState.ASSIGNED, number)

    def test_it_is_notified_and_stays_in_force(self, desk: OrderDesk) -> None:
        desk.free(100)
        desk.submit()
        finish(desk)
        event = last_event(desk)
        assert (event.event, event.sequence, event.order_number) == ("order.completed", 3, "W0000042")
        assert event.detail == {"completed_on": TODAY.isoformat(), "numbers": ["4155550100"]}
        assert desk.standing().in_force == 1

    def test_its_day_stays_used_up(self, desk: OrderDesk) -> None:
        desk.free(100)
        desk.submit()
        finish(desk)
        assert desk.booked(FIRST_DAY) == 1

    def test_a_change_replaces_the_lines_and_lets_dropped_numbers_rest(self, desk: OrderDesk) -> None:
        desk.customer(130, 131)
        number, token = desk.hold(122)
        desk.submit(activity="C", address=at(NUMBER), lines=[line("1FR", number=NUMBER), line(token=token)])
        finish(desk)
        account = desk.account(NUMBER)
        assert [one.telephone_number for one in account.lines] == [NUMBER, number]
        assert account.open_orders == ()
        assert desk.state_of(number) is NumberState.ASSIGNED
        rested = desk.books.numbers.get(SECOND)
        assert rested is not None
        assert (rested.state, rested.until, rested.account) == (NumberState.AGING, RESTED, None)

    def test_an_account_goes_on_under_another_number_when_its_main_one_is_dropped(self, desk: OrderDesk) -> None:
        desk.customer(130, 131)
        desk.submit(activity="C", address=at(NUMBER), lines=[line(number=SECOND)])
        finish(desk)
        assert desk.books.accounts.get(NUMBER) is None
        assert desk.account(SECOND).telephone_number == SECOND
        assert desk.state_of(NUMBER) is NumberState.AGING
        found = desk.books.numbers.get(SECOND)
        assert found is not None
        assert found.account == SECOND

    def test_a_disconnection_ends_the_account_and_its_numbers_rest(self, desk: OrderDesk) -> None:
        desk.customer(130, 131)
        desk.submit(activity="D", address=at(NUMBER))
        finish(desk)
        assert desk.books.accounts.get(NUMBER) is None
        assert desk.state_of(NUMBER) is desk.state_of(SECOND) is NumberState.AGING
        assert last_event(desk).detail["numbers"] == []

    def test_without_a_rest_a_number_is_free_at_once(self, desk: OrderDesk) -> None:
        desk.customer(130)
        desk.submit(activity="D", address=at(NUMBER))
        finish(desk, rules=Rules(aging_days=0))
        found = desk.books.numbers.get(NUMBER)
        assert found is not None
        assert (found.state, found.until) == (NumberState.AVAILABLE, None)

    def test_a_disconnection_of_some_lines_leaves_the_others(self, desk: OrderDesk) -> None:
        desk.customer(130, 131)
        desk.submit(activity="D", address=at(NUMBER), lines=[line(number=NUMBER)])
        finish(desk)
        assert desk.books.accounts.get(NUMBER) is None
        assert [one.telephone_number for one in desk.account(SECOND).lines] == [SECOND]

    def test_a_disconnection_takes_one_of_two_equal_lines(self, desk: OrderDesk) -> None:
        jack = OrderedLine(usoc="WM9")
        desk.customer(130, lines=(OrderedLine(usoc="1FR", telephone_number=NUMBER), jack, jack))
        desk.submit(activity="D", address=at(NUMBER), lines=[line("WM9")])
        finish(desk)
        assert [one.usoc for one in desk.account(NUMBER).lines] == ["1FR", "WM9"]

    def test_a_move_brings_the_number_to_the_new_address(self, desk: OrderDesk) -> None:
        desk.customer(130, suspended=True)
        desk.submit(activity="T", address=HOWARD, lines=[line(number=NUMBER)])
        finish(desk)
        account = desk.account(NUMBER)
        assert "HOWARD" in account.address["line"].upper()
        assert account.suspended

    def test_a_number_that_could_not_move_rests(self, desk: OrderDesk) -> None:
        desk.customer(130)
        (number,) = desk.free(7, npa_nxx="510555", switch=OTHER_SWITCH, center=OTHER_CENTER)
        desk.submit(activity="T", address=OAKLAND, lines=[line(number=NUMBER)])
        finish(desk)
        assert desk.books.accounts.get(NUMBER) is None
        account = desk.account(number)
        assert (account.central_office, account.switch) == (OTHER_OFFICE, OTHER_SWITCH)
        assert desk.state_of(NUMBER) is NumberState.AGING

    def test_a_conversion_as_is_changes_the_reseller_alone(self, desk: OrderDesk) -> None:
        desk.customer(130, 131, reseller="globex")
        before = desk.account(NUMBER)
        desk.submit(activity="W", address=at(NUMBER), authority=CONSENT)
        assert desk.account(NUMBER).reseller == "globex"
        finish(desk)
        assert desk.account(NUMBER) == replace(before, reseller="acme")

    def test_a_conversion_as_specified_changes_reseller_and_lines(self, desk: OrderDesk) -> None:
        desk.customer(130, 131, reseller="globex")
        lines = [line("1FR", "ESX", "NWT", number=NUMBER)]
        desk.submit(activity="V", address=at(NUMBER), authority=CONSENT, lines=lines)
        finish(desk)
        account = desk.account(NUMBER)
        assert (account.reseller, account.lines[0].features) == ("acme", ("ESX", "NWT"))
        assert desk.state_of(SECOND) is NumberState.AGING

    def test_services_are_suspended_and_restored(self, desk: OrderDesk) -> None:
        desk.customer(130)
        before = desk.account(NUMBER)
        desk.submit(activity="S", address=at(NUMBER))
        assert not desk.account(NUMBER).suspended
        finish(desk)
        assert desk.account(NUMBER) == replace(before, suspended=True)
        desk.submit("PO-2", activity="B", address=at(NUMBER))
        complete(desk.books, desk.version(pon="PO-2"), TODAY, desk.rules, desk.now)
        assert desk.account(NUMBER) == before

    def test_an_account_that_is_not_there_is_said(self, desk: OrderDesk) -> None:
        desk.customer(130)
        desk.submit(activity="S", address=at(NUMBER))
        desk.books.accounts.put(NUMBER, None)
        with pytest.raises(AccountMissing, match="W0000042"):
            finish(desk)

    def test_only_what_is_under_way_is_completed_and_only_once(self, desk: OrderDesk) -> None:
        desk.free(100)
        desk.submit()
        finish(desk)
        events = len(desk.events())
        with pytest.raises(IllegalMove):
            finish(desk)
        assert len(desk.events()) == events

    @pytest.mark.parametrize("state", [OrderState.REJECTED, OrderState.CANCELLED, OrderState.SUPERSEDED])
    def test_what_ended_otherwise_is_not_completed(self, desk: OrderDesk, state: OrderState) -> None:
        desk.free(100)
        desk.submit()
        ended = replace(desk.version(), state=state)
        with pytest.raises(IllegalMove):
            complete(desk.books, ended, TODAY, desk.rules, desk.now)


@pytest.fixture
def ordered(desk: OrderDesk) -> OrderDesk:
    desk.free(100)
    desk.submit(due=MONDAY)
    desk.fill(TUESDAY, 0)
    return desk


def endanger(desk: OrderDesk, code: str = "O520", text: str | None = None, due: date | None = None) -> Version:
    return jeopardize(desk.books, desk.version(), code, text, due, desk.now)


class TestJeopardy:
    def test_it_is_told_with_its_code_and_text(self, ordered: OrderDesk) -> None:
        assert endanger(ordered).state is OrderState.JEOPARDY
        assert last_event(ordered).event == "order.jeopardy"
        assert last_event(ordered).detail == {
            "code": "O520",
            "text": "The due date is in danger: facilities are short.",
        }

    def test_a_text_of_the_networks_own_is_told(self, ordered: OrderDesk) -> None:
        endanger(ordered, text="No pair is free.")
        assert last_event(ordered).detail["text"] == "No pair is free."

    def test_a_new_date_moves_the_booking_whatever_the_office_has_room_for(self, ordered: OrderDesk) -> None:
        ordered.fill(TUESDAY)
        assert days_of_move(ordered.version(), TUESDAY) == {(OFFICE, MONDAY), (OFFICE, TUESDAY)}
        assert endanger(ordered, due=TUESDAY).due_date == TUESDAY
        assert (ordered.booked(MONDAY), ordered.booked(TUESDAY)) == (0, 201)
        assert last_event(ordered).detail["due_date"] == TUESDAY.isoformat()

    def test_the_same_date_again_is_no_new_one(self, ordered: OrderDesk) -> None:
        assert days_of_move(ordered.version(), MONDAY) == days_of_move(ordered.version(), None) == set()
        endanger(ordered, due=MONDAY)
        assert "due_date" not in last_event(ordered).detail
        assert ordered.booked(MONDAY) == 1

    def test_a_date_that_was_not_read_is_not_booked(self, ordered: OrderDesk) -> None:
        with pytest.raises(DayNotRead):
            endanger(ordered, due=date(2027, 3, 1))

    def test_another_danger_is_told_too(self, ordered: OrderDesk) -> None:
        endanger(ordered)
        endanger(ordered, "O525", due=TUESDAY)
        assert [event.detail["code"] for event in ordered.events()[2:]] == ["O520", "O525"]
        assert ordered.version().state is OrderState.JEOPARDY

    def test_an_order_in_danger_can_be_completed(self, ordered: OrderDesk) -> None:
        endanger(ordered)
        assert finish(ordered).state is OrderState.COMPLETED

    def test_the_end_of_a_danger_is_told_without_a_second_confirmation(self, ordered: OrderDesk) -> None:
        endanger(ordered)
        recovered = recover(ordered.books, ordered.version(), TUESDAY, ordered.now)
        assert (recovered.state, recovered.due_date) == (OrderState.CONFIRMED, TUESDAY)
        assert (ordered.booked(MONDAY), ordered.booked(TUESDAY)) == (0, 1)
        event = last_event(ordered)
        assert event.event == "order.jeopardy"
        assert (event.detail["recovered"], event.detail["due_date"]) == (True, TUESDAY.isoformat())
        assert "code" not in event.detail

    def test_only_what_is_in_danger_gets_out_of_it(self, ordered: OrderDesk) -> None:
        with pytest.raises(IllegalMove):
            recover(ordered.books, ordered.version(), None, ordered.now)

    def test_what_has_ended_is_not_in_danger(self, ordered: OrderDesk) -> None:
        finish(ordered)
        with pytest.raises(IllegalMove):
            endanger(ordered)
