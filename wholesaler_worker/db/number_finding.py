"""Finds available numbers of a pattern, within milliseconds however many of them there are; nothing is locked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wholesaler_worker.db.number_patterns import NumberPattern

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Row = tuple[Any, ...]
    Ask = Callable[[str, Mapping[str, object]], list[Row]]


def rows_like(ask: Ask, rate_center: str, pattern: str, quantity: int, readings: tuple[int, int]) -> list[Row]:
    """At most `quantity` rows of `numbers.sql`, lowest number first; `ask` runs one of its statements.

    `readings` are how many numbers it reads at first, and at most. They are the lowest ones that fit, except where more
    than it reads at most end as the pattern does.
    """
    first, longest = readings
    wanted = NumberPattern(pattern)
    asked: dict[str, object] = {"rate_center": rate_center, "quantity": quantity, **wanted.bounds}
    found = ask("numbers_like_in_order", {**asked, "reading": first})
    if len(found) >= quantity:
        return found
    asked["reading"] = longest
    if ends := wanted.ends:
        (_, _, read, *_), *rows = ask("numbers_like_from_the_end", {**asked, "ends": ends})
        if int(read) < longest or len(rows) >= quantity:
            return rows
    return ask("numbers_like_in_order", asked)
