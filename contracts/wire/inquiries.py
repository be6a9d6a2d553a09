"""What a segment asks for in the transactions that change nothing."""

from __future__ import annotations

from contracts import identifiers
from contracts.requests import (
    MAX_ALTERNATIVES,
    MAX_QUANTITY,
    MAX_SERVICES,
    AddressValidate,
    Authority,
    CustomerRecord,
    DueDateOffer,
    NotificationResend,
    NumberKind,
    NumberSearch,
    OrderStatus,
    ServiceQualify,
)
from contracts.wire.containers import ListOf, Part
from contracts.wire.fields import Choice, Day, Text, WholeNumber
from contracts.wire.rules import NotBelow, With
from contracts.wire.shape import RuledShape, Shape

MAX_PONS = 100
MAX_SEQUENCE = 1_000_000


def usoc_field(about: str = "", *, required: bool = False) -> Text:
    """Return a field for the code of a service or feature."""
    return Text(
        about, pattern=identifiers.USOC, form="3 or 5 of A-Z 1-9 without I and 0", mnemonic="FEATURE", required=required
    )


def services_field() -> ListOf:
    """Return a field for the services that are asked about."""
    return ListOf(usoc_field(), "USOCs; none means all that is offered.", most=MAX_SERVICES)


def telephone_number_field(about: str = "", *, required: bool = False) -> Text:
    """Return a field for one telephone number."""
    return Text(about, pattern=identifiers.TELEPHONE_NUMBER, form="10 digits", mnemonic="TNS", required=required)


def number_pattern_field() -> Text:
    """Return a field for a pattern of numbers."""
    form = "10 digits and dots, such as 415555..22"
    return Text("A dot stands for any digit.", pattern=identifiers.NUMBER_PATTERN, form=form)


def pon_field(*, required: bool = True) -> Text:
    """Return a field for a purchase order number."""
    form = "1 to 25 of A-Z a-z 0-9 . # _ -"
    return Text("The purchase order number.", pattern=identifiers.PON, form=form, mnemonic="PON", required=required)


class AddressValidateShape(Shape):
    """See `contracts.requests.AddressValidate`."""

    title = "address.validate"
    about = "Is this address real, and if not, what could have been meant?"
    builds = AddressValidate

    alternatives = WholeNumber("The most alternatives wanted; 5 if not given.", most=MAX_ALTERNATIVES)


class ServiceQualifyShape(Shape):
    """See `contracts.requests.ServiceQualify`."""

    title = "service.qualify"
    about = "Which of these services can be had at the address?"
    builds = ServiceQualify

    services = services_field()


class NumberSearchShape(RuledShape):
    """See `contracts.requests.NumberSearch`."""

    title = "number.search"
    about = "Which numbers are free for the address?"
    builds = NumberSearch
    rules = (
        With("kind", ("specific",), needs=("telephone_number",), excludes=("pattern",)),
        With("kind", ("pattern",), needs=("pattern",), excludes=("telephone_number",)),
        With("kind", ("random", "sequential"), excludes=("telephone_number", "pattern")),
    )

    kind = Choice(NumberKind, "How numbers are chosen.", required=True)
    telephone_number = telephone_number_field("The number asked for, with kind specific.")
    pattern = number_pattern_field()
    quantity = WholeNumber("How many; 1 if not given.", least=1, most=MAX_QUANTITY)


class DueDateOfferShape(Shape):
    """See `contracts.requests.DueDateOffer`."""

    title = "due_date.offer"
    about = "Which dates are free for these services?"
    builds = DueDateOffer

    services = services_field()
    earliest = Day("The first date wanted.")
    quantity = WholeNumber("How many; 5 if not given.", least=1, most=MAX_QUANTITY)


class AuthorityShape(Shape):
    """See `contracts.requests.Authority`."""

    title = "authority"
    about = "The end user's consent: that a customer record is read, or goes over to another reseller."
    builds = Authority

    name = Text("Who gave it.", least=1, most=60, mnemonic="AGAUTH", required=True)
    date = Day("When it was given.", mnemonic="DATED", required=True)


class CustomerRecordShape(Shape):
    """See `contracts.requests.CustomerRecord`."""

    title = "customer.record"
    about = "What does the end user behind this number have?"
    builds = CustomerRecord

    telephone_number = telephone_number_field("The end user's number.", required=True)
    authority = Part(AuthorityShape, "The consent.", required=True)


class NotificationResendShape(RuledShape):
    """See `contracts.requests.NotificationResend`."""

    title = "notification.resend"
    about = "Send the notifications of a purchase order again."
    builds = NotificationResend
    rules = (NotBelow("from", "to"),)

    pon = pon_field()
    from_sequence = WholeNumber("The first wanted.", name="from", least=1, most=MAX_SEQUENCE, required=True)
    to_sequence = WholeNumber("The last wanted.", name="to", least=1, most=MAX_SEQUENCE, required=True)


class OrderStatusShape(Shape):
    """See `contracts.requests.OrderStatus`."""

    title = "order.status"
    about = "How do these purchase orders stand?"
    builds = OrderStatus

    pons = ListOf(pon_field(required=False), "Purchase order numbers; none means all that are open.", most=MAX_PONS)
