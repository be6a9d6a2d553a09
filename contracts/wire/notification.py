"""The shapes of a notification."""

from __future__ import annotations

from contracts import identifiers
from contracts.notification import NOTIFICATION_SCHEMA, Notification, NotificationHeader, OrderEvent
from contracts.wire.containers import AnyObject, Part
from contracts.wire.fields import Choice, CodeName, Said, Text, Timestamp, WholeNumber
from contracts.wire.shape import OpenShape


class NotificationHeaderShape(OpenShape):
    """See `contracts.notification.NotificationHeader`."""

    title = "notification_header"
    about = "Which order it is about, and what happened."
    builds = NotificationHeader

    schema = CodeName((NOTIFICATION_SCHEMA,), "The version of this format.", required=True)
    event = Choice(OrderEvent, "What happened.", required=True)
    reseller = Text("Whose order it is.", pattern=identifiers.RESELLER, form="a reseller's name", required=True)
    pon = Text("Its number.", pattern=identifiers.PON, form="a purchase order number", mnemonic="PON", required=True)
    version = WholeNumber("Its version.", least=1, mnemonic="VER", required=True)
    sequence = WholeNumber("Counts 1, 2, 3 … per PON without gaps.", least=1, required=True)
    occurred_at = Timestamp("When it happened.", required=True)
    transaction_number = Text(
        "Of the document that brought this version.",
        pattern=identifiers.TRANSACTION_NUMBER,
        form="a transaction number",
        mnemonic="TXNUM",
        required=True,
    )
    order_number = Said("The wholesaler's number of the order, once there is one.", mnemonic="ORD")
    reference = Said("The reseller's own reference.")


class NotificationShape(OpenShape):
    """See `contracts.notification.Notification`."""

    title = "notification"
    about = "What happened to an order."
    builds = Notification

    header = Part(NotificationHeaderShape, required=True)
    detail = AnyObject("What there is to say about the event.", required=True)
