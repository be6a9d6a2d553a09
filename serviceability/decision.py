"""The decision: from an asked address to what the address file knows, and from there to the services."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from contracts.results import QualifyResult
from serviceability.alternatives import as_alternatives, likely, scored_streets
from serviceability.answering import AddressDecision, accepted, unknown_unit
from serviceability.correction import corrected
from serviceability.field_reading import read_fields
from serviceability.line_reading import read_line
from serviceability.matching import Kind, better, search
from serviceability.qualification import Asking, qualify_services
from serviceability.refusing import refused, unknown_unit_refused, unreadable
from serviceability.second_opinion import second_opinion

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from contracts.address import Address
    from contracts.answer_error import AnswerError
    from contracts.results import AddressResult, ServiceResult, Switch
    from serviceability.alternatives import Scored
    from serviceability.matching import Finding
    from serviceability.reference_index import ReferenceIndex

__all__ = ["AddressDecision", "QualifyDecision", "qualify", "validate"]

DEFAULT_ALTERNATIVES = 5


class QualifyDecision(NamedTuple):
    """What is known about an address and the services at it, and the errors of its segment."""

    result: QualifyResult
    errors: tuple[AnswerError, ...] = ()


def validate(
    index: ReferenceIndex, address: Address, *, alternatives: int = DEFAULT_ALTERNATIVES, today: date
) -> AddressDecision:
    """Decide what `address` is, with up to `alternatives` others where it is not accepted as it stands.

    `today` bounds ranges in time. The answer depends on the index, the address and the day only.
    """
    day = today.isoformat()
    found = search(index, read_line(index, address) if address.line else read_fields(address), day)
    if found and found.best.kind is Kind.HIT:
        return _accepted(index, address, found.best, alternatives)
    scored = scored_streets(index, found, day) if found else []
    meant = corrected(found.best, scored, day) if found else None
    if meant:
        return _accepted(index, address, meant, alternatives, scored)
    if address.line and (found is None or (found.best.kind is Kind.NONE and not likely(scored))):
        second = better(found, search(index, second_opinion(address), day))
        if second is not None and second is not found:
            found, scored = second, scored_streets(index, second, day)
            if found.best.kind is Kind.HIT:
                return _accepted(index, address, found.best, alternatives)
    return refused(index, address, found.best, scored, alternatives, day) if found else unreadable(address)


def _accepted(
    index: ReferenceIndex, address: Address, finding: Finding, limit: int, scored: list[Scored] | None = None
) -> AddressDecision:
    """Answer a hit; `scored` makes it a correction."""
    if unknown_unit(finding):
        return unknown_unit_refused(index, address, finding, limit)
    if scored is None:
        return accepted(index, finding, None)
    street = finding.candidates[0].street
    return accepted(index, finding, as_alternatives([one for one in scored if one.street is not street], limit))


def qualify(
    index: ReferenceIndex,
    address: Address,
    *,
    services: Sequence[str] = (),
    customer_class: str | None,
    today: date,
    telephone_number: str | None = None,
) -> QualifyDecision:
    """Decide which `services` (none named: all that is offered) can be had at `address`.

    An address that is not accepted is answered as `validate` does, without services. `customer_class` None asks for no
    class; `telephone_number` fixes the switch. The answer depends on the index, the arguments and the day only.
    """
    decision = validate(index, address, today=today)
    if decision.result.address is None:
        return QualifyDecision(_qualified(decision.result, None, ()), decision.errors)
    npa_nxx = telephone_number[:6] if telephone_number else None
    asking = Asking(tuple(dict.fromkeys(services)), customer_class, today.isoformat(), npa_nxx)
    switch, verdicts = qualify_services(index, decision.result, asking)
    return QualifyDecision(_qualified(decision.result, switch, verdicts), decision.errors)


def _qualified(found: AddressResult, switch: Switch | None, services: tuple[ServiceResult, ...]) -> QualifyResult:
    return QualifyResult(
        code=found.code,
        match=found.match,
        address=found.address,
        changed=found.changed,
        verdicts=found.verdicts,
        alternatives=found.alternatives,
        valid_ranges=found.valid_ranges,
        central_office=found.central_office,
        rate_center=found.rate_center,
        switch=switch,
        services=services,
    )
