"""Numbers against the ranges of a street: which range holds one, which are valid on its side, which is nearest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from serviceability.days import in_force
from serviceability.streets import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from serviceability.house_numbers import HouseNumber
    from serviceability.streets import Street


def on_side(parity: str, number: int) -> bool:
    """True if `number` is on the side of the street that `parity` (O, E or B) names."""
    return parity == "B" or (parity == "O") == bool(number % 2)


def grid_prefix(span: Span) -> str:
    """Return the prefix of the range as house numbers are read: without spaces."""
    return span.prefix.replace(" ", "").upper() if span.prefix else ""


def holding(street: Street, house: HouseNumber, today: str) -> list[Span]:
    """Return the ranges of `street` that hold the whole of `house` (its end too) on its side, narrowest first."""
    number, end = house.number, house.through or house.number
    found = [
        span
        for span in [Span(*values) for values in street.ranges() if values[0] <= number and end <= values[1]]
        if on_side(span.parity, number)
        and (end == number or on_side(span.parity, end))
        and grid_prefix(span) == house.prefix
        and in_force(span, today)
    ]
    if len(found) > 1:
        found.sort(key=lambda span: (span.high - span.low, span))
    return found


def nearest_number(street: Street, house: HouseNumber, today: str) -> tuple[int, Span] | None:
    """Return the valid number of `street` nearest to `house`: in its block and on its side where there is one."""
    best: tuple[bool, bool, int, int, Span] | None = None
    number = house.number
    for values in street.ranges():
        if best and not (best[0] or best[1]) and (values[0] - number > best[2] or number - values[1] > best[2]):
            continue  # farther away, whatever its side
        span = Span(*values)
        if in_force(span, today):
            near = _nearest_in(span, number)
            candidate = (grid_prefix(span) != house.prefix, not on_side(span.parity, number), abs(near - number),
                         near, span)  # fmt: skip
            if best is None or candidate < best:
                best = candidate
    return (best[3], best[4]) if best else None


def _nearest_in(span: Span, number: int) -> int:
    near = min(max(number, span.low), span.high)
    if not on_side(span.parity, near):
        near += 1 if near < span.high else -1
    return near


def valid_spans(streets: Iterable[Street], number: int, today: str) -> list[tuple[Span, Street]]:
    """Return the ranges in force on the side of `number`, or on both sides when its side has none; lowest first."""
    all_of_them = list(_in_force(streets, today))
    side = [found for found in all_of_them if on_side(found[0].parity, number)]
    return sorted(side or all_of_them, key=lambda found: (found[0].low, found[0].high, found[0].parity,
                                                          found[1].place.zip, found[1].place.community))  # fmt: skip


def _in_force(streets: Iterable[Street], today: str) -> Iterator[tuple[Span, Street]]:
    for street in streets:
        for span in [Span(*values) for values in street.ranges()]:
            if in_force(span, today):
                yield span, street
