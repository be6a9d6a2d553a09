"""What an order comes to when nothing rejects it: where, what, on which numbers, when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from contracts.requests import Activity
    from contracts.results import CentralOffice, Switch
    from wholesaler_worker.changing.records import OrderedLine
    from wholesaler_worker.ordering.line_numbers import Named


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an order is carried out. `address` is the standardised one as on the wire."""

    central_office: CentralOffice
    switch: Switch
    rate_center: str | None
    address: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`taken` are the numbers that it takes from the inventory, and `numbers` those that its answer names.

    `lines` have their numbers already. `account` is the main number of the customer, also of one to be.
    """

    activity: Activity
    place: Place
    customer_class: str | None
    end_user: str | None
    account: str
    lines: tuple[OrderedLine, ...]
    taken: tuple[Named, ...]
    numbers: tuple[str, ...]
    due_date: date
