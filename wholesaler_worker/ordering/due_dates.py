"""Which days an order can be due on: working days, the interval of its services, and what its office has room for.

Pure: who asks says what the office's days have.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from wholesaler_worker.changing.change import Rules

HORIZON: Final = timedelta(days=365)
"""Nothing is planned further ahead than this, counted from today."""

_SATURDAY: Final = 5


def interval_of(usocs: Iterable[str], rules: Rules) -> int:
    """The working days that these services take: the longest of their own; the wholesaler's usual ones for none."""
    return max((rules.intervals.get(usoc, rules.interval) for usoc in usocs), default=rules.interval)


def is_working_day(day: date, rules: Rules) -> bool:
    """Monday to Friday, but no holiday."""
    return day.weekday() < _SATURDAY and day not in rules.holidays


def _working_days(first: date, last: date, holidays: frozenset[date]) -> Iterator[date]:
    day = first
    while day <= last:
        if day.weekday() < _SATURDAY and day not in holidays:
            yield day
        if day == date.max:
            return
        day += timedelta(days=1)


def earliest_due_date(today: date, interval: int, rules: Rules) -> date | None:
    """The first working day that leaves `interval` working days from `today` on, today not counted.

    With an interval of 0 that is today, or the next working day when nobody works today. None when there is no such
    day within the horizon.
    """
    first = today + timedelta(days=1) if interval else today
    needed = max(interval, 1)
    days = first_working_days(first, today + HORIZON, needed, rules.holidays)
    return days[-1] if len(days) == needed else None


@lru_cache(maxsize=1024)
def first_working_days(first: date, last: date, quantity: int, holidays: frozenset[date]) -> tuple[date, ...]:
    """At most `quantity` working days from `first` to `last`; remembered, because all orders of a day ask the same."""
    return tuple(islice(_working_days(first, last, holidays), quantity))


def offered_dates(
    today: date,
    interval: int,
    quantity: int,
    rules: Rules,
    has_room: Callable[[date], bool],
    *,
    earliest: date | None = None,
) -> list[date]:
    """At most `quantity` days on which an order can be due, the first one first.

    They are working days, not before the interval is over nor before `earliest`, within the horizon, and `has_room` is
    asked of one after the other until there are enough.
    """
    first = earliest_due_date(today, interval, rules)
    if first is None:
        return []
    days = _working_days(max(first, earliest or first), today + HORIZON, rules.holidays)
    return list(islice(filter(has_room, days), quantity))
