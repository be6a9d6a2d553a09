"""What a segment asks for in the transactions that change something."""

from __future__ import annotations

from contracts import identifiers
from contracts.requests import (
    MAX_QUANTITY,
    MAX_SERVICES,
    Activity,
    NumberExtend,
    NumberKind,
    NumberRelease,
    NumberReserve,
    OrderLine,
    OrderSubmit,
    OrderSupplement,
    SupplementKind,
)
from contracts.wire.containers import ListOf, Part
from contracts.wire.fields import Choice, Day, Text, WholeNumber
from contracts.wire.inquiries import AuthorityShape, number_pattern_field, pon_field, telephone_number_field, usoc_field
from contracts.wire.rules import ExactlyOne, With
from contracts.wire.shape import RuledShape, Shape

MAX_HOLD_MINUTES = 30 * 24 * 60
MAX_VERSION = 999
MAX_LINES = 200
MAX_REMARKS = 500


def hold_minutes_field() -> WholeNumber:
    """Return a field for the length of a hold."""
    return WholeNumber("How long to hold; the wholesaler's own time if not given.", least=1, most=MAX_HOLD_MINUTES)


def hold_token_field() -> Text:
    """Return a field for what a reservation's answer gave."""
    return Text("The token of a hold.", pattern=identifiers.HOLD_TOKEN, form="the token of the reservation's answer")


def hold_tokens_field() -> ListOf:
    """Return a field for several of them."""
    return ListOf(hold_token_field(), "The tokens of holds.", least=1, most=MAX_QUANTITY, required=True)


def version_field() -> WholeNumber:
    """Return a field for the version of a purchase order."""
    return WholeNumber("The version of the purchase order.", least=1, most=MAX_VERSION, mnemonic="VER")


def due_date_field() -> Day:
    """Return a field for the date that the reseller wants."""
    return Day("The desired due date.", mnemonic="DDD")


def authority_field() -> Part:
    """Return a field for the end user's consent."""
    return Part(AuthorityShape, "The end user's consent to a conversion.")


def remarks_field() -> Text:
    """Return a field for what a person wants to say."""
    return Text("For the people who read the order.", most=MAX_REMARKS, mnemonic="REMARKS")


class NumberReserveShape(RuledShape):
    """See `contracts.requests.NumberReserve`."""

    title = "number.reserve"
    about = "Hold these numbers, or so many of a kind."
    builds = NumberReserve
    rules = (
        ExactlyOne(("telephone_numbers", "kind")),
        With("kind", needs=("quantity",)),
        With("kind", ("pattern",), needs=("pattern",)),
        With("kind", ("random", "sequential"), excludes=("pattern",)),
        With("telephone_numbers", excludes=("quantity", "pattern")),
    )

    telephone_numbers = ListOf(telephone_number_field(), "The numbers to hold.", least=1, most=MAX_QUANTITY)
    kind = Choice(
        (NumberKind.RANDOM, NumberKind.SEQUENTIAL, NumberKind.PATTERN), "How numbers are chosen when none are named."
    )
    pattern = number_pattern_field()
    quantity = WholeNumber("How many of the kind.", least=1, most=MAX_QUANTITY)
    hold_minutes = hold_minutes_field()


class NumberExtendShape(Shape):
    """See `contracts.requests.NumberExtend`."""

    title = "number.extend"
    about = "Hold longer what these tokens hold."
    builds = NumberExtend

    hold_tokens = hold_tokens_field()
    hold_minutes = hold_minutes_field()


class NumberReleaseShape(Shape):
    """See `contracts.requests.NumberRelease`."""

    title = "number.release"
    about = "Give back what these tokens hold."
    builds = NumberRelease

    hold_tokens = hold_tokens_field()


class OrderLineShape(Shape):
    """See `contracts.requests.OrderLine`."""

    title = "order_line"
    about = "One service of an order."
    builds = OrderLine

    usoc = usoc_field("The service.", required=True)
    features = ListOf(usoc_field(), "Its features, as USOCs.", most=MAX_SERVICES)
    telephone_number = telephone_number_field("Its number.")
    hold_token = hold_token_field()


class OrderSubmitShape(RuledShape):
    """See `contracts.requests.OrderSubmit`."""

    title = "order.submit"
    about = "A purchase order."
    builds = OrderSubmit
    rules = (With("activity", ("N", "C", "T", "V"), needs=("lines",)),)

    pon = pon_field()
    activity = Choice(
        Activity,
        "N new, C change, D disconnect, T move, V conversion as specified, W conversion as is, S suspend, B restore.",
        mnemonic="ACT",
        required=True,
    )
    version = version_field()
    desired_due_date = due_date_field()
    lines = ListOf(Part(OrderLineShape), "The services.", least=1, most=MAX_LINES)
    authority = authority_field()
    remarks = remarks_field()


class OrderSupplementShape(RuledShape):
    """See `contracts.requests.OrderSupplement`."""

    title = "order.supplement"
    about = "A change to a purchase order that was sent before."
    builds = OrderSupplement
    rules = (
        With("supplement", ("1",), excludes=("activity", "desired_due_date", "lines", "authority")),
        With("supplement", ("2",), needs=("desired_due_date",), excludes=("activity", "lines", "authority")),
        With("supplement", ("3",), needs=("activity",)),
    )

    pon = pon_field()
    version = WholeNumber("The next version.", least=2, most=MAX_VERSION, mnemonic="VER", required=True)
    supplement = Choice(SupplementKind, "1 cancel, 2 new due date, 3 other.", mnemonic="SUP", required=True)
    activity = Choice(Activity, "As in order.submit; with 3.", mnemonic="ACT")
    desired_due_date = due_date_field()
    lines = ListOf(Part(OrderLineShape), "The whole new content; with 3.", least=1, most=MAX_LINES)
    authority = authority_field()
    remarks = remarks_field()
