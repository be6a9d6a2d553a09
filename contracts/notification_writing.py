"""Writes a notification as the wire carries it; `notification_reading` reads it back as the same notification."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contracts.json_writing import write_json
from contracts.wire.notification import NotificationShape
from contracts.wire.written import written

if TYPE_CHECKING:
    from contracts.notification import Notification

_NOTIFICATION = NotificationShape()


def write_notification(notification: Notification) -> bytes:
    """Return the body of a message."""
    return write_json(notification_as_json(notification))


def notification_as_json(notification: Notification) -> dict[str, Any]:
    """Return the JSON object of `notification`; its detail is taken as it is, and must be JSON already."""
    return written(_NOTIFICATION, notification)
