"""Reads answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marshmallow import ValidationError

from contracts.defects import defects
from contracts.strict_json import UnreadableJson, read_json
from contracts.wire.reply import ReplyShape

if TYPE_CHECKING:
    from contracts.reply import Reply

MAX_REPLY_BYTES = 64 * 1024 * 1024
"""A part has at most 4 MiB unless one segment alone is larger; this bounds what a reader takes into memory."""

_REPLY = ReplyShape()


class ReplyUnreadable(ValueError):
    """The body is no answer of this format's version; nothing about its document can be concluded from it."""


def read_reply(body: bytes) -> Reply:
    """Return the answer, or the part of one, that `body` holds. Raises `ReplyUnreadable`, and nothing else."""
    try:
        sent = read_json(body, limit=MAX_REPLY_BYTES)
    except UnreadableJson as error:
        raise ReplyUnreadable(f"The answer cannot be read. {error.text}") from error
    try:
        reply: Reply = _REPLY.load(sent)
    except ValidationError as error:
        first = defects(error.messages_dict, sent, _REPLY)[0]
        raise ReplyUnreadable(f"The answer is not in the format reply/1: {first.text} ({first.path})") from error
    return reply
