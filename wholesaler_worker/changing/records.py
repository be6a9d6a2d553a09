"""The records that a transaction reads and changes, as values: a change makes a new one."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from contracts.notification import OrderEvent
    from contracts.requests import Activity, SupplementKind
    from wholesaler_worker.db.numbers import NumberState


class OrderState(StrEnum):
    """How a version of an order stands; which moves are legal is said in `wholesaler_worker.ordering.states`."""

    RECEIVED = "received"
    CONFIRMED = "confirmed"
    JEOPARDY = "jeopardy"
    REJECTED = "rejected"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A number kept for a reseller. `token` is its secret, `extensions` how often it was made longer.

    A hold whose `held_until` has passed holds nothing any more, although its row may still be there.
    """

    telephone_number: str
    token: str = field(repr=False)
    reseller: str
    held_since: datetime
    held_until: datetime
    extensions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number of the inventory; `until` is the last day of a state that ends.

    `token` is that of its hold, which may have expired, and `account` the main number of the customer it works for.
    """

    telephone_number: str
    rate_center: str
    switch: str
    state: NumberState
    until: date | None = None
    token: str | None = field(default=None, repr=False)
    account: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A purchase order: its latest version, the one in force if there is one, and its latest notification.

    A version that was rejected never comes into force, and leaves the one before it there.
    """

    reseller: str
    pon: str
    latest: int
    in_force: int | None = None
    last_sequence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedLine:
    """One service of a version as it was confirmed, with its features and the number it works on."""

    usoc: str
    features: tuple[str, ...] = ()
    telephone_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a purchase order, with everything that its completion needs.

    `content_hash` tells whether the same version came again, and `answer` is what was answered: `outcome`, `errors` and
    `result` as on the wire. `address` is the standardised one as on the wire, `account` the telephone number under
    which the customer's record is kept, and `numbers` are those that this order took from the inventory.
    """

    reseller: str
    pon: str
    version: int
    state: OrderState
    activity: Activity
    supplement: SupplementKind | None = None
    transaction_number: str
    reference: str | None = None
    content_hash: bytes
    answer: Mapping[str, Any]
    order_number: str | None = None
    due_date: date | None = None
    central_office: str | None = None
    switch: str | None = None
    customer_class: str | None = None
    end_user: str | None = field(default=None, repr=False)
    address: Mapping[str, Any] | None = field(default=None, repr=False)
    account: str | None = None
    lines: tuple[OrderedLine, ...] = ()
    numbers: tuple[str, ...] = ()
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What an end user has, kept under the main telephone number; it follows from completed orders.

    `open_orders` are the purchase orders under way on it, of whichever reseller, by reseller and PON; they are read
    with it and not written.
    """

    telephone_number: str
    reseller: str
    suspended: bool = False
    central_office: str
    switch: str
    customer_class: str | None = None
    end_user: str | None = field(default=None, repr=False)
    address: Mapping[str, Any] = field(repr=False)
    lines: tuple[OrderedLine, ...] = ()
    open_orders: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeDay:
    """How many orders an office can carry out on a day, and how many it has."""

    central_office: str
    day: date
    capacity: int
    booked: int = 0

    @property
    def has_room(self) -> bool:
        """True when one more order fits in."""
        return self.booked < self.capacity


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened to a version, to be notified; `sequence` counts 1, 2, 3 … per purchase order."""

    reseller: str
    pon: str
    version: int
    sequence: int
    event: OrderEvent
    occurred_at: datetime
    transaction_number: str
    order_number: str | None = None
    reference: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
