"""From the address to the services: one switch, a code, the reasons, and the nearest thing that would work."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from contracts.document import CustomerClass

if TYPE_CHECKING:
    from contracts.results import ServiceResult
    from serviceability.decision import QualifyDecision
    from tests.unit.serviceability.small_territory import Territory


def of(decision: QualifyDecision, usoc: str) -> ServiceResult:
    return next(service for service in decision.result.services if service.usoc == usoc)


def test_a_service_is_available_with_its_chain_of_reasons(territory: Territory) -> None:
    decision = territory.sell("1FR")
    assert decision.result.code == "A100"
    assert decision.result.switch is not None
    assert (decision.result.switch.clli, decision.result.switch.type) == ("NPVLIL01DS0", "5ESS")
    service = of(decision, "1FR")
    assert (service.available, service.code, service.name) == (True, "F200", "Flat rate residence line")
    assert [reason.step for reason in service.because] == ["address", "central office", "switch", "feature"]
    assert "100 LAKE ST" in service.because[0].found
    assert "NPVLIL01" in service.because[1].found
    assert "NPVLIL01DS0" in service.because[2].found
    assert "is available" in service.because[3].found
    assert decision.errors == ()


def test_services_are_answered_in_the_order_asked_and_once(territory: Territory) -> None:
    decision = territory.sell("ESX", "1FR", "ESX")
    assert [service.usoc for service in decision.result.services] == ["ESX", "1FR"]


def test_the_lowest_switch_that_offers_all_is_taken(territory: Territory) -> None:
    assert territory.sell("1FR", "ESX").result.switch.clli == "NPVLIL01DS0"  # type: ignore[union-attr]
    assert territory.sell("1FR", "CENTX").result.switch.clli == "NPVLIL01DS1"  # type: ignore[union-attr]


def test_when_none_offers_all_the_one_that_offers_the_most_is_taken_and_the_nearest_named(territory: Territory) -> None:
    decision = territory.sell("1FR", "NSD", "CENTX")
    assert decision.result.switch is not None
    assert decision.result.switch.clli == "NPVLIL01DS0"
    centrex = of(decision, "CENTX")
    assert (centrex.available, centrex.code) == (False, "F202")
    assert centrex.nearest is not None
    assert (centrex.nearest.switch, centrex.nearest.central_office) == ("NPVLIL01DS1", "NPVLIL01")


def test_a_service_of_another_office_is_named_with_that_office(territory: Territory) -> None:
    service = of(territory.sell("PRXTY"), "PRXTY")
    assert service.code == "F202"
    assert service.nearest is not None
    assert (service.nearest.switch, service.nearest.central_office) == ("OSWGIL01DS0", "OSWGIL01")


def test_a_telephone_number_fixes_the_switch(territory: Territory) -> None:
    decision = territory.sell("1FR", telephone_number="6305560123")
    assert decision.result.switch is not None
    assert decision.result.switch.clli == "NPVLIL01DS1"
    assert of(territory.sell("NSD", telephone_number="6305560123"), "NSD").code == "F202"
    elsewhere = territory.sell("1FR", telephone_number="2125550123")
    assert (elsewhere.result.switch, of(elsewhere, "1FR").code) == (None, "F202")
    assert "212555" in of(elsewhere, "1FR").because[-1].found


def test_no_service_named_means_all_that_is_offered_to_the_class(territory: Territory) -> None:
    residence = {service.usoc for service in territory.sell().result.services}
    business = {service.usoc for service in territory.sell(customer_class=CustomerClass.BUSINESS).result.services}
    anyone = {service.usoc for service in territory.sell(customer_class=None).result.services}
    assert residence == {"1FR", "1MR", "ESX", "NSD", "NWT", "1DSLX", "ESM"}
    assert business == {"1FB", "ESX", "NSD", "NWT", "1DSLX", "ESM"}
    assert anyone == residence | business


def test_an_unknown_code_gets_the_nearest_one(territory: Territory) -> None:
    service = of(territory.sell("1FRX"), "1FRX")
    assert (service.available, service.code, service.name) == (False, "F203", None)
    assert service.nearest is not None
    assert service.nearest.usoc == "1FR"


def test_a_service_for_the_other_class_gets_the_one_for_this_class(territory: Territory) -> None:
    service = of(territory.sell("1FB"), "1FB")
    assert (service.available, service.code) == (False, "F204")
    assert service.nearest is not None
    assert service.nearest.usoc == "1FR"


def test_a_condition_is_said(territory: Territory) -> None:
    service = of(territory.sell("1DSLX"), "1DSLX")
    assert (service.available, service.code, service.condition) == (True, "F201", "loop shorter than 3,600 m")


def test_a_conflict_is_said_on_both_sides(territory: Territory) -> None:
    decision = territory.sell("1FR", "1MR")
    assert [(service.code, service.available) for service in decision.result.services] == [("F205", False)] * 2
    assert "1MR" in of(decision, "1FR").because[-1].found


def test_a_missing_prerequisite_is_named_and_one_that_is_asked_suffices(territory: Territory) -> None:
    alone = of(territory.sell("ESX", "NWT"), "NWT")
    assert (alone.available, alone.code) == (False, "F205")
    assert alone.nearest is not None
    assert alone.nearest.usoc == "NSD"
    assert of(territory.sell("ESX", "NSD", "NWT"), "NWT").code == "F200"


@pytest.mark.parametrize(("usoc", "until"), [("VMX", date(2026, 12, 31)), ("NSS", date(2027, 3, 1))])
def test_a_passing_state_says_until_when(territory: Territory, usoc: str, until: date) -> None:
    service = of(territory.sell(usoc), usoc)
    assert (service.available, service.code, service.until) == (False, "F206", until)


def test_what_ends_is_available_until_its_last_day(territory: Territory) -> None:
    assert of(territory.sell("ESM"), "ESM").until == date(2026, 12, 24)
    assert of(territory.sell("ESM", today=date(2026, 12, 24)), "ESM").code == "F200"
    assert of(territory.sell("ESM", today=date(2026, 12, 25)), "ESM").code == "F202"


def test_an_address_without_an_office_sells_nothing(territory: Territory) -> None:
    decision = territory.sell("1FR", "ESX", line="100 Pine St, Naperville")
    assert decision.result.code == "A111"
    assert [(service.code, service.available) for service in decision.result.services] == [("A111", False)] * 2
    assert decision.result.switch is None


def test_an_address_that_is_not_accepted_has_no_services(territory: Territory) -> None:
    decision = territory.sell("1FR", line="100 E Main St, Naperville")
    assert (decision.result.code, decision.result.services) == ("A107", ())
    assert [error.code for error in decision.errors] == ["A107"]


def test_the_same_question_has_the_same_answer(territory: Territory) -> None:
    assert territory.sell("1FR", "CENTX", "1FRX", "NWT") == territory.sell("1FR", "CENTX", "1FRX", "NWT")
