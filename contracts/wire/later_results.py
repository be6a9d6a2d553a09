"""The shapes of what the transactions of later versions find; they have no dataclasses yet."""

from __future__ import annotations

from contracts.identifiers import ANSWER_CODE
from contracts.notification import OrderEvent
from contracts.results import Match, Verdict
from contracts.wire.containers import AnyObject, ListOf, MapOf, Part
from contracts.wire.fields import Choice, CodeName, Day, Flag, Said, Text, Timestamp, WholeNumber
from contracts.wire.results import (
    AlternativeShape,
    CentralOfficeShape,
    ServiceResultShape,
    StandardAddressShape,
    SwitchShape,
    ValidRangeShape,
    code_field,
    number_field,
)
from contracts.wire.shape import OpenShape

OPEN_STATES = ("received", "confirmed", "jeopardy")
STATES = (*OPEN_STATES, "rejected", "completed", "cancelled", "superseded")


class HeldNumberShape(OpenShape):
    """One number and its hold."""

    title = "held_number"
    builds = dict

    telephone_number = number_field()
    code = code_field("One of N300 to N311.")
    hold_token = Said("What extends, releases or orders it.")
    held_until = Timestamp("When the hold ends.")
    until = Day("The last day of what a number that is not held for you is doing.")


class HoldsResultShape(OpenShape):
    """Of `number.reserve`, `number.extend` and `number.release`."""

    title = "result.number.reserve"
    about = "The numbers and their holds."
    builds = dict

    numbers = ListOf(Part(HeldNumberShape), required=True)


class DueDatesResultShape(OpenShape):
    """Of `due_date.offer`."""

    title = "result.due_date.offer"
    about = "Working days that the interval and the office's capacity allow, and what was found about the address."
    builds = dict

    due_dates = ListOf(Day(), "First the earliest.", mnemonic="DD", required=True)
    interval = WholeNumber("The working days that the services take.")
    code = Text("One of A100 to A112.", pattern=ANSWER_CODE, form="a letter and 3 digits")
    match = Choice(Match, "How the address was found.")
    address = Part(StandardAddressShape, "As the file has it.")
    changed = ListOf(Said(), "The fields that were changed to find it.")
    verdicts = MapOf(Choice(Verdict), "By element of the address.")
    alternatives = ListOf(Part(AlternativeShape), "Best first.")
    valid_ranges = ListOf(Part(ValidRangeShape), "When the number is out of range.")
    central_office = Part(CentralOfficeShape, "What serves it.")
    rate_center = Said("Where its numbers come from.")
    switch = Part(SwitchShape, "The switch that the services share.")
    services = ListOf(Part(ServiceResultShape), "One per service that was named.")


class RecordedLineShape(OpenShape):
    """One service of a customer."""

    title = "recorded_line"
    builds = dict

    usoc = Said("The service.", required=True)
    features = ListOf(Said(), "Its features, as USOCs.", required=True)
    telephone_number = Said("Its number.")


class CustomerRecordResultShape(OpenShape):
    """Of `customer.record`."""

    title = "result.customer.record"
    about = "What the reseller's end user has."
    builds = dict

    address = Part(StandardAddressShape, required=True)
    services = ListOf(Said(), "USOCs of services and features.", required=True)
    numbers = ListOf(Said(), "Telephone numbers, the main one first.", required=True)
    open_orders = ListOf(Said(), "PONs.", required=True)
    lines = ListOf(Part(RecordedLineShape), "Which service works on which number, with its features.")
    central_office = Part(CentralOfficeShape)
    switch = Said("Its CLLI.")
    suspended = Flag("True while the services rest.")


class OrderResultShape(OpenShape):
    """Of `order.submit` and `order.supplement`."""

    title = "result.order.submit"
    about = "Confirmed (FOC), or rejected with errors."
    builds = dict

    status = CodeName(("confirmed", "rejected"), required=True)
    order_number = Said("The wholesaler's.", mnemonic="ORD")
    due_date = Day("The date that is confirmed.", mnemonic="DD")
    numbers = ListOf(Said(), "The numbers that are assigned.", mnemonic="TNS")
    central_office = Part(CentralOfficeShape)
    switch = Part(SwitchShape)


class ResendResultShape(OpenShape):
    """Of `notification.resend`."""

    title = "result.notification.resend"
    about = "How many notifications were sent again."
    builds = dict

    resent = WholeNumber(required=True)


class OrderHistoryShape(OpenShape):
    """One event of an order."""

    title = "order_history"
    builds = dict

    event = Choice(OrderEvent, required=True)
    sequence = WholeNumber(least=1, required=True)
    occurred_at = Timestamp(required=True)
    version = WholeNumber("The version that it happened to.", least=1, mnemonic="VER")
    detail = AnyObject("As in the notification.")


class OrderStandShape(OpenShape):
    """How one order stands."""

    title = "order_stand"
    builds = dict

    pon = Said(mnemonic="PON", required=True)
    version = WholeNumber("The current one.", least=1, mnemonic="VER", required=True)
    state = CodeName(STATES, required=True)
    order_number = Said("The wholesaler's, once it is confirmed.", mnemonic="ORD")
    due_date = Day("The date that is confirmed.", mnemonic="DD")
    in_force = WholeNumber("The version that is carried out, when a later one was rejected.", least=1, mnemonic="VER")
    history = ListOf(Part(OrderHistoryShape), required=True)


class OrderStatusResultShape(OpenShape):
    """Of `order.status`."""

    title = "result.order.status"
    about = "The current version, state and history of each order."
    builds = dict

    orders = ListOf(Part(OrderStandShape), required=True)
