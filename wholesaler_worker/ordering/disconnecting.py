"""Which of a customer's lines an order disconnects: those that it names, or all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.answer_error import answer_error
from wholesaler_worker.ordering.activities import LINES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contracts.answer_error import AnswerError
    from contracts.requests import OrderLine
    from wholesaler_worker.changing.records import Account, OrderedLine
    from wholesaler_worker.ordering.findings import Findings


def disconnected(lines: Sequence[OrderLine], account: Account, findings: Findings) -> tuple[OrderedLine, ...]:
    """The lines of the account that end. A line is named by its service, and by its number where it has one."""
    if not lines:
        return account.lines
    left = list(account.lines)
    ended: list[OrderedLine] = []
    for place, line in enumerate(lines):
        found = next((one for one in left if _is_meant(line, one)), None)
        if found is None:
            findings.reasons.append(_not_there(line, place, left))
            continue
        left.remove(found)
        ended.append(found)
    if left and not any(line.telephone_number for line in left):
        text = "The rule is that a line with a number stays as long as the customer has services."
        hint = "Leave the lines out to disconnect everything."
        findings.reasons.append(answer_error("E022", LINES, text=text, hint=hint))
    return tuple(ended)


def _is_meant(line: OrderLine, one: OrderedLine) -> bool:
    return line.usoc == one.usoc and line.telephone_number in (None, one.telephone_number)


def _not_there(line: OrderLine, place: int, left: Sequence[OrderedLine]) -> AnswerError:
    which = f"{line.usoc} on {line.telephone_number}" if line.telephone_number else line.usoc
    there = ", ".join(f"{one.usoc} on {one.telephone_number}" if one.telephone_number else one.usoc for one in left[:8])
    text = f"The rule is that what is disconnected is there; the customer has no other {which}."
    hint = f"There is {there}." if there else "Nothing else is there."
    return answer_error("E022", f"{LINES}/{place}", value=line.usoc, text=text, hint=hint)
