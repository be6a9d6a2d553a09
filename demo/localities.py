"""Real NPA-NXX codes by locality, from the package `phonenumbers` (libphonenumber's geocoding data)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from phonenumbers.geodata import GEOCODE_DATA

if TYPE_CHECKING:
    from collections.abc import Mapping

_NANP_PREFIX_DIGITS = 7
"""A country code of one digit, three digits of area, three of exchange."""


def npa_nxx_by_locality() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Return the six-digit codes of each (city, state), both upper case, in ascending order.

    The published table names localities, not rate centers and not switches: the demo takes a locality for the rate
    center of the same name, and says so.
    """
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for prefix, names in GEOCODE_DATA.items():
        if len(prefix) != _NANP_PREFIX_DIGITS or not prefix.startswith("1"):
            continue
        city, _, state = names.get("en", "").rpartition(", ")
        if city and not prefix.endswith("11"):
            found[city.upper(), state.upper()].append(prefix[1:])
    return {locality: tuple(sorted(codes)) for locality, codes in found.items()}
