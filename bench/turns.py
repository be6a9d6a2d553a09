"""Contestants take turns at the same work on the same broker, so that a noisy moment hits none of them alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

from bench.peer_installing import PeerMissing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.client import RoundTrips

_FIRST_LOOK = 100
"""Requests of the turn that warms a contestant up and tells how many it can do in its time."""
_LEAST = 100


@dataclass(slots=True)
class Contestant:
    """Who takes turns: `turn(requests, outstanding)` makes so many requests and times them."""

    name: str
    turn: Callable[[int, int], RoundTrips]
    taken: list[RoundTrips] = field(default_factory=list)
    failed: str = ""

    @property
    def rate(self) -> float:
        """Answers per second: the median of its turns."""
        return median(each.rate for each in self.taken)

    @property
    def p50_ms(self) -> float:
        """The median of its turns' medians, in milliseconds."""
        return median(each.p50_ms for each in self.taken)

    @property
    def p99_ms(self) -> float:
        """The median of its turns' 99th percentiles, in milliseconds."""
        return median(each.p99_ms for each in self.taken)


def take_turns(contestants: Sequence[Contestant], *, outstanding: int, rounds: int, seconds: float) -> None:
    """Give each contestant `rounds` turns of about `seconds`, in an order that is reversed after every round.

    A contestant that fails is noted as failed and takes no further turn.
    """
    requests = {
        each.name: max(_LEAST, 2 * outstanding, int(first.rate * seconds))
        for each in contestants
        if (first := _turn(each, max(_FIRST_LOOK, 2 * outstanding), outstanding))
    }
    for number in range(rounds):
        for each in contestants if number % 2 == 0 else reversed(contestants):
            if not each.failed and (taken := _turn(each, requests[each.name], outstanding)):
                each.taken.append(taken)


def ratio(one: Contestant, other: Contestant, value: Callable[[RoundTrips], float]) -> float:
    """The median over the rounds of `value` of one to that of the other in the same round."""
    pairs = zip(one.taken, other.taken, strict=True)
    return median(value(first) / value(second) for first, second in pairs)


def _turn(contestant: Contestant, requests: int, outstanding: int) -> RoundTrips | None:
    try:
        return contestant.turn(requests, outstanding)
    except PeerMissing as missing:
        contestant.failed = str(missing)
        return None
