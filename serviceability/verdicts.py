"""The verdict on each element that was asked, and on one that is missing and needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.results import Verdict
from serviceability.comparing import Fit
from serviceability.matching import Kind

if TYPE_CHECKING:
    from serviceability.matching import Finding

_STREET = ("pre_direction", "street", "street_type", "post_direction")


def accepted_verdicts(
    finding: Finding, unit: Verdict | None, suffix: Verdict | None, *, corrected: bool
) -> dict[str, Verdict]:
    """Return the verdicts on an address that was found; a corrected street is invalid as it was asked."""
    asked, parts = finding.asked, finding.candidates[0].parts
    verdicts = {"number": Verdict.VALID}
    if suffix is not None:
        verdicts["number_suffix"] = suffix
    for name, given in zip(_STREET, (parts.pre, parts.name, parts.type, parts.post), strict=True):
        if given:
            verdicts[name] = Verdict.VALID
    if corrected:
        verdicts["street"] = Verdict.INVALID
    if unit is not None:
        verdicts["unit"] = unit
    if asked.where != ("", "", "", ""):
        verdicts.update(finding.places.verdicts)
        if finding.places.city:
            verdicts["city"] = Verdict.INVALID
    return verdicts


def refused_verdicts(finding: Finding) -> dict[str, Verdict]:
    """Return the verdicts on an address that was not accepted; what comes after the wrong element is unchecked."""
    asked, kind = finding.asked, finding.kind
    known = kind <= Kind.DIRECTION
    verdicts = {
        "number": _of(Verdict.INVALID if kind is Kind.RANGE else Verdict.VALID if kind < Kind.DIRECTION else None)
    }
    if asked.house.suffix:
        verdicts["number_suffix"] = _of(Verdict.INVALID if kind is Kind.SUFFIX else None)
    if finding.candidates:
        first = finding.candidates[0]
        parts, fit = first.parts, first.comparison
        for name, given in zip(_STREET, (parts.pre, parts.name, parts.type, parts.post), strict=True):
            if given:
                verdicts[name] = _of(Verdict.VALID if known else None)
        verdicts["street"] = Verdict.VALID
        if fit.type is Fit.WRONG or (kind is Kind.TYPE and parts.type):
            verdicts["street_type"] = Verdict.INVALID
        if kind is Kind.DIRECTION:
            there = first.street.parts
            if parts.pre != there.pre or (not parts.pre and there.pre):
                verdicts["pre_direction"] = Verdict.INVALID
            if parts.post != there.post:
                verdicts["post_direction"] = Verdict.INVALID
    else:
        verdicts["street"] = Verdict.INVALID if not finding.places.code else Verdict.UNCHECKED
    if asked.units:
        verdicts["unit"] = Verdict.UNCHECKED
    verdicts.update(finding.places.verdicts)
    return verdicts


def _of(verdict: Verdict | None) -> Verdict:
    return verdict or Verdict.UNCHECKED
