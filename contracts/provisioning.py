"""What the network's systems tell about an order that was confirmed: it is completed, in danger, or out of it again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

PROVISIONING_SCHEMA = "provisioning/1"

JEOPARDY_CODES = ("O520", "O521", "O522", "O523", "O524", "O525", "O526", "O527", "O528")
"""What can put a confirmed date in danger; see the catalogue of answer codes."""


class NetworkEvent(StrEnum):
    """What can happen to a confirmed order in the network; also the AMQP `type` of the message."""

    COMPLETED = "completed"
    JEOPARDY = "jeopardy"
    RECOVERED = "recovered"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisioningHeader:
    """Which order it is about. `event_id` names this one happening: the same one sent again changes nothing."""

    event: NetworkEvent
    event_id: str
    order_number: str
    occurred_at: datetime
    schema: str = PROVISIONING_SCHEMA


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """The order was carried out on this day."""

    completed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Jeopardy:
    """The confirmed date is in danger. `code` is one of `JEOPARDY_CODES`, `due_date` a new date if there is one."""

    code: str
    text: str | None = None
    due_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """The order will be carried out after all, on `due_date` where it is another one."""

    due_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provisioning:
    """One message of the network's systems."""

    header: ProvisioningHeader
    detail: Completed | Jeopardy | Recovered
