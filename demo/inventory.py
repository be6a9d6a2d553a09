"""A synthetic inventory of telephone numbers: real NPA-NXX, lines by rule, assigned ones at real addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from demo.network import Office
    from demo.points import Point

LINES_PER_CODE = 100

_STATES = {3: "assigned", 5: "aging", 7: "restricted"}
"""The state of a line by the remainder of its number; every other line is available."""


COLUMNS = ("telephone_number", "switch", "rate_center", "state", "until", "line", "city", "address_state", "zip")


def numbers_of(office: Office, points: Iterable[Point], *, aging_until: str) -> Iterator[tuple[str, ...]]:
    """Yield a row of `COLUMNS` for each line of `office`; assigned ones work at `points`, one each, while they last.

    `aging_until` is the ISO date until which the aging ones rest.
    """
    homes = iter(points)
    for switch in office.switches:
        for code in switch.npa_nxx:
            for line in range(LINES_PER_CODE):
                state = _STATES.get(line % 10, "available")
                until = aging_until if state == "aging" else ""
                home = next(homes, None) if state == "assigned" else None
                where = (f"{home.number} {home.street}", home.city, home.state, home.zip[:5]) if home else ("",) * 4
                yield f"{code}{line:04d}", switch.clli, office.rate_center, state, until, *where
