"""Reads notifications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.notification import NOTIFICATION_SCHEMA
from contracts.shaped_reading import read_shaped
from contracts.wire.notification import NotificationShape

if TYPE_CHECKING:
    from contracts.notification import Notification

MAX_NOTIFICATION_BYTES = 4 * 1024 * 1024
"""As one part of an answer: the largest has the errors of a long order."""

_NOTIFICATION = NotificationShape()


class NotificationUnreadable(ValueError):
    """The body is no notification of this format's version; nothing about an order can be concluded from it."""


def read_notification(body: bytes) -> Notification:
    """Return the notification that `body` holds. Raises `NotificationUnreadable`, and nothing else."""
    notification: Notification = read_shaped(
        body,
        _NOTIFICATION,
        MAX_NOTIFICATION_BYTES,
        what="notification",
        schema=NOTIFICATION_SCHEMA,
        refusal=NotificationUnreadable,
    )
    return notification
