"""What a segment asks for, one dataclass per transaction."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

MAX_ALTERNATIVES = 20
DEFAULT_ALTERNATIVES = 5
MAX_SERVICES = 50
MAX_QUANTITY = 100


class NumberKind(StrEnum):
    """How numbers are chosen."""

    SPECIFIC = "specific"
    RANDOM = "random"
    SEQUENTIAL = "sequential"
    PATTERN = "pattern"


class Activity(StrEnum):
    """What an order does [ACT]."""

    NEW = "N"
    CHANGE = "C"
    DISCONNECT = "D"
    MOVE = "T"
    CONVERT_AS_SPECIFIED = "V"
    CONVERT_AS_IS = "W"
    SUSPEND = "S"
    RESTORE = "B"


class SupplementKind(StrEnum):
    """What a supplement changes [SUP]."""

    CANCEL = "1"
    DUE_DATE = "2"
    OTHER = "3"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressValidate:
    """Is this address real, and if not, what could have been meant?"""

    alternatives: int = DEFAULT_ALTERNATIVES


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceQualify:
    """Which of these services (USOCs) can be had at the address? None named: all that is offered."""

    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSearch:
    """Which numbers are free for the address? `pattern` has ten digits and dots, such as ``415555..22``."""

    kind: NumberKind
    telephone_number: str | None = None
    pattern: str | None = None
    quantity: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberReserve:
    """Hold these numbers, or `quantity` numbers of a kind, for `hold_minutes`."""

    telephone_numbers: tuple[str, ...] = ()
    kind: NumberKind | None = None
    pattern: str | None = None
    quantity: int | None = None
    hold_minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberExtend:
    """Hold longer what these tokens hold."""

    hold_tokens: tuple[str, ...]
    hold_minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRelease:
    """Give back what these tokens hold."""

    hold_tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDateOffer:
    """Which dates are free for these services, from `earliest` on?"""

    services: tuple[str, ...] = ()
    earliest: date | None = None
    quantity: int = 5


@dataclass(frozen=True, slots=True)
class Authority:
    """The end user's consent that a customer record is read, or goes over to another reseller: who gave it and when."""

    name: str
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRecord:
    """What does the end user behind this number have?"""

    telephone_number: str
    authority: Authority


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One service of an order, with its features and its number."""

    usoc: str
    features: tuple[str, ...] = ()
    telephone_number: str | None = None
    hold_token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSubmit:
    """A purchase order, identified by `pon` and `version` [VER]; `desired_due_date` is the LSOG's DDD."""

    pon: str
    activity: Activity
    version: int = 1
    desired_due_date: date | None = None
    lines: tuple[OrderLine, ...] = ()
    authority: Authority | None = None
    remarks: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSupplement:
    """A change to a purchase order that was sent before; `version` is the next one."""

    pon: str
    version: int
    supplement: SupplementKind
    activity: Activity | None = None
    desired_due_date: date | None = None
    lines: tuple[OrderLine, ...] = ()
    authority: Authority | None = None
    remarks: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationResend:
    """Send the notifications of a purchase order again, from and to these sequence numbers."""

    pon: str
    from_sequence: int
    to_sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderStatus:
    """How do these purchase orders stand? None named: all that are open."""

    pons: tuple[str, ...] = ()


Request = (
    AddressValidate
    | ServiceQualify
    | NumberSearch
    | NumberReserve
    | NumberExtend
    | NumberRelease
    | DueDateOffer
    | CustomerRecord
    | OrderSubmit
    | OrderSupplement
    | NotificationResend
    | OrderStatus
)
