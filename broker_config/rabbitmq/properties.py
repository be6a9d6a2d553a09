"""Our properties as pika's, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pika

from broker_config.transport import Properties

if TYPE_CHECKING:
    from pika.spec import BasicProperties


def to_pika(properties: Properties) -> BasicProperties:
    """An absent value stays absent; empty headers are not sent."""
    return pika.BasicProperties(
        content_type=properties.content_type,
        content_encoding=properties.content_encoding,
        headers=dict(properties.headers) or None,
        delivery_mode=properties.delivery_mode,
        correlation_id=properties.correlation_id,
        reply_to=properties.reply_to,
        expiration=properties.expiration,
        message_id=properties.message_id,
        timestamp=properties.timestamp,
        type=properties.type,
        user_id=properties.user_id,
        app_id=properties.app_id,
    )


def from_pika(properties: BasicProperties) -> Properties:
    """A message without a delivery mode is a transient one: 1."""
    return Properties(
        content_type=properties.content_type,
        content_encoding=properties.content_encoding,
        delivery_mode=properties.delivery_mode or 1,
        correlation_id=properties.correlation_id,
        reply_to=properties.reply_to,
        expiration=properties.expiration,
        message_id=properties.message_id,
        timestamp=properties.timestamp,
        type=properties.type,
        user_id=properties.user_id,
        app_id=properties.app_id,
        headers=properties.headers or {},
    )
