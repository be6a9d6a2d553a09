"""What asked services say about one another: what one requires, and what it excludes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from serviceability.offers import offer_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from serviceability.offers import Offer
    from serviceability.offices import SwitchOffer


class Broken(NamedTuple):
    """A rule that the asked services break: what is `missing`, or what `conflicts`; USOCs, sorted."""

    missing: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()


def broken_rules(
    switch: SwitchOffer, services: Sequence[str], customer_class: str | None, today: str
) -> dict[str, Broken]:
    """Return by USOC the rules that `services`, ordered together on `switch`, break.

    A conflict is said on both sides, whichever of them names it; a prerequisite that is asked but cannot be ordered
    counts as missing.
    """
    offers = {usoc: offer_of(switch, usoc, customer_class, today) for usoc in services}
    usable = {usoc for usoc, offer in offers.items() if offer.can_be_ordered}
    conflicts: dict[str, set[str]] = {}
    missing: dict[str, set[str]] = {}
    for usoc in usable:
        offering = offers[usoc].offering
        if offering is None:
            continue
        for other in set(offering.excludes) & usable - {usoc}:
            conflicts.setdefault(usoc, set()).add(other)
            conflicts.setdefault(other, set()).add(usoc)
        lacking = set(offering.requires) - usable - {usoc}
        if lacking:
            missing[usoc] = lacking
    return {
        usoc: Broken(tuple(sorted(missing.get(usoc, ()))), tuple(sorted(conflicts.get(usoc, ()))))
        for usoc in sorted({*missing, *conflicts})
    }


def offered_services(switch: SwitchOffer, customer_class: str | None, today: str) -> tuple[str, ...]:
    """Return what `switch` offers to the class today, by USOC; the answer to a question that names no service."""
    offers: dict[str, Offer] = {usoc: offer_of(switch, usoc, customer_class, today) for usoc in switch.offerings}
    return tuple(sorted(usoc for usoc, offer in offers.items() if offer.can_be_ordered))
