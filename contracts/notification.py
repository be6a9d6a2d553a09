"""A notification: what happened to an order, told once and in order of its `sequence`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

NOTIFICATION_SCHEMA = "notification/1"


class OrderEvent(StrEnum):
    """What can happen to a version of an order; also the AMQP `type` of the message."""

    ACKNOWLEDGED = "order.acknowledged"
    CONFIRMED = "order.confirmed"
    REJECTED = "order.rejected"
    JEOPARDY = "order.jeopardy"
    COMPLETED = "order.completed"
    CANCELLED = "order.cancelled"
    SUPERSEDED = "order.superseded"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationHeader:
    """Which order it is about; `sequence` counts 1, 2, 3 … per PON without gaps, so that a missing one shows."""

    event: OrderEvent
    reseller: str
    pon: str
    version: int
    sequence: int
    occurred_at: datetime
    transaction_number: str
    order_number: str | None = None
    reference: str | None = None
    schema: str = NOTIFICATION_SCHEMA


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """One event and its details, such as the due date that was confirmed."""

    header: NotificationHeader
    detail: Mapping[str, Any] = field(default_factory=dict)
