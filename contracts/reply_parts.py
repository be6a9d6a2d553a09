"""Puts an answer that travelled in parts together again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contracts.reply import Reply

if TYPE_CHECKING:
    from collections.abc import Sequence


def missing_parts(replies: Sequence[Reply]) -> frozenset[int]:
    """Return the numbers of the parts that are still to come; empty for an answer in one piece.

    Raises `ValueError` for no replies at all: nobody can say then how many there will be.
    """
    if not replies:
        raise ValueError("There is no part of the answer yet.")
    parts = replies[0].header.parts or 1
    return frozenset(range(1, parts + 1)) - {reply.header.part or 1 for reply in replies}


def join_parts(replies: Sequence[Reply]) -> Reply:
    """Return the whole answer; the parts may come in any order, and a repeated one counts once.

    Raises `ValueError` if a part is missing or the parts are not of one answer.
    """
    missing = missing_parts(replies)
    if missing:
        raise ValueError(f"Part {min(missing)} of {replies[0].header.parts or 1} of the answer is missing.")
    by_part = {reply.header.part or 1: reply for reply in replies}
    headers = {replace(reply.header, part=None) for reply in replies}
    if len(headers) > 1:
        raise ValueError("The parts belong to different answers.")
    ordered = [by_part[part] for part in sorted(by_part)]
    return Reply(
        header=replace(ordered[0].header, part=None, parts=None),
        errors=tuple(error for reply in ordered for error in reply.errors),
        segments=tuple(segment for reply in ordered for segment in reply.segments),
    )
