"""The rows of the reference files, and the manifest of a publication (CSV, RFC 4180; deltas have a leading `op`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

MAX_CHUNK_BYTES = 1024 * 1024
REFERENCE_SCHEMA = "reference/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRow:
    """A range of valid address numbers on one side of a street.

    `parity` is O, E or B; `low` and `high` are included. `number_suffixes` and `units` are what exists within the
    range, as ``number suffix`` and ``number designator value`` entries; `prefix` is a grid prefix such as ``25W``.
    """

    range_id: str
    state: str
    zip: str
    community: str
    pre_direction: str
    street: str
    street_type: str
    post_direction: str
    low: int
    high: int
    parity: str
    prefix: str = ""
    number_suffixes: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    central_office: str = ""
    rate_center: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureRow:
    """One feature (USOC) on one switch of a central office.

    `customer_class` travels as column `class` (residence, business or both); `status` is available, conditional or
    unavailable; `npa_nxx` lists the six-digit codes that live on the switch.
    """

    central_office: str
    switch: str
    switch_type: str
    npa_nxx: tuple[str, ...]
    usoc: str
    name: str
    customer_class: str
    status: str
    condition: str = ""
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a publication announces before its chunks; `sha256` is of the whole encoded file."""

    file: str
    kind: str
    epoch: int
    from_epoch: int | None = None
    published_at: datetime
    rows: int
    bytes: int
    sha256: str
    chunks: int
    columns: tuple[str, ...]
    schema: str = REFERENCE_SCHEMA
    encoding: str = "csv+gzip"
