"""A synthetic inventory of telephone numbers on the switches: real NPA-NXX, lines by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from demo.network import Office

LINES_PER_CODE = 100

_STATES = {3: "assigned", 5: "aging", 7: "restricted"}
"""The state of a line by the remainder of its number; every other line is available."""


def numbers_of(office: Office, *, aging_until: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield (telephone number, switch, rate center, state, until) for the lines of `office`.

    `aging_until` is the ISO date until which the aging ones rest.
    """
    for switch in office.switches:
        for code in switch.npa_nxx:
            for line in range(LINES_PER_CODE):
                state = _STATES.get(line % 10, "available")
                until = aging_until if state == "aging" else ""
                yield f"{code}{line:04d}", switch.clli, office.rate_center, state, until
