"""The due date of one order: why the one that is wanted is refused, or the first one that can be had; and its booking.

A day of an office is used up by an order that is confirmed for it, until the order goes to another day or is cancelled.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from contracts.answer_error import answer_error
from contracts.requests import Activity
from wholesaler_worker.ordering.due_dates import (
    HORIZON,
    earliest_due_date,
    first_working_days,
    interval_of,
    is_working_day,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from contracts.answer_error import AnswerError
    from wholesaler_worker.changing.books import Books, DayKey
    from wholesaler_worker.changing.change import Rules

DESIRED: Final = "/request/desired_due_date"
LOOK_AHEAD: Final = 10
"""Working days that are looked at for the first one with room; they are locked, so they are few."""
NEXT_OFFERED: Final = 3
_WEEKEND: Final = {5: "a Saturday", 6: "a Sunday"}

AT_ONCE: Final = frozenset({Activity.DISCONNECT, Activity.SUSPEND, Activity.RESTORE})
"""What is done in the switch alone: the same day, or the next working day."""


class DayNotRead(Exception):
    """The decision needs a day that was not asked of the records; what it builds upon came in the same batch."""


@dataclass(frozen=True, slots=True)
class Window:
    """What limits a due date: the day of the decision, the interval, and the terms."""

    today: date
    interval: int
    rules: Rules

    @property
    def earliest(self) -> date | None:
        """The first day that the interval allows."""
        return earliest_due_date(self.today, self.interval, self.rules)

    def looked_at(self, desired: date | None) -> tuple[date, ...]:
        """The days whose room may be asked for."""
        earliest = self.earliest
        if earliest is None:
            return ()
        return self.working_days_from(max(desired or earliest, earliest))

    def working_days_from(self, first: date) -> tuple[date, ...]:
        """As many as are looked at, within the horizon."""
        return first_working_days(first, self.today + HORIZON, LOOK_AHEAD, self.rules.holidays)


def window_of(activity: Activity, services: Iterable[str], today: date, rules: Rules) -> Window:
    """The window of an order, by its activity and its services and features."""
    return Window(today, 0 if activity in AT_ONCE else interval_of(services, rules), rules)


def due_day(
    desired: date | None, window: Window, has_room: Callable[[date], bool] | None
) -> tuple[date | None, list[AnswerError]]:
    """The due date, or what is wrong with the one that is wanted. `has_room` is None while the office is not known."""
    errors = [] if desired is None else [*_wrong(desired, window)]
    if errors or has_room is None:
        return None, errors
    if desired is not None and has_room(desired):
        return desired, []
    days = window.looked_at(desired)
    if desired is None and (first := next(filter(has_room, days), None)):
        return first, []
    return None, [_full(desired, days, [day for day in days if has_room(day)])]


def _wrong(desired: date, window: Window) -> Iterable[AnswerError]:
    """All that is wrong with a date, whatever the office has room for."""
    shown, earliest = desired.isoformat(), window.earliest
    if desired > window.today + HORIZON:
        last = window.today + HORIZON
        text = f"{shown} is too far ahead: nothing is planned after {last}."
        yield answer_error("D402", DESIRED, value=shown, text=text, hint=f"Use a date until {last}.")
        return
    is_past = desired < window.today
    if is_past or (window.interval and (earliest is None or desired < earliest)):
        why = "is in the past" if is_past else f"leaves less than {window.interval} working days"
        hint = f"The earliest date is {earliest}." if earliest else "Leave the date out."
        yield answer_error("D400", DESIRED, value=shown, text=f"{shown} {why}.", hint=hint)
    if not is_working_day(desired, window.rules):
        following = next(iter(window.working_days_from(max(desired, earliest or desired))), None)
        hint = f"The next working day is {following}." if following else "Use an earlier date."
        why = "a holiday" if desired in window.rules.holidays else _WEEKEND[desired.weekday()]
        yield answer_error("D401", DESIRED, value=shown, text=f"{shown} is {why}, no working day.", hint=hint)


def _full(desired: date | None, asked: Sequence[date], free: Sequence[date]) -> AnswerError:
    shown = None if desired is None else desired.isoformat()
    if free:
        hint = f"The next dates with room are {', '.join(str(day) for day in free[:NEXT_OFFERED])}."
    else:
        hint = "Ask due_date.offer which dates have room."
    if desired is not None:
        text = f"The office has no room left on {shown}."
    elif asked:
        text = f"The office has no room left from {asked[0]} to {asked[-1]}."
    else:
        text = "There is no working day within a year that the interval allows."
    return answer_error("D402", DESIRED, value=shown, text=text, hint=hint)


def room_in(books: Books, central_office: str, asked: set[DayKey]) -> Callable[[date], bool]:
    """Whether a day of an office has room for one more order; an office that the records do not have has none.

    The function raises `DayNotRead` for a day that is neither in the books nor was asked for.
    """

    def has_room(day: date) -> bool:
        key = central_office, day
        found = books.days.get(key)
        if found is None and key not in asked:
            raise DayNotRead(f"{day} of {central_office}")
        return found is not None and found.has_room

    return has_room


def book(books: Books, central_office: str, day: date, orders: int = 1) -> None:
    """Let `orders` more be due on a day; -1 gives one back. Raises `DayNotRead`."""
    key = central_office, day
    found = books.days.get(key)
    if found is None:
        raise DayNotRead(f"{day} of {central_office}")
    books.days.put(key, replace(found, booked=found.booked + orders))
