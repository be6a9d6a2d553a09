"""Reads notifications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marshmallow import ValidationError

from contracts.defects import defects
from contracts.strict_json import UnreadableJson, read_json
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
    try:
        sent = read_json(body, limit=MAX_NOTIFICATION_BYTES)
    except UnreadableJson as error:
        raise NotificationUnreadable(f"The notification cannot be read. {error.text}") from error
    try:
        notification: Notification = _NOTIFICATION.load(sent)
    except ValidationError as error:
        first = defects(error.messages_dict, sent, _NOTIFICATION)[0]
        said = f"{first.text} ({first.path})"
        raise NotificationUnreadable(f"The notification is not in the format notification/1: {said}") from error
    return notification
