"""From a found address to its services: office, one switch, a verdict with its reasons on each service."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from contracts.results import Nearest, Reason, ServiceResult, Switch
from serviceability.nearest import nearest_service, nearest_switch
from serviceability.offers import Offer, State, offer_of
from serviceability.service_rules import Broken, broken_rules, offered_services
from serviceability.switch_choice import choose_switch, switch_of_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contracts.results import AddressResult
    from serviceability.offices import SwitchOffer
    from serviceability.reference_index import ReferenceIndex

_CODES = {
    State.AVAILABLE: "F200",
    State.CONDITIONAL: "F201",
    State.PASSING: "F206",
    State.UNAVAILABLE: "F202",
    State.ABSENT: "F202",
    State.OTHER_CLASS: "F204",
}


MOST_ANSWERS = 2048
"""So many answers of offices are kept: few questions are asked of an office again and again."""


class Asking(NamedTuple):
    """What is asked of an office: for whom, on which day, and with the NPA-NXX of a number that fixes the switch."""

    services: tuple[str, ...]
    customer_class: str | None
    today: str
    npa_nxx: str | None


class Services(NamedTuple):
    """The switch, and a verdict on each service."""

    switch: Switch | None
    services: tuple[ServiceResult, ...]


def qualify_services(index: ReferenceIndex, address: AddressResult, asking: Asking) -> Services:
    """Decide the services of an address that was found; each of them is answered once, in the order asked."""
    at = Reason("address", f"{address.address.line if address.address else ''}: {address.code}")
    office = address.central_office.clli if address.central_office else None
    question = office, address.rate_center, asking
    answer = index.answers_of_offices.get(question)
    if answer is None:
        if len(index.answers_of_offices) >= MOST_ANSWERS:
            index.answers_of_offices.clear()
        answer = _answer_of_office(index, *question)
        index.answers_of_offices[question] = answer
    return Services(answer.switch, tuple([_reached_from(at, service) for service in answer.services]))


def _reached_from(at: Reason, service: ServiceResult) -> ServiceResult:
    """Return the office's verdict with the address as the first of its reasons."""
    return ServiceResult(
        usoc=service.usoc,
        name=service.name,
        available=service.available,
        code=service.code,
        because=(at, *service.because),
        until=service.until,
        condition=service.condition,
        nearest=service.nearest,
    )


def _answer_of_office(index: ReferenceIndex, office: str | None, rate_center: str | None, asking: Asking) -> Services:
    if office is None:
        because = (Reason("central office", "No central office serves this address."),)
        return Services(None, tuple(
            ServiceResult(usoc=usoc, name=index.usocs.get(usoc), available=False, code="A111", because=because)
            for usoc in asking.services
        ))  # fmt: skip
    switch, why = _switch(index.office(office), asking)
    chain = (
        Reason("central office", f"{office}, rate center {rate_center or 'not named'}"),
        Reason("switch", why),
    )
    if switch is None:
        return Services(None, tuple(_without_switch(index, usoc, office, chain, asking) for usoc in asking.services))
    services = asking.services or offered_services(switch, asking.customer_class, asking.today)
    broken = broken_rules(switch, services, asking.customer_class, asking.today) if asking.services else {}
    verdicts = tuple(_verdict(index, switch, usoc, office, chain, asking, broken.get(usoc)) for usoc in services)
    return Services(Switch(switch.clli, switch.type), verdicts)


def _switch(switches: Sequence[SwitchOffer], asking: Asking) -> tuple[SwitchOffer | None, str]:
    if not switches:
        return None, "No switch of this office is in the feature file."
    if asking.npa_nxx:
        code = asking.npa_nxx
        switch = switch_of_code(switches, code)
        if switch is None:
            return None, f"NPA-NXX {code} lives on no switch of this office."
        return switch, f"{switch.clli}, {switch.type}: NPA-NXX {code} lives on it"
    chosen = choose_switch(switches, asking.services, asking.customer_class, asking.today)
    return chosen, f"{chosen.clli}, {chosen.type}" if chosen else ""


def _without_switch(
    index: ReferenceIndex, usoc: str, office: str, chain: tuple[Reason, ...], asking: Asking
) -> ServiceResult:
    name = index.usocs.get(usoc)
    if name is None:
        return _unknown(usoc, chain, None)
    nearest = nearest_switch(index, office, None, usoc, asking.customer_class, asking.today)
    return ServiceResult(usoc=usoc, name=name, available=False, code="F202", because=chain, nearest=nearest)


def _unknown(usoc: str, chain: tuple[Reason, ...], nearest: Nearest | None) -> ServiceResult:
    because = (*chain, Reason("feature", f"USOC {usoc} is in no row of the feature file."))
    return ServiceResult(usoc=usoc, available=False, code="F203", because=because, nearest=nearest)


def _verdict(
    index: ReferenceIndex,
    switch: SwitchOffer,
    usoc: str,
    office: str,
    chain: tuple[Reason, ...],
    asking: Asking,
    broken: Broken | None,
) -> ServiceResult:
    name = index.usocs.get(usoc)
    sold_to, today = asking.customer_class, asking.today
    if name is None:
        return _unknown(usoc, chain, nearest_service(switch, usoc, "", sold_to, today))
    offer = offer_of(switch, usoc, sold_to, today)
    code = _CODES[offer.state]
    if broken:
        code = "F205"
    available = offer.can_be_ordered and not broken
    nearest = None
    if broken:
        nearest = _instead(index, switch, broken, sold_to, today)
    elif code in ("F202", "F206"):
        nearest = nearest_switch(index, office, switch, usoc, sold_to, today) or nearest_service(
            switch, usoc, name, sold_to, today
        )
    elif code == "F204":
        nearest = nearest_service(switch, usoc, name, sold_to, today)
    return ServiceResult(
        usoc=usoc,
        name=name,
        available=available,
        code=code,
        because=(*chain, Reason("feature", _feature_text(usoc, name, offer, asking, broken))),
        until=offer.until,
        condition=(offer.offering.condition or None) if offer.offering and offer.state is State.CONDITIONAL else None,
        nearest=nearest,
    )


def _instead(
    index: ReferenceIndex, switch: SwitchOffer, broken: Broken, sold_to: str | None, today: str
) -> Nearest | None:
    """What makes the combination work: the missing prerequisite, where this switch has it."""
    for usoc in broken.missing:
        if offer_of(switch, usoc, sold_to, today).can_be_ordered:
            name = index.usocs.get(usoc, usoc)
            return Nearest(usoc=usoc, name=name, switch=switch.clli, because=f"Order {name} ({usoc}) with it.")
    return None


def _feature_text(usoc: str, name: str, offer: Offer, asking: Asking, broken: Broken | None) -> str:
    what = f"{name} ({usoc})"
    if broken:
        missing = f"requires {', '.join(broken.missing)}" if broken.missing else ""
        conflict = f"cannot be combined with {', '.join(broken.conflicts)}" if broken.conflicts else ""
        return f"{what} {' and '.join(filter(None, (missing, conflict)))}."
    offering = offer.offering
    until = f" until {offer.until.isoformat()}" if offer.until else ""
    texts = {
        State.AVAILABLE: f"{what} is available{until}.",
        State.CONDITIONAL: f"{what} is available{until} with a condition: {offering.condition if offering else ''}.",
        State.PASSING: f"{what} is not available{until}{_why(offer)}.",
        State.UNAVAILABLE: f"{what} is not available on this switch{_why(offer)}.",
        State.ABSENT: f"{what} is not on this switch.",
        State.OTHER_CLASS: f"{what} is not sold to {asking.customer_class}, only to {_class(offer)}.",
    }
    return texts[offer.state]


def _why(offer: Offer) -> str:
    return f" ({offer.offering.condition})" if offer.offering and offer.offering.condition else ""


def _class(offer: Offer) -> str:
    return offer.offering.customer_class if offer.offering else ""
