"""The shapes of what the transactions of later versions find; they have no dataclasses yet."""

from __future__ import annotations

from contracts.notification import OrderEvent
from contracts.wire.containers import ListOf, Part
from contracts.wire.fields import Choice, CodeName, Day, Said, Timestamp, WholeNumber
from contracts.wire.results import (
    CentralOfficeShape,
    StandardAddressShape,
    SwitchShape,
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


class HoldsResultShape(OpenShape):
    """Of `number.reserve`, `number.extend` and `number.release`."""

    title = "result.number.reserve"
    about = "The numbers and their holds."
    builds = dict

    numbers = ListOf(Part(HeldNumberShape), required=True)


class DueDatesResultShape(OpenShape):
    """Of `due_date.offer`."""

    title = "result.due_date.offer"
    about = "Working days that the interval and the office's capacity allow."
    builds = dict

    due_dates = ListOf(Day(), mnemonic="DD", required=True)


class CustomerRecordResultShape(OpenShape):
    """Of `customer.record`."""

    title = "result.customer.record"
    about = "What the reseller's end user has."
    builds = dict

    address = Part(StandardAddressShape, required=True)
    services = ListOf(Said(), "USOCs.", required=True)
    numbers = ListOf(Said(), "Telephone numbers.", required=True)
    open_orders = ListOf(Said(), "PONs.", required=True)


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


class OrderStandShape(OpenShape):
    """How one order stands."""

    title = "order_stand"
    builds = dict

    pon = Said(mnemonic="PON", required=True)
    version = WholeNumber("The current one.", least=1, mnemonic="VER", required=True)
    state = CodeName(STATES, required=True)
    history = ListOf(Part(OrderHistoryShape), required=True)


class OrderStatusResultShape(OpenShape):
    """Of `order.status`."""

    title = "result.order.status"
    about = "The current version, state and history of each order."
    builds = dict

    orders = ListOf(Part(OrderStandShape), required=True)
