"""Gives the lines of an order their numbers: those that they name, and picked ones where there are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contracts.answer_error import answer_error
from contracts.requests import Activity
from wholesaler_worker.changing.records import OrderedLine
from wholesaler_worker.db.numbers import NumberState
from wholesaler_worker.holding.hold_verdict import taken_in
from wholesaler_worker.ordering.activities import LINES
from wholesaler_worker.ordering.customers import numbers_of
from wholesaler_worker.ordering.line_numbers import Named

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from contracts.requests import OrderLine
    from wholesaler_worker.changing.books import Books
    from wholesaler_worker.changing.change import Office
    from wholesaler_worker.changing.records import Account
    from wholesaler_worker.ordering.activities import Content
    from wholesaler_worker.ordering.findings import Findings
    from wholesaler_worker.ordering.plan import Place


@dataclass(frozen=True, slots=True)
class Assigned:
    """Lines with their numbers. `new` are the numbers that the order takes or keeps from an earlier version."""

    lines: tuple[OrderedLine, ...]
    new: tuple[Named, ...]


def inherited(
    content: Content, account: Account | None, named: Mapping[int, Named], findings: Findings
) -> Mapping[int, str]:
    """The numbers of the lines as named; a change that names none keeps the customer's only number."""
    numbers = {place: one.number.telephone_number for place, one in named.items()}
    if numbers or account is None or content.activity is Activity.NEW or not content.lines:
        return numbers
    working = numbers_of(account)
    if len(working) == 1:
        return {0: working[0]}
    text = f"The customer has {len(working)} numbers, and no line says which of them stay: {', '.join(working)}."
    hint = "Name the telephone_number in each line that keeps one."
    findings.reasons.append(answer_error("E022", LINES, text=text, hint=hint))
    return {}


def without_number(content: Content, numbers: Mapping[int, str], replaced: Collection[int]) -> list[int]:
    """The places of the lines that get a picked number."""
    if replaced:
        return sorted(replaced)
    return [0] if content.activity is Activity.NEW and content.lines and not numbers else []


def picked(
    places: Sequence[int], kept: Sequence[Named], place: Place, books: Books, office: Office, findings: Findings
) -> dict[int, Named]:
    """A number for each of the places: one that an earlier version took, if it lives on the switch, or a free one."""
    fitting = [one for one in kept if one.number.switch == place.switch.clli]
    found = dict(zip(places, fitting, strict=False))
    rest = [line for line in places if line not in found]
    if not rest:
        return found
    free = office.inventory.pick(
        place.rate_center or "", len(rest), switch=place.switch.clli, taken=taken_in(books, office.now)
    )
    for line, number in zip(rest, free, strict=False):
        found[line] = Named(f"{LINES}/{line}", number)
    for line in rest[len(free) :]:
        text = f"No number is free in the rate center {place.rate_center} on the switch {place.switch.clli}."
        findings.reasons.append(answer_error("N307", f"{LINES}/{line}", text=text, hint="Order again later."))
    return found


def assigned(
    lines: Sequence[OrderLine], numbers: Mapping[int, str], named: Mapping[int, Named], kept: Collection[str]
) -> Assigned:
    """The lines as ordered; `named` are those of the numbers that are in the inventory's books."""
    new = {
        one.number.telephone_number: one
        for one in named.values()
        if one.hold is not None or one.number.telephone_number in kept or one.number.state is NumberState.AVAILABLE
    }
    ordered = tuple(
        OrderedLine(usoc=line.usoc, features=line.features, telephone_number=numbers.get(place))
        for place, line in enumerate(lines)
    )
    return Assigned(ordered, tuple(new.values()))
