"""The nearest thing that would work for a service that cannot be had: another service, switch or office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA, JaroWinkler

from contracts.results import Nearest
from serviceability.offers import is_offered, offer_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from serviceability.offices import SwitchOffer
    from serviceability.reference_index import ReferenceIndex

LEAST_NAME_LIKENESS = 0.6


def nearest_switch(
    index: ReferenceIndex, office: str, chosen: SwitchOffer | None, usoc: str, customer_class: str | None, today: str
) -> Nearest | None:
    """Return the switch that has `usoc`: in the same office, else in the office whose CLLI is most alike."""
    for switch in index.office(office):
        if switch is not chosen and is_offered(switch, usoc, customer_class, today):
            return _at(index, switch, office, usoc, f"Switch {switch.clli} of the same office offers it.")
    for other in _offices_by_nearness(index, office):
        for switch in index.office(other):
            if is_offered(switch, usoc, customer_class, today):
                return _at(index, switch, other, usoc, f"Office {other} offers it, on switch {switch.clli}.")
    return None


def nearest_service(
    switch: SwitchOffer, usoc: str, name: str, customer_class: str | None, today: str
) -> Nearest | None:
    """Return the service of `switch` that can be ordered and is most like the one named: by its name, then its code."""
    best: tuple[float, str, str] | None = None
    for other in switch.offerings:
        offer = offer_of(switch, other, customer_class, today)
        if other == usoc or not offer.can_be_ordered or offer.offering is None:
            continue
        by_code = OSA.normalized_similarity(usoc, other)
        by_name = JaroWinkler.normalized_similarity(name.lower(), offer.offering.name.lower()) if name else by_code
        candidate = (-round(max(by_name, by_code if not name else 0.0), 6), other, offer.offering.name)
        if best is None or candidate < best:
            best = candidate
    if best is None or -best[0] < LEAST_NAME_LIKENESS:
        return None
    because = f"{best[2]} ({best[1]}) can be ordered on switch {switch.clli}."
    return Nearest(usoc=best[1], name=best[2], switch=switch.clli, because=because)


def _at(index: ReferenceIndex, switch: SwitchOffer, office: str, usoc: str, because: str) -> Nearest:
    name = index.usocs.get(usoc, usoc)
    return Nearest(usoc=usoc, name=name, switch=switch.clli, central_office=office, because=because)


def _offices_by_nearness(index: ReferenceIndex, office: str) -> Sequence[str]:
    """Same place, then same state, then the rest, each by CLLI: a CLLI begins with place and state."""
    others = [other for other in index.office_names() if other != office]
    return sorted(others, key=lambda other: (other[:6] != office[:6], other[4:6] != office[4:6], other))
