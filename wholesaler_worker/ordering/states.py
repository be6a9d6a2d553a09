"""The life of a version of an order: which states follow which. The same moves stand in the records' `order_move`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from wholesaler_worker.changing.records import OrderState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wholesaler_worker.changing.records import Version

FOLLOWING: Final[Mapping[OrderState, frozenset[OrderState]]] = {
    OrderState.RECEIVED: frozenset({OrderState.CONFIRMED, OrderState.REJECTED, OrderState.SUPERSEDED}),
    OrderState.CONFIRMED: frozenset(
        {OrderState.JEOPARDY, OrderState.COMPLETED, OrderState.CANCELLED, OrderState.SUPERSEDED}
    ),
    OrderState.JEOPARDY: frozenset(
        {OrderState.CONFIRMED, OrderState.COMPLETED, OrderState.CANCELLED, OrderState.SUPERSEDED}
    ),
    OrderState.REJECTED: frozenset(),
    OrderState.COMPLETED: frozenset(),
    OrderState.CANCELLED: frozenset(),
    OrderState.SUPERSEDED: frozenset(),
}
"""By state, those that a version can go to from there; from an end to none."""

UNDER_WAY: Final = frozenset({OrderState.CONFIRMED, OrderState.JEOPARDY})
"""What was confirmed and is not carried out yet."""


class IllegalMove(Exception):
    """A version cannot go from its state to that one: what was to bring it about must not happen."""

    def __init__(self, version: Version, to: OrderState) -> None:
        super().__init__(
            f"version {version.version} of {version.pon} is {version.state.value} and cannot become {to.value}"
        )


def moved(version: Version, to: OrderState) -> Version:
    """The version in another state. Raises `IllegalMove`."""
    if to not in FOLLOWING[version.state]:
        raise IllegalMove(version, to)
    return replace(version, state=to)
