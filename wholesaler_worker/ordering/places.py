"""Where an order is carried out: the files' word on its address, its office, one switch, and whether its numbers fit.

All services of an order share one switch, and so do its numbers: they live on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from contracts.answer_error import answer_error
from contracts.requests import Activity
from contracts.result_writing import standard_address_as_json
from contracts.results import CentralOffice, Switch
from wholesaler_worker.ordering.asking import qualify_place
from wholesaler_worker.ordering.plan import Place
from wholesaler_worker.ordering.services import check_services

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from contracts.results import QualifyResult
    from serviceability.decision import QualifyDecision
    from serviceability.index import ReferenceIndex
    from wholesaler_worker.changing.change import Office
    from wholesaler_worker.changing.records import Account, Number
    from wholesaler_worker.ordering.asking import Asked
    from wholesaler_worker.ordering.findings import Findings
    from wholesaler_worker.ordering.line_numbers import Named

OFFICE_LENGTH: Final = 8
"""Of a switch's CLLI, that is its office's."""

QUALIFIED: Final = frozenset({Activity.NEW, Activity.CHANGE, Activity.MOVE, Activity.CONVERT_AS_SPECIFIED})
"""What brings services to a place, so that the files have a word in it."""


def decided_place(asked: Asked, account: Account | None, office: Office) -> QualifyDecision | None:
    """The decision about the place, made once; None when there is no place to ask about."""
    content = asked.content
    if asked.decision is None and account is not None and content is not None and content.activity is not Activity.MOVE:
        asked.fixed_by = account.telephone_number
        asked.decision = qualify_place(asked, office.index, office.today, asked.fixed_by, account)
    return asked.decision


def checked_place(
    asked: Asked, account: Account | None, named: Mapping[int, Named], office: Office, findings: Findings
) -> tuple[Place | None, Collection[int]]:
    """The place of an order that brings services somewhere, and the lines whose working number cannot go there.

    What is wrong with the address, the numbers and the services is among the findings.
    """
    decision = decided_place(asked, account, office)
    if decision is None:
        return None, ()
    findings.add_address(decision.errors)
    result = decision.result
    if result.address is None or result.central_office is None:
        return None, ()
    strange = {place for place, one in named.items() if not _is_at(one.number, result)}
    replaced = {place for place in strange if _is_replaced(asked, named[place])}
    _say_strange([named[place] for place in sorted(strange - replaced)], result, findings)
    fitting = [one for place, one in named.items() if place not in strange]
    # What works already lives where it lives; a new number has to go there.
    fixed = next((one.number for one in sorted(fitting, key=lambda one: one.hold is not None)), None)
    for one in fitting:
        if fixed is not None and one.number.switch != fixed.switch:
            number = one.number.telephone_number
            text = f"{number} lives on another switch than {fixed.telephone_number}: the numbers of an order share one."
            findings.reasons.append(answer_error("N305", one.path, value=number, text=text))
    result = _on_the_switch_of(fixed, asked, account, decision, office).result
    check_services(asked.content.lines if asked.content else (), result.services, findings)
    if result.switch is None or result.address is None or result.central_office is None:
        return None, replaced
    place = Place(
        central_office=result.central_office,
        switch=result.switch,
        rate_center=result.rate_center,
        address=standard_address_as_json(result.address),
    )
    return place, replaced


def place_of(account: Account, index: ReferenceIndex) -> Place:
    """Where an account is, for an order that brings nothing new there."""
    types = {switch.clli: switch.type for switch in index.office(account.central_office)}
    return Place(
        central_office=CentralOffice(account.central_office),
        switch=Switch(account.switch, types.get(account.switch, "")),
        rate_center=None,
        address=account.address,
    )


def _is_at(number: Number, result: QualifyResult) -> bool:
    office = result.central_office.clli if result.central_office else None
    return number.rate_center == result.rate_center and number.switch[:OFFICE_LENGTH] == office


def _is_replaced(asked: Asked, named: Named) -> bool:
    """A customer's number that cannot move with the customer."""
    content = asked.content
    return content is not None and content.activity is Activity.MOVE and named.hold is None


def _say_strange(strange: Collection[Named], result: QualifyResult, findings: Findings) -> None:
    for one in strange:
        office = result.central_office.clli if result.central_office else "none"
        number = one.number.telephone_number
        text = f"The number is not one of the office {office} and the rate center {result.rate_center} of the address."
        value = None if one.path.endswith("hold_token") else number
        findings.reasons.append(answer_error("N305", one.path, value=value, text=text))


def _on_the_switch_of(
    fixed: Number | None, asked: Asked, account: Account | None, decision: QualifyDecision, office: Office
) -> QualifyDecision:
    """The decision with the switch that the order's numbers live on; made again if another one was chosen before."""
    number = None if fixed is None else fixed.telephone_number
    was_fixed_so = (asked.fixed_by or "")[:6] == (number or "")[:6]
    chosen = decision.result.switch
    if was_fixed_so or (asked.fixed_by is None and fixed and chosen and chosen.clli == fixed.switch):
        return decision
    return qualify_place(asked, office.index, office.today, number, account)
