"""Numbers and their holds as the answers of `number.reserve`, `number.extend` and `number.release` carry them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contracts.moments import moment_as_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from wholesaler_worker.changing.records import Hold


def held_number(hold: Hold) -> dict[str, Any]:
    """A number that is held for the asker: its token and when the hold ends."""
    return {
        "telephone_number": hold.telephone_number,
        "code": "N301",
        "hold_token": hold.token,
        "held_until": moment_as_text(hold.held_until),
    }


def other_number(telephone_number: str, code: str, until: date | None = None) -> dict[str, Any]:
    """A number that is not held for the asker, and the last day of what it is doing."""
    told = {"telephone_number": telephone_number, "code": code}
    return told if until is None else {**told, "until": until.isoformat()}


def holds_result(numbers: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The result of all three transactions."""
    return {"numbers": list(numbers)}
