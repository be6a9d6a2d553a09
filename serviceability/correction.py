"""When a misspelt street name is corrected, and not only offered (docs/decisions/0007)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from serviceability.comparing import Fit
from serviceability.matching import Candidate, Finding, Kind
from serviceability.ranges import holding
from serviceability.street_parts import canonical_parts
from serviceability.words import standard_words

if TYPE_CHECKING:
    from serviceability.alternatives import Scored

SHORTEST = 5
"""A shorter name is never corrected: too many names are one letter away from it."""
TWO_LETTERS_FROM = 10
"""From this length on two letters may be wrong."""


def corrected(finding: Finding, scored: list[Scored], today: str) -> Finding | None:
    """Return the hit that a misspelt name must mean, or None when the correction would not be safe.

    Safe: the place was asked and fits; the name is one letter off (two when it is long), no digit is; no other street
    of the place is as near or nearly; type and directions stand in the file as asked; the number is in range.
    """
    if finding.kind is not Kind.NONE or finding.places.code or finding.asked.guessed:
        return None
    if not (finding.asked.where.zip or finding.asked.where.city) or finding.places.city:
        return None
    parts = canonical_parts(standard_words(list(finding.asked.street)))
    key = parts.key
    allowed = 2 if len(key) >= TWO_LETTERS_FROM else 1
    near: dict[str, int] = {}
    for one in scored:
        if one.here:
            there = one.street.parts.key
            near.setdefault(there, OSA.distance(key, there))
    ordered = sorted((distance, there) for there, distance in near.items())
    if len(key) < SHORTEST or not ordered or ordered[0][0] > allowed:
        return None
    if len(ordered) > 1 and ordered[1][0] <= ordered[0][0] + 1:
        return None
    meant = ordered[0][1]
    if [letter for letter in key if letter.isdigit()] != [letter for letter in meant if letter.isdigit()]:
        return None
    fitting = [one for one in scored if one.here and one.street.parts.key == meant]
    exact = [one for one in fitting if one.holds and one.comparison == (Fit.SAME, Fit.SAME)]
    if len(exact) != 1:
        return None
    street = exact[0].street
    candidate = Candidate(street, exact[0].comparison, parts, 0)
    spans = tuple(holding(street, finding.asked.house, today))
    return Finding(Kind.HIT, finding.asked, finding.places, (candidate,), spans)
