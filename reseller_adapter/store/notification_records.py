"""What the store holds about notifications, as dataclasses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptNotification:
    """A notification without its bytes; `delivered_at` is None while it waits."""

    pon: str
    sequence: int
    version: int
    event: str
    message_id: str | None
    received_at: float
    delivered_at: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderThread:
    """How far one purchase order is told: 1 to `delivered`.

    `ask_at` is when the wholesaler is asked for what is missing, None when nothing is to be asked; `asked` counts the
    questions ever, `tries` those since the last hope.
    """

    pon: str
    delivered: int
    ask_at: float | None
    asked: int
    tries: int
    trouble: str


@dataclass(frozen=True, slots=True)
class Missing:
    """The sequence numbers `first` to `last` hold every one that is missing before the latest that came."""

    first: int
    last: int

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OddNotification:
    """What came as a notification and cannot be taken as one."""

    id: int
    received_at: float
    message_id: str | None
    reason: str
    size: int


@dataclass(frozen=True, slots=True)
class NotificationCounts:
    """How many purchase orders, waiting notifications, purchase orders that miss one, and messages set aside."""

    orders: int
    waiting: int
    gaps: int
    odd: int
