"""What the wholesaler's terms allow: how long a hold is, and how many a reseller has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.answer_error import answer_error

if TYPE_CHECKING:
    from contracts.answer_error import AnswerError
    from wholesaler_worker.changing.change import Rules

HOLD_MINUTES = "/request/hold_minutes"


def minutes_of(asked: int | None, rules: Rules) -> int:
    """How long to hold: as asked, or the wholesaler's own time."""
    return rules.hold_minutes if asked is None else asked


def too_long(asked: int | None, rules: Rules) -> list[AnswerError]:
    """E023 when a number would be held for longer than the terms allow; as beyond the limit of the wire format."""
    longest = rules.longest_hold_minutes
    if asked is None or asked <= longest:
        return []
    text = f"A number is held for {longest} minutes at most."
    return [
        answer_error("E023", HOLD_MINUTES, value=asked, text=text, hint=f"Write a whole number from 1 to {longest}.")
    ]


def too_many(held: int, more: int, rules: Rules, path: str) -> list[AnswerError]:
    """N311 when a reseller would hold more numbers than the terms allow."""
    allowed = rules.holds_each
    if held + more <= allowed:
        return []
    room = max(0, allowed - held)
    text = f"{held} numbers are held for you and {allowed} are allowed, so {more} more are too many."
    hint = f"Ask for {room} at most, or order with some that you hold or release them." if room else None
    return [answer_error("N311", path, value=more, text=text, hint=hint)]
