"""The answer to a document that came before, given again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contracts.answer_error import answer_error
from contracts.reply_reading import read_reply

if TYPE_CHECKING:
    from contracts.reply import Reply


def stored_answer(body: bytes) -> Reply:
    """The stored answer, marked as such: `replayed`, and I001 among its errors; everything else is as it was."""
    reply = read_reply(body)
    again = answer_error("I001", "/header/transaction_number", value=reply.header.transaction_number)
    return replace(reply, header=replace(reply.header, replayed=True), errors=(*reply.errors, again))
