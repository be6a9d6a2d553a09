"""Supplements: cancelled, due on another day, or with other content; what the version before took is given back."""

from datetime import date

import pytest

from tests.unit.ordering.order_desk import (
    FIRST_DAY,
    HOWARD,
    JANE,
    OAKLAND,
    OFFICE,
    OTHER_CENTER,
    OTHER_OFFICE,
    OTHER_SWITCH,
    OrderDesk,
    at,
    line,
)
from wholesaler_worker.changing.records import OrderState
from wholesaler_worker.db.numbers import NumberState
from wholesaler_worker.ordering.completion import jeopardize

FRIDAY, MONDAY = date(2026, 12, 4), date(2026, 12, 7)
CONFIRMED = ["acknowledged", "confirmed"]


@pytest.fixture
def ordered(desk: OrderDesk) -> OrderDesk:
    desk.free(100, 101)
    assert desk.submit(due=FRIDAY).result["numbers"] == ["4155550100"]
    return desk


def history(desk: OrderDesk) -> list[str]:
    return [f"{version} {event}" for version, event in desk.told()]


class TestCancelling:
    def test_it_gives_back_the_day_and_the_numbers(self, ordered: OrderDesk) -> None:
        answer = ordered.cancel()
        assert answer.outcome == "answered"
        assert (answer.result["status"], answer.result["order_number"]) == ("confirmed", "W0000042")
        assert answer.result["numbers"] == []
        assert ordered.booked(FRIDAY) == 0
        assert ordered.state_of("4155550100") is NumberState.AVAILABLE

    def test_the_new_version_is_confirmed_and_then_cancelled(self, ordered: OrderDesk) -> None:
        ordered.cancel(reference="stop")
        assert history(ordered)[2:] == ["2 acknowledged", "2 confirmed", "1 superseded", "2 cancelled"]
        assert (ordered.version(1).state, ordered.version(2).state) == (OrderState.SUPERSEDED, OrderState.CANCELLED)
        assert (ordered.standing().latest, ordered.standing().in_force) == (2, None)
        assert ordered.events()[4].detail == {"by_version": 2}
        assert ordered.events()[5].detail["reason"]
        assert ordered.events()[5].reference == "stop"
        assert ordered.version(2).numbers == ()

    def test_an_order_in_danger_can_be_cancelled(self, ordered: OrderDesk) -> None:
        jeopardize(ordered.books, ordered.version(), "O520", None, None, ordered.now)
        assert ordered.cancel().outcome == "answered"
        assert ordered.booked(FRIDAY) == 0

    def test_an_address_is_not_for_it(self, ordered: OrderDesk) -> None:
        assert ordered.cancel(address=HOWARD).reasons == [("E021", "/address")]
        assert ordered.version(1).state is OrderState.CONFIRMED
        assert ordered.version(2).state is OrderState.REJECTED
        assert ordered.booked(FRIDAY) == 1

    def test_whoever_it_is_for_may_be_said(self, ordered: OrderDesk) -> None:
        assert ordered.cancel(end_user=JANE).outcome == "answered"

    def test_a_customers_account_is_free_for_the_next_order(self, desk: OrderDesk) -> None:
        number = desk.customer(130)
        desk.submit(activity="C", address=at(number), lines=[line("1FR", number=number)], due=FRIDAY)
        assert desk.account(number).open_orders == (("acme", "PO-1"),)
        desk.cancel()
        assert desk.account(number).open_orders == ()
        assert desk.state_of(number) is NumberState.ASSIGNED


class TestAnotherDueDate:
    def test_the_day_moves(self, ordered: OrderDesk) -> None:
        answer = ordered.postpone(MONDAY)
        assert answer.result == {**ordered.version(1).answer["result"], "due_date": MONDAY.isoformat()}
        assert (ordered.booked(FRIDAY), ordered.booked(MONDAY)) == (0, 1)
        assert ordered.version(2).due_date == MONDAY
        assert (ordered.version(2).lines, ordered.version(2).numbers) == (
            ordered.version(1).lines,
            ordered.version(1).numbers,
        )

    def test_the_version_before_is_superseded(self, ordered: OrderDesk) -> None:
        ordered.postpone(MONDAY)
        assert history(ordered)[2:] == ["2 acknowledged", "2 confirmed", "1 superseded"]
        assert (ordered.standing().latest, ordered.standing().in_force) == (2, 2)
        assert ordered.events()[3].detail["due_date"] == MONDAY.isoformat()

    def test_the_same_day_again_needs_no_more_room(self, ordered: OrderDesk) -> None:
        ordered.fill(FRIDAY)
        assert ordered.postpone(FRIDAY).outcome == "answered"
        assert ordered.booked(FRIDAY) == 200

    @pytest.mark.parametrize(
        ("due", "code"), [(date(2026, 11, 24), "D400"), (date(2026, 12, 5), "D401"), (MONDAY, "D402")]
    )
    def test_a_wrong_one_leaves_the_version_before_in_force(self, ordered: OrderDesk, due: date, code: str) -> None:
        ordered.fill(MONDAY)
        assert ordered.postpone(due).reasons == [(code, "/request/desired_due_date")]
        assert history(ordered)[2:] == ["2 acknowledged", "2 rejected"]
        assert (ordered.standing().latest, ordered.standing().in_force) == (2, 1)
        assert (ordered.booked(FRIDAY), ordered.booked(MONDAY)) == (1, 200)
        assert ordered.version(1).state is OrderState.CONFIRMED
        assert ordered.postpone(date(2026, 12, 8), version=3).outcome == "answered"
        assert ordered.events()[-1].detail == {"by_version": 3}
        assert ordered.events()[-1].version == 1


class TestOtherContent:
    def test_a_number_that_the_order_has_stays_with_it(self, ordered: OrderDesk) -> None:
        answer = ordered.supplement("PO-1", 2, "3", lines=[line("1FR", "ESX", number="4155550100")], due=FRIDAY)
        assert answer.result["numbers"] == ["4155550100"]
        assert ordered.state_of("4155550100") is NumberState.ASSIGNED
        assert ordered.version(2).numbers == ("4155550100",)
        assert ordered.booked(FRIDAY) == 1

    def test_a_picked_number_stays_when_none_is_named(self, ordered: OrderDesk) -> None:
        answer = ordered.supplement("PO-1", 2, "3", lines=[line("1FR", "ESX")])
        assert answer.result["numbers"] == ["4155550100"]
        assert (ordered.booked(FRIDAY), ordered.booked(FIRST_DAY)) == (0, 1)

    def test_the_token_that_the_version_before_used_does_no_harm_beside_its_number(self, desk: OrderDesk) -> None:
        number, token = desk.hold(122)
        desk.submit(lines=[line(number=number, token=token)])
        answer = desk.supplement("PO-1", 2, "3", lines=[line("1FR", "ESX", number=number, token=token)])
        assert answer.result["numbers"] == [number]
        assert desk.books.more_holds.get("acme") == -1

    def test_numbers_that_come_with_their_old_tokens_stay_on_their_lines(self, desk: OrderDesk) -> None:
        (first, first_token), (second, second_token) = desk.hold(122), desk.hold(123)
        lines = [line(number=first, token=first_token), line(number=second, token=second_token)]
        desk.submit(lines=lines)
        answer = desk.supplement("PO-1", 2, "3", lines=lines[::-1])
        assert answer.result["numbers"] == [second, first]
        assert [one.telephone_number for one in desk.version(2).lines] == [second, first]

    def test_a_number_that_is_not_named_any_more_is_given_back(self, ordered: OrderDesk) -> None:
        number, token = ordered.hold(122)
        answer = ordered.supplement("PO-1", 2, "3", lines=[line(token=token)])
        assert answer.result["numbers"] == [number]
        assert ordered.state_of("4155550100") is NumberState.AVAILABLE
        assert ordered.state_of(number) is NumberState.ASSIGNED

    def test_another_place_has_another_office_number_and_day(self, ordered: OrderDesk) -> None:
        (number,) = ordered.free(7, npa_nxx="510555", switch=OTHER_SWITCH, center=OTHER_CENTER)
        answer = ordered.supplement("PO-1", 2, "3", address=OAKLAND, due=FRIDAY)
        assert answer.result["numbers"] == [number]
        assert answer.result["central_office"]["clli"] == OTHER_OFFICE
        assert (ordered.booked(FRIDAY), ordered.booked(FRIDAY, OTHER_OFFICE)) == (0, 1)
        assert ordered.state_of("4155550100") is NumberState.AVAILABLE

    def test_a_wrong_one_leaves_everything_as_it_was(self, ordered: OrderDesk) -> None:
        number, token = ordered.hold(122)
        answer = ordered.supplement("PO-1", 2, "3", lines=[line("RSX", token=token)], due=MONDAY)
        assert answer.reasons == [("F202", "/request/lines/0/usoc")]
        assert ordered.state_of(number) is NumberState.HELD
        assert ordered.state_of("4155550100") is NumberState.ASSIGNED
        assert (ordered.booked(FRIDAY), ordered.booked(MONDAY)) == (1, 0)
        assert ordered.standing().in_force == 1

    def test_the_activity_stays(self, ordered: OrderDesk) -> None:
        number = ordered.customer(130)
        answer = ordered.supplement("PO-1", 2, "3", activity="S", address=at(number), lines=[])
        assert ("E022", "/request/activity") in answer.reasons

    def test_the_order_number_stays(self, ordered: OrderDesk) -> None:
        ordered.supplement("PO-1", 2, "3", lines=[line("1FR", "ESX")])
        ordered.postpone(MONDAY, version=3)
        assert {ordered.version(version).order_number for version in (1, 2, 3)} == {"W0000042"}
        assert [one.sequence for one in ordered.events()] == list(range(1, 9))

    def test_an_order_on_another_account_leaves_the_first_one_free(self, desk: OrderDesk) -> None:
        first, second = desk.customer(130), desk.customer(140)
        desk.submit(activity="S", address=at(first), due=FRIDAY)
        answer = desk.supplement("PO-1", 2, "3", activity="S", address=at(second), lines=[], due=FRIDAY)
        assert answer.outcome == "answered"
        assert (desk.account(first).open_orders, desk.account(second).open_orders) == ((), (("acme", "PO-1"),))
        assert desk.booked(FRIDAY, OFFICE) == 1
