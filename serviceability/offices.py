"""The switches of a central office and what each offers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Offering:
    """One feature row on one switch."""

    usoc: str
    name: str
    customer_class: str
    status: str
    condition: str
    requires: tuple[str, ...]
    excludes: tuple[str, ...]
    valid_from: str
    valid_to: str


@dataclass(frozen=True, slots=True)
class SwitchOffer:
    """A switch, the NPA-NXX that live on it, and its offerings by USOC."""

    clli: str
    type: str
    npa_nxx: frozenset[str]
    offerings: dict[str, tuple[Offering, ...]]


def read_office(packed: str) -> tuple[SwitchOffer, ...]:
    """Return the switches of an office as the index packs them, lowest CLLI first."""
    switches = []
    for clli, rows in groupby(json.loads(packed), key=lambda row: row[0]):
        offerings: dict[str, tuple[Offering, ...]] = {}
        kinds, codes = set(), set()
        for _, kind, npa_nxx, usoc, name, sold_to, status, condition, requires, excludes, start, end in rows:
            kinds.add(kind)
            codes.update(npa_nxx)
            offering = Offering(usoc, name, sold_to, status, condition, tuple(requires), tuple(excludes), start, end)
            offerings[usoc] = (*offerings.get(usoc, ()), offering)
        switches.append(SwitchOffer(clli, min(kinds), frozenset(codes), offerings))
    return tuple(switches)
