"""A document: what a reseller sends at once, one segment per end user."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from contracts.address import Address
    from contracts.answer_error import AnswerError
    from contracts.requests import Request

DOCUMENT_SCHEMA = "document/1"
MAX_DOCUMENT_BYTES = 8 * 1024 * 1024
MAX_SEGMENTS = 10_000


class Mode(StrEnum):
    """Whether segments succeed or fail on their own, or all together."""

    EACH = "each"
    ATOMIC = "atomic"


class CustomerClass(StrEnum):
    """The class of service that the end user buys."""

    RESIDENCE = "residence"
    BUSINESS = "business"


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a document says about itself; `transaction_number` [TXNUM] is unique per reseller."""

    transaction: str
    transaction_number: str
    reseller: str
    sent_at: datetime
    schema: str = DOCUMENT_SCHEMA
    mode: Mode = Mode.EACH
    dry_run: bool = False
    address_epoch: int | None = None
    feature_epoch: int | None = None
    answer_by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndUser:
    """The reseller's customer; never logged."""

    name: str
    contact_telephone: str | None = None
    customer_class: CustomerClass | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """The part of a document for one end user; `reference` is the reseller's own and comes back on every answer."""

    number: int
    request: Request
    reference: str | None = None
    end_user: EndUser | None = None
    address: Address | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedSegment:
    """A segment that breaks the contract: it is answered with its defects, its neighbours are answered on their own."""

    number: int
    reference: str | None
    errors: tuple[AnswerError, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document whose header is sound; each of its segments is sound, or refused with all of its defects."""

    header: Header
    segments: tuple[Segment | RefusedSegment, ...]
