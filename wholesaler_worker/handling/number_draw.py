"""Finds free numbers for searches that name none: random ones, runs, and patterns."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING

from contracts.requests import NumberKind
from wholesaler_worker.handling.number_verdict import available

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wholesaler_worker.db.numbers import InventoryNumber
    from wholesaler_worker.handling.desk import Desk
    from wholesaler_worker.handling.number_search import Search

LARGEST_DRAW = 10_000
"""The most numbers that one statement draws, whatever a batch asks for."""


def draw_numbers(searches: Sequence[Search], desk: Desk) -> None:
    """Answer each search; all random ones of one rate center share a draw, so that clerks see different numbers."""
    random: defaultdict[str, list[Search]] = defaultdict(list)
    for search in searches:
        center = search.place.rate_center
        if not center:
            with desk.guarded(search.question):
                search.answer(())
        elif search.request.kind is NumberKind.RANDOM:
            random[center].append(search)
        else:
            with desk.guarded(search.question):
                search.answer([available(number) for number in _found(search, center, desk)])
    for center, together in random.items():
        desk.ask_together(together, partial(_share_out, center=center, desk=desk), attrgetter("question"))


def _found(search: Search, center: str, desk: Desk) -> list[InventoryNumber]:
    request = search.request
    if request.kind is NumberKind.SEQUENTIAL:
        return desk.numbers.sequential(center, request.quantity)
    return desk.numbers.pattern(center, request.pattern or "", request.quantity)


def _share_out(searches: Sequence[Search], center: str, desk: Desk) -> None:
    """Deal the drawn numbers round; when they do not suffice for all, they are shown to several: none is held yet."""
    wanted = sum(search.request.quantity for search in searches)
    drawn = [available(number) for number in desk.numbers.random(center, min(wanted, LARGEST_DRAW))]
    place = 0
    for search in searches:
        quantity = min(search.request.quantity, len(drawn))
        search.answer([drawn[(place + n) % len(drawn)] for n in range(quantity)])
        place += quantity
