"""Our properties as pika's, and back.

AMQP's short strings are bytes, and pika hands over what is not UTF-8 as such. Here they are text in any case, with a
lone surrogate for each odd byte (PEP 383), so that what has to be echoed unchanged can be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pika

from broker_config.transport import Properties

if TYPE_CHECKING:
    from pika.spec import BasicProperties


def to_pika(properties: Properties) -> BasicProperties:
    """An absent value stays absent; empty headers are not sent."""
    return pika.BasicProperties(
        content_type=_sendable(properties.content_type),
        content_encoding=_sendable(properties.content_encoding),
        headers={name: _sendable(value) for name, value in properties.headers.items()} or None,
        delivery_mode=properties.delivery_mode,
        correlation_id=_sendable(properties.correlation_id),
        reply_to=_sendable(properties.reply_to),
        expiration=properties.expiration,
        message_id=_sendable(properties.message_id),
        timestamp=properties.timestamp,
        type=_sendable(properties.type),
        user_id=properties.user_id,
        app_id=_sendable(properties.app_id),
    )


def from_pika(properties: BasicProperties) -> Properties:
    """A message without a delivery mode is a transient one: 1."""
    return Properties(
        content_type=_text(properties.content_type),
        content_encoding=_text(properties.content_encoding),
        delivery_mode=properties.delivery_mode or 1,
        correlation_id=_text(properties.correlation_id),
        reply_to=_text(properties.reply_to),
        expiration=_text(properties.expiration),
        message_id=_text(properties.message_id),
        timestamp=properties.timestamp,
        type=_text(properties.type),
        user_id=_text(properties.user_id),
        app_id=_text(properties.app_id),
        headers={_text(name): value for name, value in (properties.headers or {}).items()},
    )


def _sendable(value: Any) -> Any:
    """Text with surrogates for odd bytes becomes those bytes again."""
    if not isinstance(value, str) or value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogateescape")
    return value


def _text(value: Any) -> Any:
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value
