"""The sentences and hints of the address codes: what is wrong, and what would work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from serviceability.standard_line import place_line, street_line, unit_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contracts.address import Unit
    from contracts.results import Alternative, ValidRange
    from serviceability.matching import Finding
    from serviceability.streets import Street

MOST_NAMED = 8
"""A hint names no more than this many values; the answer's fields carry all of them."""

_SIDES = {"O": "odd", "E": "even", "B": "odd and even"}


def listed(texts: Sequence[str], last: str = "or") -> str:
    """Join `texts` as a sentence has them; long lists are cut with their count."""
    shown = list(dict.fromkeys(texts))
    if len(shown) > MOST_NAMED:
        return f"{', '.join(shown[:MOST_NAMED])} and {len(shown) - MOST_NAMED} more"
    return f" {last} ".join(filter(None, (", ".join(shown[:-1]), shown[-1]))) if shown else ""


def range_text(valid: ValidRange) -> str:
    """Return a range in words, such as ``1300 to 1398 (even)``."""
    return str(valid.low) if valid.low == valid.high else f"{valid.low} to {valid.high} ({_SIDES[valid.parity]})"


def ranges_hint(valid: Sequence[ValidRange]) -> str:
    """Say which numbers exist."""
    return (
        f"Valid numbers are {listed([range_text(one) for one in valid], 'and')}."
        if valid
        else "No number is valid today."
    )


def directions_hint(streets: Sequence[Street]) -> str:
    """Say which directions exist, as whole street names."""
    return f"Use {listed(sorted(street_line(street) for street in streets))}."


def units_hint(units: Sequence[Unit]) -> str:
    """Say which units exist."""
    return f"Units at this number are {listed([unit_line(unit) for unit in units], 'and')}."


def alternatives_hint(alternatives: Sequence[Alternative]) -> str:
    """Say which addresses could be meant."""
    return f"Nearest: {listed([other.address.line for other in alternatives[:3]])}." if alternatives else ""


def places_hint(finding: Finding, known: Sequence[tuple[str, str, str]]) -> str:
    """Say which communities, states and ZIPs go together, from those that the asked ones name."""
    where = finding.asked.where
    together = [f"{zip_code} is {community}, {state}" for community, state, zip_code in known if zip_code and community]
    if together:
        return f"In the address file {listed(together, 'and')}."
    return f"Nothing in the address file is at {' '.join(filter(None, (where.city, where.state, where.zip)))}."


def street_name(finding: Finding) -> str:
    """Return the street of a finding with its place, as a line has it."""
    street = finding.candidates[0].street
    return f"{street_line(street)}, {place_line(street)}"
