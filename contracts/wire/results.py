"""The shapes of what the first three transactions find; see `contracts.results`."""

from __future__ import annotations

from contracts import identifiers
from contracts.address import StandardAddress, Unit
from contracts.results import (
    AddressResult,
    Alternative,
    CentralOffice,
    Match,
    Nearest,
    NumberResult,
    NumberSearchResult,
    QualifyResult,
    Reason,
    ServiceResult,
    Switch,
    ValidRange,
    Verdict,
)
from contracts.wire.containers import ListOf, MapOf, Part
from contracts.wire.fields import Choice, CodeName, Day, Flag, Said, Share, Text, WholeNumber
from contracts.wire.shape import OpenShape


def code_field(about: str = "One of the catalogue.") -> Text:
    """Return a field for an answer code."""
    return Text(about, pattern=identifiers.ANSWER_CODE, form="a letter and 3 digits", required=True)


def office_field(about: str, *, required: bool = False) -> Text:
    """Return a field for the CLLI of a central office."""
    return Text(about, pattern=identifiers.OFFICE_CLLI, form="8 characters", mnemonic="CLLI", required=required)


def switch_field(about: str, *, required: bool = False) -> Text:
    """Return a field for the CLLI of a switch."""
    return Text(about, pattern=identifiers.SWITCH_CLLI, form="11 characters", mnemonic="CLLI", required=required)


def number_field(about: str = "", *, required: bool = True) -> Said:
    """Return a field for a number as it was asked about, valid or not."""
    return Said(about, mnemonic="TNS", required=required)


class StandardUnitShape(OpenShape):
    """See `contracts.address.Unit`."""

    title = "standard_unit"
    builds = Unit

    designator = Said(mnemonic="LD", required=True)
    value = Said(mnemonic="LV")


class StandardAddressShape(OpenShape):
    """See `contracts.address.StandardAddress`."""

    title = "standard_address"
    about = "An address of the address file, in the file's own spelling."
    builds = StandardAddress

    line = Said("Publication 28's single line.", required=True)
    prefix = Said(mnemonic="SAPR")
    number = Said(mnemonic="SANO", required=True)
    number_suffix = Said(mnemonic="SASF")
    pre_direction = Said(mnemonic="SASD")
    street = Said(mnemonic="SASN", required=True)
    street_type = Said(mnemonic="SATH")
    post_direction = Said(mnemonic="SASS")
    units = ListOf(Part(StandardUnitShape), mnemonic="LD/LV")
    city = Said(mnemonic="CITY")
    state = Said(mnemonic="STATE")
    zip = Said(mnemonic="ZIP")


class AlternativeShape(OpenShape):
    """See `contracts.results.Alternative`."""

    title = "alternative"
    about = "An address that could have been meant."
    builds = Alternative

    address = Part(StandardAddressShape, required=True)
    score = Share("How near it is: 0 to 1.", required=True)


class ValidRangeShape(OpenShape):
    """See `contracts.results.ValidRange`."""

    title = "valid_range"
    about = "Numbers that exist on a street."
    builds = ValidRange

    low = WholeNumber("The first.", required=True)
    high = WholeNumber("The last.", required=True)
    parity = CodeName(("O", "E", "B"), "Odd, even or both.", required=True)
    line = Said("The range as a person reads it.", required=True)
    zip = Said(mnemonic="ZIP")


class CentralOfficeShape(OpenShape):
    """See `contracts.results.CentralOffice`."""

    title = "central_office"
    builds = CentralOffice

    clli = office_field("The building.", required=True)
    name = Said("Its name.")


class SwitchShape(OpenShape):
    """See `contracts.results.Switch`."""

    title = "switch"
    builds = Switch

    clli = switch_field("The switch.", required=True)
    type = Said("Its type.", required=True)


class AddressResultShape(OpenShape):
    """See `contracts.results.AddressResult`."""

    title = "result.address.validate"
    about = "What was found about the address."
    builds = AddressResult

    code = code_field("One of A100 to A112.")
    match = Choice(Match, "How it was found.", required=True)
    address = Part(StandardAddressShape, "As the file has it.")
    changed = ListOf(Said(), "The fields that were changed to find it.", required=True)
    verdicts = MapOf(Choice(Verdict), "By element of the address.", required=True)
    alternatives = ListOf(Part(AlternativeShape), "Best first.", required=True)
    valid_ranges = ListOf(Part(ValidRangeShape), "When the number is out of range.")
    central_office = Part(CentralOfficeShape, "What serves it.")
    rate_center = Said("Where its numbers come from.")


class ReasonShape(OpenShape):
    """See `contracts.results.Reason`."""

    title = "reason"
    about = "One link of the chain address, central office, switch, feature."
    builds = Reason

    step = Said("What was looked for.", required=True)
    found = Said("What was found.", required=True)


class NearestShape(OpenShape):
    """See `contracts.results.Nearest`."""

    title = "nearest"
    about = "The nearest thing that would work."
    builds = Nearest

    usoc = Said("The service.", required=True)
    name = Said("Its name.", required=True)
    switch = Said("On this switch.")
    central_office = Said("In this office.")
    because = Said("Why it is the nearest.")


class ServiceResultShape(OpenShape):
    """See `contracts.results.ServiceResult`."""

    title = "service_result"
    about = "The verdict on one service."
    builds = ServiceResult

    usoc = Said("The service.", required=True)
    name = Said("Its name, when it is known.")
    available = Flag("Whether it can be ordered.", required=True)
    code = code_field("One of F200 to F207, or A111.")
    because = ListOf(Part(ReasonShape), "The chain that led there.", required=True)
    until = Day("When a passing state ends.")
    condition = Said("What must be met, with F201.")
    nearest = Part(NearestShape, "What would work instead.")


class QualifyResultShape(AddressResultShape):
    """See `contracts.results.QualifyResult`."""

    title = "result.service.qualify"
    about = "What was found about the address, and a verdict on each service."
    builds = QualifyResult

    switch = Part(SwitchShape, "The switch that the services share.")
    services = ListOf(Part(ServiceResultShape), "One per service.", required=True)


class NumberResultShape(OpenShape):
    """See `contracts.results.NumberResult`."""

    title = "number_result"
    about = "The verdict on one number."
    builds = NumberResult

    telephone_number = number_field(required=True)
    available = Flag("Whether it can be reserved.", required=True)
    code = code_field("One of N300 to N306.")
    until = Day("When its state ends.")


class NumberSearchResultShape(AddressResultShape):
    """See `contracts.results.NumberSearchResult`."""

    title = "result.number.search"
    about = "What was found about the address, and numbers of its rate center."
    builds = NumberSearchResult

    numbers = ListOf(Part(NumberResultShape), "What was found.", required=True)
    found = WholeNumber("How many are available.", required=True)
    asked = WholeNumber("How many were asked for.", required=True)
