"""From a finding to the answer: code, verdicts, what was changed, and what would work."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from contracts.answer_error import AnswerError, answer_error
from contracts.results import AddressResult, CentralOffice, Match, Verdict
from serviceability.changes import changed_elements
from serviceability.listed_units import listed_units, suffix_verdict, unit_verdict
from serviceability.standard_line import standard_address
from serviceability.verdicts import accepted_verdicts

if TYPE_CHECKING:
    from contracts.results import Alternative
    from serviceability.matching import Finding
    from serviceability.reference_index import ReferenceIndex


class AddressDecision(NamedTuple):
    """What is known about an address, and the errors of its segment; their paths begin at the segment."""

    result: AddressResult
    errors: tuple[AnswerError, ...] = ()


def accepted(index: ReferenceIndex, finding: Finding, others: tuple[Alternative, ...] | None) -> AddressDecision:
    """Answer a hit; `others` (not None) makes it a correction, with what else could have been meant."""
    asked, candidate = finding.asked, finding.candidates[0]
    verdict, units = unit_verdict(asked.units, listed_units(finding.spans, asked.house))
    changed = changed_elements(asked, candidate, units)
    office, rate_center = index.serving(finding.spans[0].serving)
    code, match = ("A101", Match.STANDARDISED) if changed else ("A100", Match.EXACT)
    errors: list[AnswerError] = []
    address = standard_address(candidate.street, asked.house, units)
    if others is not None or finding.places.city:
        code, match = "A102", Match.CORRECTED
        text = f"The address was corrected to {address.line}."
        errors.append(answer_error("A102", "/address", text=text))
    if not office:
        code = "A111"
        errors.append(
            answer_error("A111", "/address", text=f"{address.line} is known, but no central office serves it.")
        )
    result = AddressResult(
        code=code,
        match=match,
        address=address,
        changed=changed,
        verdicts=accepted_verdicts(
            finding, verdict, suffix_verdict(finding.spans, asked.house), corrected=others is not None
        ),
        alternatives=others or (),
        central_office=CentralOffice(office) if office else None,
        rate_center=rate_center or None,
    )
    return AddressDecision(result, tuple(errors))


def unknown_unit(finding: Finding) -> bool:
    """True if a unit was asked that does not exist where units are listed."""
    asked = finding.asked
    return (
        bool(asked.units) and unit_verdict(asked.units, listed_units(finding.spans, asked.house))[0] is Verdict.INVALID
    )
