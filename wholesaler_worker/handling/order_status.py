"""`order.status`: how do these purchase orders stand, and what has happened to them?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contracts.answer_error import answer_error
from contracts.requests import OrderStatus
from wholesaler_worker.changing.records import OrderState
from wholesaler_worker.handling.room import MOST_ORDERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from wholesaler_worker.changing.books import OrderKey
    from wholesaler_worker.db.order_records import OrderStand
    from wholesaler_worker.handling.desk import Desk
    from wholesaler_worker.handling.question import Question

READ_TOGETHER = 1_000
"""Orders after which a reading is made: the questions of one document may name very many."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question and its orders; `named` are those that the reseller wrote, so that one not known is an error."""

    question: Question
    pons: Sequence[str]
    named: bool

    def keys(self) -> list[OrderKey]:
        """As many as can still be shown."""
        question = self.question
        return [(question.reseller, pon) for pon in dict.fromkeys(self.pons[: question.room.orders])]


def tell_order_status(questions: Sequence[Question], desk: Desk) -> None:
    """Answer each question; what several of them name is read once."""
    together: list[_Asked] = []
    keys: set[OrderKey] = set()
    for asked in _orders_asked(questions, desk):
        together.append(asked)
        keys.update(asked.keys())
        if len(keys) >= READ_TOGETHER:
            _answer(together, desk.orders.stands(keys), desk)
            together, keys = [], set()
    _answer(together, desk.orders.stands(keys) if keys else {}, desk)


def _orders_asked(questions: Sequence[Question], desk: Desk) -> Iterator[_Asked]:
    requests = [(question, question.segment.request) for question in questions]
    wanting_all = {question.reseller for question, request in requests if _pons(request) == ()}
    # One more than can be shown tells that there are more.
    under_way = desk.orders.open_orders(wanting_all, MOST_ORDERS + 1) if wanting_all else {}
    for question, request in requests:
        pons = _pons(request)
        yield _Asked(question, pons or under_way.get(question.reseller, ()), named=bool(pons))


def _pons(request: object) -> tuple[str, ...]:
    assert isinstance(request, OrderStatus)  # noqa: S101 - the contract reads it so
    return request.pons


def _answer(together: Sequence[_Asked], stands: Mapping[OrderKey, OrderStand], desk: Desk) -> None:
    for asked in together:
        with desk.guarded(asked.question):
            _answer_one(asked, stands)


def _answer_one(asked: _Asked, stands: Mapping[OrderKey, OrderStand]) -> None:
    """Show what there is, as far as there is room; a PON that is not known refuses the segment and hides no other."""
    question = asked.question
    shown: dict[str, OrderStand] = {}
    errors = []
    left_out = 0
    for place, pon in enumerate(asked.pons):
        if pon in shown:
            continue
        if question.room.orders <= 0 or question.room.history <= 0:
            left_out = len(set(asked.pons[place:]) - shown.keys())
            break
        stand = stands.get((question.reseller, pon))
        if stand is not None and question.room.take_order(stand.octets):
            shown[pon] = stand
        elif asked.named:
            errors.append(answer_error("O510", f"/request/pons/{place}", value=pon))
    if left_out:
        more = "at least " if len(asked.pons) > MOST_ORDERS else ""
        text = f"{more}{left_out:,} orders are left out: an answer shows 1,000 orders and 4 MiB of history at most."
        errors.append(answer_error("O514", "/request/pons", text=text[0].upper() + text[1:]))
    question.answer(errors, {"orders": [_as_json(stand) for stand in shown.values()]})


def _as_json(stand: OrderStand) -> dict[str, Any]:
    members: dict[str, Any] = {"pon": stand.pon, "version": stand.version, "state": stand.state.value}
    if stand.state is OrderState.REJECTED and stand.in_force is not None:
        members["in_force"] = stand.in_force
    if stand.order_number is not None:
        members["order_number"] = stand.order_number
    if stand.due_date is not None:
        members["due_date"] = stand.due_date.isoformat()
    members["history"] = list(stand.history)
    return members
