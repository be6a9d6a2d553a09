"""New service: an order is confirmed with everything that it needs, or rejected with all reasons."""

from dataclasses import replace

import pytest

from contracts.address import Address
from contracts.document import CustomerClass, EndUser
from tests.unit.ordering.order_desk import (
    CENTER,
    FIRST_DAY,
    HOWARD,
    MARKET,
    NOWHERE,
    OAKLAND,
    OFFICE,
    OTHER_CENTER,
    OTHER_SWITCH,
    SECOND_SWITCH,
    SWITCH,
    OrderDesk,
    Said,
    at,
    line,
)
from wholesaler_worker.changing.records import OrderedLine, OrderState
from wholesaler_worker.db.numbers import NumberState


def test_an_order_with_a_held_number_is_confirmed_on_it(desk: OrderDesk) -> None:
    number, token = desk.hold(122)
    answer = desk.submit(lines=[line("1FR", "ESX", number=number, token=token)])
    assert (answer.outcome, answer.errors) == ("answered", [])
    assert answer.result == {
        "status": "confirmed",
        "order_number": "W0000042",
        "due_date": FIRST_DAY.isoformat(),
        "numbers": [number],
        "central_office": {"clli": OFFICE},
        "switch": {"clli": SWITCH, "type": "5ESS"},
    }
    assert desk.state_of(number) is NumberState.ASSIGNED
    assert desk.books.holds.get(token) is None
    assert desk.books.more_holds.get("acme") == -1
    assert desk.booked(FIRST_DAY) == 1


def test_a_confirmed_version_keeps_everything_that_its_completion_needs(desk: OrderDesk) -> None:
    number, token = desk.hold(122)
    desk.submit(lines=[line("1FR", "ESX", token=token), line("WM9")], reference="acme/1")
    version = desk.version()
    assert (version.state, version.order_number, version.reference) == (OrderState.CONFIRMED, "W0000042", "acme/1")
    assert (version.account, version.numbers) == (number, (number,))
    assert (version.end_user, version.customer_class) == ("Jane Doe", "residence")
    assert version.address is not None
    assert version.address["line"].upper().startswith("1368 FOLSOM ST")
    assert version.lines == (
        OrderedLine(usoc="1FR", features=("ESX",), telephone_number=number),
        OrderedLine(usoc="WM9"),
    )
    assert desk.standing() == replace(desk.standing(), latest=1, in_force=1, last_sequence=2)


def test_a_confirmation_is_notified_with_its_date_numbers_and_lines(desk: OrderDesk) -> None:
    desk.free(100)
    desk.submit(reference="acme/1")
    acknowledged, confirmed = desk.events()
    assert (acknowledged.event, acknowledged.sequence, acknowledged.detail) == ("order.acknowledged", 1, {})
    assert (confirmed.event, confirmed.sequence) == ("order.confirmed", 2)
    assert (confirmed.order_number, confirmed.reference, confirmed.transaction_number) == ("W0000042", "acme/1", "T-1")
    assert confirmed.detail == {
        "due_date": FIRST_DAY.isoformat(),
        "numbers": ["4155550100"],
        "central_office": OFFICE,
        "switch": SWITCH,
        "lines": [{"usoc": "1FR", "features": [], "telephone_number": "4155550100"}],
    }


def test_a_token_alone_names_its_number(desk: OrderDesk) -> None:
    number, token = desk.hold(122)
    assert desk.submit(lines=[line(token=token)]).result["numbers"] == [number]
    assert desk.wanted.tokens == {token}


def test_an_order_without_a_number_gets_one_of_its_rate_center_and_switch_for_its_first_line(desk: OrderDesk) -> None:
    desk.free(1, npa_nxx="415556", switch=SECOND_SWITCH)
    desk.free(1, npa_nxx="510555", switch=OTHER_SWITCH, center=OTHER_CENTER)
    (number,) = desk.free(100)
    assert desk.submit(lines=[line("1FR", "ESX"), line("1FR")]).result["numbers"] == [number]
    assert desk.stock.expected == [(CENTER, 1, SWITCH)]
    assert [one.telephone_number for one in desk.version().lines] == [number, None]
    assert desk.state_of(number) is NumberState.ASSIGNED


def test_a_picked_number_loses_the_hold_that_expired_on_it(desk: OrderDesk) -> None:
    number, token = desk.hold(100, minutes=-1)
    desk.free(100)
    assert desk.submit().result["numbers"] == [number]
    assert desk.books.holds.get(token) is None
    assert desk.stock.noted == {token}


def test_without_a_free_number_the_order_is_rejected(desk: OrderDesk) -> None:
    assert desk.submit().reasons == [("N307", "/request/lines/0")]
    assert desk.booked(FIRST_DAY) == 0


def test_a_service_that_has_a_condition_is_confirmed_with_it(desk: OrderDesk) -> None:
    desk.free(100)
    answer = desk.submit(lines=[line("1FR", "WM9")])
    assert answer.outcome == "answered"
    assert answer.errors == [("F201", "/segments/0/request/lines/0/features/0")]
    assert "an inside jack" in answer.texts[0]


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        (NOWHERE, ("A106", "/address")),
        (MARKET, ("A111", "/address")),
        (Address(line="1 Nowhere Blvd", city="Springfield", state="TX", zip="75001"), ("A110", "/address")),
    ],
)
def test_an_address_that_cannot_be_served_rejects_the_order(
    desk: OrderDesk, address: Address, reason: tuple[str, str]
) -> None:
    code, path = reason
    ((found, where),) = desk.submit(address=address).reasons
    assert found == code
    assert where.startswith(path)


@pytest.mark.parametrize(
    ("lines", "reasons"),
    [
        ([line("1FR", "NWT")], [("F205", "/request/lines/0/features/0")]),
        (
            [line("1FR", "ESX", "BLK")],
            [("F205", "/request/lines/0/features/0"), ("F205", "/request/lines/0/features/1")],
        ),
        ([line("RSX")], [("F202", "/request/lines/0/usoc")]),
        ([line("1FR"), line("ZZZ")], [("F203", "/request/lines/1/usoc")]),
        ([line("1FB")], [("F204", "/request/lines/0/usoc")]),
    ],
)
def test_a_service_that_cannot_be_had_rejects_the_order_at_its_line(
    desk: OrderDesk, lines: list[object], reasons: list[tuple[str, str]]
) -> None:
    desk.free(100)
    answer = desk.submit(lines=lines)
    assert answer.reasons == reasons
    assert all(answer.texts)
    assert all(answer.hints)


def test_the_nearest_service_is_in_the_hint(desk: OrderDesk) -> None:
    assert desk.submit(lines=[line("1FR", "NWT")]).hints[1].startswith("The nearest is ESX: ")


def test_a_business_can_order_what_is_sold_to_businesses(desk: OrderDesk) -> None:
    desk.free(100)
    shop = EndUser(name="Doe Hardware", customer_class=CustomerClass.BUSINESS)
    assert desk.submit(lines=[line("1FB")], end_user=shop).outcome == "answered"


class TestTokens:
    def test_an_expired_one_is_said_to_be_so(self, desk: OrderDesk) -> None:
        number, token = desk.hold(122, minutes=0)
        desk.stock.expired_tokens.add(("acme", "x" * 32))
        answer = desk.submit(lines=[line(number=number, token=token), line(token="x" * 32)])
        assert sorted(answer.reasons) == [
            ("N308", "/request/lines/0/hold_token"),
            ("N308", "/request/lines/1/hold_token"),
        ]
        assert desk.books.holds.get(token) is not None

    def test_a_foreign_one_is_as_unknown_as_one_that_never_was(self, desk: OrderDesk) -> None:
        _, token = desk.hold(122, reseller="globex")
        foreign, unknown = desk.submit(lines=[line(token=token)]), desk.submit("PO-2", lines=[line(token="y" * 32)])
        assert foreign == unknown
        assert foreign.reasons == [("N309", "/request/lines/0/hold_token")]
        assert desk.state_of("4155550122") is NumberState.HELD

    def test_one_that_holds_another_number_is_wrong(self, desk: OrderDesk) -> None:
        number, token = desk.hold(122)
        other, _ = desk.hold(123)
        answer = desk.submit(lines=[line(number=other, token=token)])
        assert answer.reasons == [("N309", "/request/lines/0/hold_token")]
        assert number not in str(answer)

    def test_one_is_used_once(self, desk: OrderDesk) -> None:
        _, token = desk.hold(122)
        answer = desk.submit(lines=[line(token=token), line(token=token)])
        assert answer.reasons == [("E022", "/request/lines/1/hold_token")]
        desk.submit("PO-2", lines=[line(token=token)])
        assert desk.submit("PO-3", lines=[line(token=token)]).reasons == [("N309", "/request/lines/0/hold_token")]

    def test_one_of_another_office_or_rate_center_does_not_fit(self, desk: OrderDesk) -> None:
        _, token = desk.hold(122, npa_nxx="510555", switch=OTHER_SWITCH, rate_center=OTHER_CENTER)
        assert desk.submit(lines=[line(token=token)]).reasons == [("N305", "/request/lines/0/hold_token")]
        assert desk.submit("PO-2", lines=[line(token=token)], address=OAKLAND).outcome == "answered"

    def test_one_of_another_office_of_the_same_rate_center_does_not_fit(self, desk: OrderDesk) -> None:
        _, token = desk.hold(122, npa_nxx="510555", switch=OTHER_SWITCH)
        assert desk.submit(lines=[line(token=token)]).reasons == [("N305", "/request/lines/0/hold_token")]

    def test_one_of_another_rate_center_of_the_same_office_does_not_fit(self, desk: OrderDesk) -> None:
        _, token = desk.hold(122, rate_center=OTHER_CENTER)
        assert desk.submit(lines=[line(token=token)]).reasons == [("N305", "/request/lines/0/hold_token")]

    def test_its_number_fixes_the_switch(self, desk: OrderDesk) -> None:
        _, token = desk.hold(122, npa_nxx="415556", switch=SECOND_SWITCH)
        assert desk.submit(lines=[line(token=token)]).result["switch"]["clli"] == SECOND_SWITCH
        _, token = desk.hold(123, npa_nxx="415556", switch=SECOND_SWITCH)
        answer = desk.submit("PO-2", lines=[line("1FR", "ESX", token=token)])
        assert answer.reasons == [("F202", "/request/lines/0/features/0")]

    def test_numbers_of_one_order_live_on_one_switch(self, desk: OrderDesk) -> None:
        _, first = desk.hold(122)
        _, second = desk.hold(123, npa_nxx="415556", switch=SECOND_SWITCH)
        answer = desk.submit(lines=[line(token=first), line(token=second)])
        assert answer.reasons == [("N305", "/request/lines/1/hold_token")]


@pytest.mark.parametrize(
    ("state", "code", "path"),
    [
        (NumberState.AVAILABLE, "E020", "hold_token"),
        (NumberState.ASSIGNED, "N302", "telephone_number"),
        (NumberState.HELD, "N303", "telephone_number"),
        (NumberState.AGING, "N304", "telephone_number"),
        (NumberState.RESTRICTED, "N306", "telephone_number"),
        (None, "N305", "telephone_number"),
    ],
)
def test_a_number_without_a_token_is_refused_by_what_it_is_doing(
    desk: OrderDesk, state: NumberState | None, code: str, path: str
) -> None:
    number = "4155550140" if state is None else desk.number(140, state)
    assert desk.submit(lines=[line(number=number)]).reasons == [(code, f"/request/lines/0/{path}")]


def test_a_number_that_is_none_is_refused_as_such(desk: OrderDesk) -> None:
    assert desk.submit(lines=[line(number="4155110140")]).reasons == [("N306", "/request/lines/0/telephone_number")]


def test_a_held_number_needs_its_token_even_from_its_holder(desk: OrderDesk) -> None:
    number, _ = desk.hold(122)
    assert desk.submit(lines=[line(number=number)]).reasons == [("E020", "/request/lines/0/hold_token")]
    answer = desk.submit(reseller="globex", lines=[line(number=number)])
    assert answer.reasons == [("N303", "/request/lines/0/telephone_number")]


def test_all_reasons_are_told_at_once_and_nothing_is_taken(desk: OrderDesk) -> None:
    number, token = desk.hold(122)
    answer = desk.submit(
        lines=[line("1FR", "NWT", number=number, token=token), line("RSX", token="y" * 32)],
        due=FIRST_DAY.replace(day=28),
    )
    assert answer.reasons == [
        ("N309", "/request/lines/1/hold_token"),
        ("F205", "/request/lines/0/features/0"),
        ("F202", "/request/lines/1/usoc"),
        ("D401", "/request/desired_due_date"),
    ]
    assert desk.state_of(number) is NumberState.HELD
    assert desk.books.more_holds.get("acme") is None


def test_a_rejection_is_a_version_with_its_notification_and_takes_nothing(desk: OrderDesk) -> None:
    answer = desk.submit(address=HOWARD, lines=[line("RSX")], reference="acme/1")
    assert (answer.outcome, answer.codes) == ("refused", ["O501", "F202"])
    version = desk.version()
    assert (version.state, version.order_number, version.numbers) == (OrderState.REJECTED, None, ())
    assert (version.end_user, version.address) == (None, None)
    assert desk.standing().in_force is None
    assert desk.told() == [(1, "acknowledged"), (1, "rejected")]
    (error,) = desk.events()[1].detail["errors"]
    assert (error["code"], error["path"]) == ("F202", "/segments/0/request/lines/0/usoc")
    assert error["text"]
    assert error["hint"]


def test_an_address_given_by_a_number_is_not_for_a_new_service(desk: OrderDesk) -> None:
    number = desk.customer(130)
    assert desk.submit(address=at(number)).reasons == [("E021", "/address/telephone_number")]


def test_orders_of_one_transaction_share_the_numbers_and_days_that_there_are(desk: OrderDesk) -> None:
    desk.free(100, 101, 102)
    desk.capacity = 2
    answers = desk.ask_together([desk.order(f"PO-{one}", due=FIRST_DAY) for one in range(3)])
    statuses = [answer.result["status"] for answer in answers if isinstance(answer, Said)]
    assert statuses == ["confirmed", "confirmed", "rejected"]
    assert desk.booked(FIRST_DAY) == 2
    numbers = [number for one in range(2) for number in desk.version(pon=f"PO-{one}").numbers]
    assert len(set(numbers)) == 2


def test_an_order_with_very_many_services_is_refused_before_they_are_looked_at(desk: OrderDesk) -> None:
    letters = "ABCDEFGHJK"
    many = [line("1FR", *(f"{a}{b}Z" for a in letters for b in letters))]
    answer = desk.submit(lines=many)
    assert answer.reasons == [("E023", "/request/lines")]
    assert "101" in answer.texts[1]
    for activity in "CTV":
        assert ("E023", "/request/lines") in desk.submit(f"PO-{activity}", activity=activity, lines=many).reasons


def test_of_very_many_reasons_the_first_ones_are_told_and_how_many_more_there_are(desk: OrderDesk) -> None:
    answer = desk.submit(lines=[line("RSX", "WM9") for _ in range(200)])
    assert len(answer.errors) == 100
    assert "rejected for 200 reasons" in answer.texts[0]
    assert "101 more" in answer.texts[-1]
    assert len(desk.events()[1].detail["errors"]) == 99


def test_of_very_many_remarks_the_first_ones_are_told(desk: OrderDesk) -> None:
    desk.free(100)
    answer = desk.submit(lines=[line("WM9") for _ in range(200)])
    assert answer.outcome == "answered"
    assert len(answer.errors) == 99
