"""What an order of each activity must, may and must not say."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contracts.requests import Activity, Authority
from tests.unit.ordering.order_desk import CONSENT, FOLSOM, HOWARD, JANE, TODAY, OrderDesk, at, line
from wholesaler_worker.ordering.activities import MATRIX, Content, Element, Use, misplaced

NUMBER, TOKEN = "4155550130", "token-0123456789-0123456789"
PATHS = {
    Element.PLACE: "/address",
    Element.ACCOUNT: "/address/telephone_number",
    Element.END_USER: "/end_user",
    Element.CLASS: "/end_user/class",
    Element.LINES: "/request/lines",
    Element.NUMBER: "/request/lines/0/telephone_number",
    Element.TOKEN: "/request/lines/0/hold_token",
    Element.FEATURES: "/request/lines/0/features",
    Element.AUTHORITY: "/request/authority",
    Element.DUE_DATE: "/request/desired_due_date",
}


def sound(activity: Activity) -> Content:
    """The least that an order of an activity says."""
    uses = MATRIX[activity]
    required = {element for element, use in uses.items() if use is Use.REQUIRED}
    number = NUMBER if Element.NUMBER in required else None
    return Content(
        activity=activity,
        address=FOLSOM if Element.PLACE in required else at(NUMBER),
        end_user=JANE if Element.END_USER in required else None,
        lines=(line(number=number),) if Element.LINES in required else (),
        authority=CONSENT if Element.AUTHORITY in required else None,
        desired_due_date=None,
    )


def with_element(content: Content, element: Element) -> Content:
    first = content.lines[0] if content.lines else line()
    changes: dict[Element, dict[str, Any]] = {
        Element.PLACE: {"address": FOLSOM},
        Element.ACCOUNT: {"address": at(NUMBER)},
        Element.END_USER: {"end_user": JANE},
        Element.CLASS: {"end_user": JANE},
        Element.LINES: {"lines": (first,)},
        Element.NUMBER: {"lines": (replace(first, telephone_number=NUMBER),)},
        # Beside a line that names the customer, where one has to.
        Element.TOKEN: {"lines": (replace(first, telephone_number=None, hold_token=TOKEN), *content.lines)},
        Element.FEATURES: {"lines": (replace(first, features=("ESX",)),)},
        Element.AUTHORITY: {"authority": CONSENT},
        Element.DUE_DATE: {"desired_due_date": TODAY},
    }
    return replace(content, **changes[element])


def without_element(content: Content, element: Element) -> Content:
    changes: dict[Element, dict[str, Any]] = {
        Element.PLACE: {"address": None},
        Element.ACCOUNT: {"address": None},
        Element.END_USER: {"end_user": None},
        Element.LINES: {"lines": ()},
        Element.NUMBER: {"lines": (line(),)},
        Element.AUTHORITY: {"authority": None},
    }
    return replace(content, **changes[element])


def broken(content: Content) -> list[tuple[str, str]]:
    return [(error.code, error.path) for error in misplaced(content, TODAY)]


CASES = [(activity, element, use) for activity, uses in MATRIX.items() for element, use in uses.items()]


@pytest.mark.parametrize("activity", list(Activity))
def test_the_least_that_an_activity_needs_is_enough(activity: Activity) -> None:
    assert broken(sound(activity)) == []


@pytest.mark.parametrize(("activity", "element"), [case[:2] for case in CASES if case[2] is Use.REQUIRED])
def test_what_is_required_is_missed_at_its_place(activity: Activity, element: Element) -> None:
    code = "E012" if element is Element.AUTHORITY else "E020"
    errors = broken(without_element(sound(activity), element))
    assert (code, PATHS[element]) in errors
    assert len(errors) == 1


@pytest.mark.parametrize(("activity", "element"), [case[:2] for case in CASES if case[2] is Use.OPTIONAL])
def test_what_is_optional_can_be_there(activity: Activity, element: Element) -> None:
    assert broken(with_element(sound(activity), element)) == []


@pytest.mark.parametrize(("activity", "element"), [case[:2] for case in CASES if case[2] is Use.PROHIBITED])
def test_what_is_prohibited_is_refused_at_its_place(activity: Activity, element: Element) -> None:
    errors = broken(with_element(sound(activity), element))
    path = "/address/line" if element is Element.PLACE else PATHS[element]
    if (
        element in (Element.NUMBER, Element.TOKEN, Element.FEATURES)
        and MATRIX[activity][Element.LINES] is Use.PROHIBITED
    ):
        path = "/request/lines"
    assert ("E021", path) in errors


def test_every_element_of_every_activity_is_said() -> None:
    assert {activity: set(uses) for activity, uses in MATRIX.items()} == {one: set(Element) for one in Activity}


def test_an_account_named_by_its_street_is_missed_and_the_street_refused() -> None:
    by_fields = replace(sound(Activity.SUSPEND), address=replace(FOLSOM, line=None, street="Folsom", number="1368"))
    assert broken(by_fields) == [("E020", "/address/telephone_number"), ("E021", "/address/street")]


def test_a_consent_that_is_yet_to_be_given_is_none() -> None:
    tomorrow = Authority("Jane Doe", TODAY + timedelta(days=1))
    assert broken(replace(sound(Activity.CONVERT_AS_IS), authority=tomorrow)) == [("E012", "/request/authority/date")]


def test_a_move_names_its_customer_by_a_number_without_a_hold() -> None:
    only_held = replace(sound(Activity.MOVE), lines=(line(number=NUMBER, token=TOKEN),))
    assert broken(only_held) == [("E020", "/request/lines/0/telephone_number")]


def test_everything_that_is_misplaced_is_said_at_once(desk: OrderDesk) -> None:
    desk.customer(130)
    answer = desk.submit(activity="S", address=HOWARD, authority=CONSENT, lines=[line()], due=TODAY)
    assert answer.reasons == [
        ("E020", "/address/telephone_number"),
        ("E021", "/address/line"),
        ("E021", "/request/lines"),
        ("E021", "/request/authority"),
    ]
    assert all(answer.texts)
    assert all(answer.hints)
