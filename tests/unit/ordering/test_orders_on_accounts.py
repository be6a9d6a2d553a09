"""Orders about a customer: whose it is, what is under way, which lines and numbers there are."""

import pytest

from tests.unit.ordering.order_desk import (
    CONSENT,
    HOWARD,
    OAKLAND,
    OFFICE,
    OTHER_CENTER,
    OTHER_OFFICE,
    OTHER_SWITCH,
    SECOND_SWITCH,
    SWITCH,
    TODAY,
    OrderDesk,
    Said,
    at,
    line,
)
from wholesaler_worker.changing.records import OrderedLine
from wholesaler_worker.db.numbers import NumberState

NUMBER, SECOND = "4155550130", "4155550131"
ACCOUNT = "/address/telephone_number"


def about(desk: OrderDesk, activity: str, number: str = NUMBER, **said: object) -> Said:
    """An order of an activity about an account, with the least that it needs unless `said` has more."""
    least: dict[str, object] = {"address": at(number), "end_user": None}
    if activity in "CTV":
        least["lines"] = [line(number=number)]
    if activity == "T":
        least["address"] = HOWARD
    if activity in "VW":
        least["authority"] = CONSENT
    return desk.submit(activity=activity, **(least | said))


def where(activity: str) -> str:
    return "/request/lines/0/telephone_number" if activity == "T" else ACCOUNT


@pytest.mark.parametrize("activity", "CDTVWSB")
class TestWhose:
    def test_a_number_that_works_for_nobody_is_said_so(self, desk: OrderDesk, activity: str) -> None:
        assert about(desk, activity).reasons == [("A112", where(activity))]
        desk.number(130, NumberState.ASSIGNED)
        assert about(desk, activity, version=2).reasons == [("A112", where(activity))]

    def test_an_order_for_the_right_customer_is_confirmed(self, desk: OrderDesk, activity: str) -> None:
        desk.customer(130, reseller="globex" if activity in "VW" else "acme", suspended=activity == "B")
        answer = about(desk, activity)
        assert (answer.outcome, answer.errors) == ("answered", [])
        assert answer.result["numbers"] == ([] if activity == "D" else [NUMBER])
        assert answer.result["central_office"]["clli"] == OFFICE
        assert answer.result["switch"] == {"clli": SWITCH, "type": "5ESS"}
        assert desk.version().account == NUMBER
        assert desk.account(NUMBER).open_orders == (("acme", "PO-1"),)
        assert desk.wanted.accounts == {NUMBER}

    def test_an_order_for_the_wrong_one_is_refused(self, desk: OrderDesk, activity: str) -> None:
        conversion = activity in "VW"
        desk.customer(130, reseller="acme" if conversion else "globex", suspended=activity == "B")
        answer = about(desk, activity)
        assert answer.reasons == [("E022" if conversion else "E013", where(activity))]
        assert "globex" not in str(answer)

    def test_one_order_is_under_way_for_a_customer(self, desk: OrderDesk, activity: str) -> None:
        owner = "globex" if activity in "VW" else "acme"
        desk.customer(130, reseller=owner, suspended=activity == "B")
        desk.submit("PO-7", activity="D", address=at(NUMBER), reseller=owner)
        answer = about(desk, activity)
        assert answer.reasons == [("E022", where(activity))]
        assert ("PO-7" in answer.texts[1]) is (owner == "acme")


def test_any_number_of_a_customer_names_it(desk: OrderDesk) -> None:
    desk.customer(130, 131)
    assert about(desk, "S", SECOND).outcome == "answered"
    assert desk.version().account == NUMBER


def test_what_is_suspended_is_not_suspended_again_nor_restored_when_it_is_not(desk: OrderDesk) -> None:
    desk.customer(130, suspended=True)
    desk.customer(140)
    assert about(desk, "S").reasons == [("E025", "/request/activity")]
    assert desk.submit("PO-2", activity="B", address=at("4155550140")).reasons == [("E025", "/request/activity")]


class TestChange:
    def test_a_line_without_a_number_keeps_the_only_one(self, desk: OrderDesk) -> None:
        desk.customer(130)
        assert about(desk, "C", lines=[line("1FR", "ESX", "NWT"), line("WM9")]).result["numbers"] == [NUMBER]
        assert [one.telephone_number for one in desk.version().lines] == [NUMBER, None]
        assert desk.version().numbers == ()

    def test_which_of_several_numbers_stay_must_be_said(self, desk: OrderDesk) -> None:
        desk.customer(130, 131)
        answer = about(desk, "C", lines=[line("1FR", "ESX")])
        assert answer.reasons == [("E022", "/request/lines")]
        assert NUMBER in answer.texts[1]
        assert about(desk, "C", version=2, lines=[line(number=SECOND)]).result["numbers"] == [SECOND]

    def test_a_new_number_comes_with_its_token(self, desk: OrderDesk) -> None:
        desk.customer(130)
        number, token = desk.hold(122)
        answer = about(desk, "C", lines=[line(number=NUMBER), line(token=token)])
        assert answer.result["numbers"] == [NUMBER, number]
        assert desk.version().numbers == (number,)
        assert desk.state_of(number) is NumberState.ASSIGNED

    def test_a_new_number_lives_on_the_switch_of_those_that_work(self, desk: OrderDesk) -> None:
        desk.customer(130)
        _, token = desk.hold(122, npa_nxx="415556", switch=SECOND_SWITCH)
        answer = about(desk, "C", lines=[line(token=token), line(number=NUMBER)])
        assert answer.reasons == [("N305", "/request/lines/0/hold_token")]

    def test_another_customers_number_cannot_be_had(self, desk: OrderDesk) -> None:
        desk.customer(130)
        desk.customer(140)
        answer = about(desk, "C", lines=[line(number=NUMBER), line(number="4155550140")])
        assert answer.reasons == [("N302", "/request/lines/1/telephone_number")]

    def test_its_services_are_decided_where_the_customer_is(self, desk: OrderDesk) -> None:
        desk.customer(130)
        answer = about(desk, "C", lines=[line("1FR", "NWT", number=NUMBER), line("1FB")])
        assert answer.reasons == [("F205", "/request/lines/0/features/0"), ("F204", "/request/lines/1/usoc")]

    def test_a_customer_whose_address_is_not_in_the_file_any_more_gets_no_new_services(self, desk: OrderDesk) -> None:
        gone = {"line": "9999 FOLSOM ST", "city": "SAN FRANCISCO", "state": "CA", "zip": "94103"}
        desk.customer(130, address=gone)
        ((code, _),) = about(desk, "C").reasons
        assert code.startswith("A1")


class TestDisconnect:
    def test_everything_ends_when_no_line_is_named(self, desk: OrderDesk) -> None:
        desk.customer(130, 131)
        assert about(desk, "D").result["due_date"] == TODAY.isoformat()
        assert desk.version().lines == desk.account(NUMBER).lines

    def test_only_the_named_lines_end(self, desk: OrderDesk) -> None:
        desk.customer(130, 131)
        about(desk, "D", lines=[line(number=SECOND)])
        assert [one.telephone_number for one in desk.version().lines] == [SECOND]

    def test_a_line_that_is_not_there_is_refused_with_those_that_are(self, desk: OrderDesk) -> None:
        desk.customer(130)
        answer = about(desk, "D", lines=[line("WM9")])
        assert answer.reasons == [("E022", "/request/lines/0")]
        assert answer.hints[1] == f"There is 1FR on {NUMBER}."
        answer = about(desk, "D", version=2, lines=[line(), line()])
        assert answer.reasons == [("E022", "/request/lines/1")]

    def test_a_customer_keeps_a_number_as_long_as_there_is_a_service(self, desk: OrderDesk) -> None:
        lines = (OrderedLine(usoc="1FR", telephone_number=NUMBER), OrderedLine(usoc="WM9"))
        desk.customer(130, lines=lines)
        assert about(desk, "D", lines=[line()]).reasons == [("E022", "/request/lines")]
        assert about(desk, "D", version=2, lines=[line("WM9")]).outcome == "answered"


class TestMove:
    def test_a_number_moves_within_its_office(self, desk: OrderDesk) -> None:
        desk.customer(130)
        assert about(desk, "T").result["numbers"] == [NUMBER]
        address = desk.version().address
        assert address is not None
        assert "HOWARD" in address["line"].upper()

    def test_a_number_that_cannot_move_is_replaced_and_said(self, desk: OrderDesk) -> None:
        desk.customer(130)
        (number,) = desk.free(7, npa_nxx="510555", switch=OTHER_SWITCH, center=OTHER_CENTER)
        answer = about(desk, "T", address=OAKLAND)
        assert answer.outcome == "answered"
        assert answer.errors == [("N305", "/segments/0/request/lines/0/telephone_number")]
        assert answer.result["numbers"] == [number]
        assert answer.result["central_office"]["clli"] == OTHER_OFFICE
        assert desk.version().numbers == (number,)
        assert desk.state_of(NUMBER) is NumberState.ASSIGNED
        again = desk.supplement(
            "PO-1", 2, "3", activity="T", address=OAKLAND, lines=[line("1FR", "ESX", number=NUMBER)]
        )
        assert again.result["numbers"] == [number]

    def test_lines_that_share_a_number_share_the_one_that_replaces_it(self, desk: OrderDesk) -> None:
        desk.customer(130)
        (number, _) = desk.free(7, 8, npa_nxx="510555", switch=OTHER_SWITCH, center=OTHER_CENTER)
        answer = about(desk, "T", address=OAKLAND, lines=[line(number=NUMBER), line("ESX", number=NUMBER)])
        assert answer.result["numbers"] == [number]
        assert [one.telephone_number for one in desk.version().lines] == [number, number]

    def test_a_new_number_can_come_with_its_token(self, desk: OrderDesk) -> None:
        desk.customer(130)
        number, token = desk.hold(122)
        answer = about(desk, "T", lines=[line(number=NUMBER), line(token=token)])
        assert answer.result["numbers"] == [NUMBER, number]

    def test_the_numbers_are_of_one_customer(self, desk: OrderDesk) -> None:
        desk.customer(130)
        desk.customer(140)
        answer = about(desk, "T", lines=[line(number=NUMBER), line(number="4155550140")])
        assert answer.reasons == [("N302", "/request/lines/1/telephone_number")]


class TestConversion:
    @pytest.mark.parametrize("activity", "VW")
    def test_it_needs_the_end_users_consent(self, desk: OrderDesk, activity: str) -> None:
        desk.customer(130, reseller="globex")
        assert about(desk, activity, authority=None).reasons == [("E012", "/request/authority")]

    def test_as_is_it_takes_everything(self, desk: OrderDesk) -> None:
        desk.customer(130, 131, reseller="globex")
        assert about(desk, "W").result["numbers"] == [NUMBER, SECOND]
        assert about(desk, "W", version=1).codes == ["I001"]

    def test_as_specified_it_has_the_new_lines(self, desk: OrderDesk) -> None:
        desk.customer(130, reseller="globex")
        about(desk, "V", lines=[line("1FR", "ESX", "NWT", number=NUMBER)])
        assert desk.version().lines[0].features == ("ESX", "NWT")

    def test_nothing_is_told_about_a_customer_of_another_reseller_by_its_lines(self, desk: OrderDesk) -> None:
        desk.customer(130, reseller="globex")
        assert about(desk, "C", lines=[line("RSX")]).reasons == [("E013", ACCOUNT)]

    def test_nothing_is_told_about_the_customer_without_consent(self, desk: OrderDesk) -> None:
        desk.customer(130, 131, reseller="globex")
        desk.submit("PO-7", activity="S", address=at(NUMBER), reseller="globex")
        answer = about(desk, "V", lines=[line("1FR", "NWT")], authority=None)
        assert answer.reasons == [("E012", "/request/authority")]
        assert SECOND not in str(answer)
