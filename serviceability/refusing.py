"""Answers an address that is not accepted: the code, the element at fault, and what would work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from contracts.answer_error import AnswerError, answer_error
from contracts.results import AddressResult, Alternative, Match, ValidRange, Verdict
from serviceability import answer_texts as texts
from serviceability.alternatives import as_alternatives
from serviceability.answering import AddressDecision, accepted
from serviceability.listed_units import listed_suffixes, listed_units
from serviceability.matching import Kind
from serviceability.postal import postal_only
from serviceability.ranges import valid_spans
from serviceability.standard_line import standard_address, street_line, unit_line
from serviceability.verdicts import refused_verdicts

if TYPE_CHECKING:
    from contracts.address import Address, Unit
    from serviceability.alternatives import Scored
    from serviceability.matching import Finding
    from serviceability.reference_index import ReferenceIndex

MOST_RANGES = 100
"""An answer names no more ranges than this: the nearest to the asked number."""


def refused(
    index: ReferenceIndex, address: Address, finding: Finding, scored: list[Scored], limit: int, today: str
) -> AddressDecision:
    """Answer a finding that is no hit."""
    others = as_alternatives(scored, limit)
    verdicts = refused_verdicts(finding)
    ranges: tuple[ValidRange, ...] | None = None
    value, asked = " ".join(finding.asked.street), finding.asked
    if finding.kind is Kind.RANGE:
        ranges = _ranges(finding, today)
        text = f"Number {asked.house.text} does not exist on {texts.street_name(finding)}."
        error = answer_error(
            "A106", _at(address, "number"), value=asked.house.text, text=text, hint=texts.ranges_hint(ranges)
        )
    elif finding.kind is Kind.SUFFIX:
        ranges = _ranges(finding, today)
        known = listed_suffixes(finding.spans, asked.house.number)
        text = f"{asked.house.number} on {texts.street_name(finding)} exists, its suffix {asked.house.suffix} does not."
        hint = f"Use {texts.listed([str(asked.house.number), *(f'{asked.house.number} {s}' for s in known)])}."
        error = answer_error("A106", _at(address, "number_suffix"), value=asked.house.suffix, text=text, hint=hint)
    elif finding.kind is Kind.DIRECTION:
        streets = [candidate.street for candidate in finding.candidates]
        text = f"{value} is wrong or incomplete: the direction is not that of a street here."
        element = "post_direction" if verdicts.get("post_direction") is Verdict.INVALID else "pre_direction"
        error = answer_error("A107", _at(address, element), value=value, text=text, hint=texts.directions_hint(streets))
    elif finding.kind is Kind.MANY:
        text = f"{asked.house.text} {value} fits {len(finding.candidates)} addresses."
        hint = f"Narrow it: {texts.alternatives_hint(others) or 'add the direction, street type, city or ZIP.'}"
        error = answer_error("A105", _at(address, "street"), value=value, text=text, hint=hint)
    elif finding.kind is Kind.PLACE:
        error = _place_error(index, address, finding, others)
    else:
        error = _unknown_street(address, finding, value, others)
    result = AddressResult(
        code=error.code, match=Match.NONE, verdicts=verdicts, alternatives=others, valid_ranges=ranges
    )
    return AddressDecision(result, (error,))


def _unknown_street(address: Address, finding: Finding, value: str, others: tuple[Alternative, ...]) -> AnswerError:
    element = "street_type" if finding.kind is Kind.TYPE else "street"
    where = " ".join(filter(None, finding.asked.where[:3])) or "the area"
    text = f"There is no {value} in {where}."
    if others:
        return answer_error("A103", _at(address, element), value=value, text=text, hint=texts.alternatives_hint(others))
    return answer_error("A104", _at(address, element), value=value, text=text)


def _place_error(
    index: ReferenceIndex, address: Address, finding: Finding, others: tuple[Alternative, ...]
) -> AnswerError:
    places, where = finding.places, finding.asked.where
    wrong = next((name for name, verdict in places.verdicts if verdict is Verdict.INVALID), "zip")
    value = {"city": where.city, "state": where.state, "zip": where.zip}[wrong]
    known = [(index.places[n].community, index.places[n].state, index.places[n].zip) for n in places.instead]
    if places.code == "A110":
        text = f"{' '.join(filter(None, where[:3]))} is outside the operating area."
        return answer_error(
            "A110", _at(address, wrong), value=value, text=text, hint=texts.alternatives_hint(others) or None
        )
    text = f"{' '.join(filter(None, where[:3]))}: the community, the state and the ZIP do not go together."
    hint = " ".join(filter(None, (texts.places_hint(finding, known), texts.alternatives_hint(others))))
    return answer_error("A109", _at(address, wrong), value=value, text=text, hint=hint)


def unknown_unit_refused(index: ReferenceIndex, address: Address, finding: Finding, limit: int) -> AddressDecision:
    """Answer a hit whose unit is not among those that the file lists at the number (A108), with those that are."""
    found = accepted(index, finding, None).result
    units = listed_units(finding.spans, finding.asked.house)
    asked = " ".join(map(unit_line, finding.asked.units))
    text = f"{asked} does not exist at {finding.asked.house.text} {texts.street_name(finding)}."
    error = answer_error("A108", _at(address, "units"), value=asked, text=text, hint=texts.units_hint(units))
    result = AddressResult(
        code="A108",
        match=Match.NONE,
        verdicts={**found.verdicts, "unit": Verdict.INVALID},
        alternatives=_other_units(finding, units, asked, limit),
    )
    return AddressDecision(result, (error,))


def _other_units(finding: Finding, units: tuple[Unit, ...], asked: str, limit: int) -> tuple[Alternative, ...]:
    street = finding.candidates[0].street
    scored = [(round(0.8 + 0.2 * OSA.normalized_similarity(asked, unit_line(unit)), 4), unit) for unit in units]
    scored.sort(key=lambda one: (-one[0], len(one[1].value), one[1].value, one[1].designator))
    return tuple(
        Alternative(address=standard_address(street, finding.asked.house, (unit,)), score=score)
        for score, unit in scored[:limit]
    )


def unreadable(address: Address) -> AddressDecision:
    """Answer an address without a house number or without a street (A104)."""
    text = postal_only(address.line or "") or "The address has no house number followed by a street."
    hint = "Write the house number, the street with its type, and the city or ZIP, such as 1368 FOLSOM ST, 94103."
    error = answer_error("A104", _at(address, "number"), value=address.line or address.street, text=text, hint=hint)
    return AddressDecision(AddressResult(code="A104", match=Match.NONE, verdicts={"number": Verdict.INVALID}), (error,))


def _ranges(finding: Finding, today: str) -> tuple[ValidRange, ...]:
    number = finding.asked.house.number
    spans = valid_spans([candidate.street for candidate in finding.candidates], number, today)
    if len(spans) > MOST_RANGES:
        nearest = sorted(spans, key=lambda one: max(one[0].low - number, number - one[0].high))[:MOST_RANGES]
        spans = [one for one in spans if one in nearest]
    return tuple(
        ValidRange(low=span.low, high=span.high, parity=span.parity, zip=street.place.zip or None,
                   line=" ".join(filter(None, (span.prefix, street_line(street)))))
        for span, street in spans
    )  # fmt: skip


def _at(address: Address, element: str) -> str:
    """Return the JSON Pointer of an element: the line when there is one, unless the element stands beside it."""
    beside = getattr(address, element, None)
    return f"/address/{element}" if beside or not address.line else "/address/line"
