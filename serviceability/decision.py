"""The decision: from an asked address to what the address file knows, and from there to the services."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, NamedTuple

from contracts.results import AddressResult, QualifyResult
from serviceability.alternatives import as_alternatives, scored_streets
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
    from serviceability.reference_index import ReferenceIndex

__all__ = ["AddressDecision", "QualifyDecision", "qualify", "validate"]

DEFAULT_ALTERNATIVES = 5

_ADDRESS_FIELDS = tuple(field.name for field in fields(AddressResult))


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
    readings = read_line(index, address) if address.line else read_fields(address)
    found = search(index, readings, day)
    if address.line and (found is None or found.best.kind is Kind.NONE):
        found = better(found, search(index, second_opinion(address), day))
    if found is None:
        return unreadable(address)
    finding = found.best
    if finding.kind is Kind.HIT:
        if unknown_unit(finding):
            return unknown_unit_refused(index, address, finding)
        return accepted(index, finding, None)
    scored = scored_streets(index, found, day)
    meant = corrected(finding, scored, day)
    if meant:
        if unknown_unit(meant):
            return unknown_unit_refused(index, address, meant)
        rest = [one for one in scored if one.street is not meant.candidates[0].street]
        return accepted(index, meant, as_alternatives(rest, alternatives))
    return refused(index, address, finding, scored, alternatives, day)


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
    found = {name: getattr(decision.result, name) for name in _ADDRESS_FIELDS}
    if decision.result.address is None:
        return QualifyDecision(QualifyResult(**found), decision.errors)
    asking = Asking(tuple(dict.fromkeys(services)), customer_class, today.isoformat(), telephone_number)
    switch, verdicts = qualify_services(index, decision.result, asking)
    return QualifyDecision(QualifyResult(**found, switch=switch, services=verdicts), decision.errors)
