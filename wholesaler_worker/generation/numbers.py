"""Makes the telephone numbers of a synthetic switch, in the mixture of states of a real inventory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesaler_worker.generation.chance import Weighted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wholesaler_worker.generation.chance import Chance
    from wholesaler_worker.generation.places import Office, Switch
    from wholesaler_worker.generation.ranges import Home

COLUMNS = ("telephone_number", "switch", "rate_center", "state", "until", "line", "city", "address_state", "zip")

_STATES = Weighted({"assigned": 55.0, "available": 35.0, "aging": 8.0, "restricted": 2.0})
_AGING_UNTIL = "2099-12-31"
"""So far away that the same file means the same for many years."""
_WITH_ADDRESS = 0.25
"""The part of the assigned numbers of which it is known where they work."""


def number_lines(chance: Chance, office: Office, switch: Switch, homes: Sequence[Home]) -> Iterator[list[str]]:
    """Yield the lines of numbers.csv of a switch, code by code."""
    left = switch.numbers
    for code in switch.npa_nxx:
        lines = []
        for number in range(min(left, 10_000)):
            state = chance.weighted(_STATES)
            where = ",,,"
            if state == "assigned" and chance.draw() < _WITH_ADDRESS and homes:
                where = ",".join(chance.one_of(homes))
            until = _AGING_UNTIL if state == "aging" else ""
            lines.append(f"{code}{number:04d},{switch.clli},{office.rate_center},{state},{until},{where}\n")
        left -= len(lines)
        yield lines
