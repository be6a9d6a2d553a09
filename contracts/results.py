"""What the decision and the number store found, as a segment's answer carries it under `result`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from contracts.address import StandardAddress


class Match(StrEnum):
    """How an address was found in the address file."""

    EXACT = "exact"
    STANDARDISED = "standardised"
    CORRECTED = "corrected"
    NONE = "none"


class Verdict(StrEnum):
    """What is known about one element of an address."""

    VALID = "valid"
    INVALID = "invalid"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """An address that could have been meant; `score` is 0 to 1, best first in a list."""

    address: StandardAddress
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidRange:
    """Numbers that exist on a street; `parity` is O, E or B (odd, even, both)."""

    low: int
    high: int
    parity: str
    line: str
    zip: str | None = None


@dataclass(frozen=True, slots=True)
class CentralOffice:
    """The building that serves an address: its CLLI of 8 characters and its name."""

    clli: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Switch:
    """A switch in a central office: its CLLI of 11 characters and its type."""

    clli: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressResult:
    """The result of `address.validate`; `code` is one of A100 to A112."""

    code: str
    match: Match
    address: StandardAddress | None = None
    changed: tuple[str, ...] = ()
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    alternatives: tuple[Alternative, ...] = ()
    valid_ranges: tuple[ValidRange, ...] | None = None
    central_office: CentralOffice | None = None
    rate_center: str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One link of the chain address, central office, switch, feature: what was looked for and what was found."""

    step: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The nearest thing that would work for a service that is not available: another service, switch or office."""

    usoc: str
    name: str
    switch: str | None = None
    central_office: str | None = None
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceResult:
    """The verdict on one service (USOC); `code` is one of F200 to F207 and `until` bounds a passing state."""

    usoc: str
    available: bool
    code: str
    because: tuple[Reason, ...]
    name: str | None = None
    until: date | None = None
    condition: str | None = None
    nearest: Nearest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QualifyResult(AddressResult):
    """The result of `service.qualify`: the address, the switch, and one verdict per service."""

    switch: Switch | None = None
    services: tuple[ServiceResult, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberResult:
    """One telephone number; `code` is one of N300 to N306 and `until` says when its state ends."""

    telephone_number: str
    available: bool
    code: str
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSearchResult(AddressResult):
    """The result of `number.search`: `found` of `asked` numbers, in the rate center of the address."""

    numbers: tuple[NumberResult, ...] = ()
    found: int = 0
    asked: int = 0
