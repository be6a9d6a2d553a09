"""What one switch says about one service for one class of customer on one day."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from serviceability.days import in_force

if TYPE_CHECKING:
    from collections.abc import Sequence

    from serviceability.offices import Offering, SwitchOffer


class State(Enum):
    """The state of a service on a switch, for a class and a day."""

    AVAILABLE = "available"
    CONDITIONAL = "conditional"
    PASSING = "not before a day"
    UNAVAILABLE = "unavailable"
    OTHER_CLASS = "for another class"
    ABSENT = "not there"


class Offer(NamedTuple):
    """A state with the feature row that it comes from; `until` is the last day of a state that passes."""

    state: State
    offering: Offering | None = None
    until: date | None = None

    @property
    def can_be_ordered(self) -> bool:
        """True if it is available, with a condition or without."""
        return self.state in (State.AVAILABLE, State.CONDITIONAL)


_BY_STATUS = {"available": State.AVAILABLE, "conditional": State.CONDITIONAL}


def offer_of(switch: SwitchOffer, usoc: str, customer_class: str | None, today: str) -> Offer:
    """Return what `switch` offers of `usoc`; the class None fits every row.

    Of several rows in force the one that says the most for the customer counts: available before conditional before
    unavailable. A row that begins later makes the state a passing one.
    """
    rows = switch.offerings.get(usoc, ())
    if not rows:
        return Offer(State.ABSENT)
    fitting = [row for row in rows if customer_class is None or row.customer_class in ("both", customer_class)]
    if not fitting:
        return Offer(State.OTHER_CLASS, rows[0])
    now = [row for row in fitting if in_force(row, today)]
    for status, state in _BY_STATUS.items():
        for row in now:
            if row.status == status:
                return Offer(state, row, _day(row.valid_to))
    return _not_now(fitting, now, today)


def is_offered(switch: SwitchOffer, usoc: str, customer_class: str | None, today: str) -> bool:
    """True if `usoc` can be ordered on `switch`."""
    return offer_of(switch, usoc, customer_class, today).can_be_ordered


def _not_now(fitting: Sequence[Offering], now: Sequence[Offering], today: str) -> Offer:
    coming = sorted(row.valid_from for row in fitting if row.valid_from > today and row.status != "unavailable")
    ending = sorted(row.valid_to for row in now if row.valid_to)
    row = now[0] if now else fitting[0]
    if coming:
        return Offer(State.PASSING, row, date.fromisoformat(coming[0]))
    if ending:
        return Offer(State.PASSING, row, date.fromisoformat(ending[-1]))
    return Offer(State.UNAVAILABLE if now else State.ABSENT, row)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
