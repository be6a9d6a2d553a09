"""Reads answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.reply import REPLY_SCHEMA
from contracts.shaped_reading import read_shaped
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
    reply: Reply = read_shaped(
        body, _REPLY, MAX_REPLY_BYTES, what="answer", schema=REPLY_SCHEMA, refusal=ReplyUnreadable
    )
    return reply
