"""Which switch of the office serves a segment: the lowest CLLI that offers all that was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from serviceability.offers import is_offered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from serviceability.offices import SwitchOffer


def choose_switch(
    switches: Sequence[SwitchOffer], services: Sequence[str], customer_class: str | None, today: str
) -> SwitchOffer | None:
    """Return the lowest CLLI among those that offer the most of `services`; None in an office without a switch.

    When no services are named, what is compared is everything that each switch offers to the class.
    """
    best: tuple[int, SwitchOffer] | None = None
    for switch in switches:
        asked = services or tuple(switch.offerings)
        count = sum(is_offered(switch, usoc, customer_class, today) for usoc in asked)
        if best is None or count > best[0]:
            best = count, switch
    return best[1] if best else None


def switch_of_code(switches: Sequence[SwitchOffer], npa_nxx: str) -> SwitchOffer | None:
    """Return the switch on which the NPA-NXX lives; None when it lives in another office."""
    return next((switch for switch in switches if npa_nxx in switch.npa_nxx), None)
