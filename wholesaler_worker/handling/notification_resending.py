"""`notification.resend`: which notifications of a purchase order are published once more?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.answer_error import answer_error
from contracts.requests import NotificationResend
from wholesaler_worker.db.order_records import EventRange
from wholesaler_worker.handling.room import MOST_NOTIFICATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wholesaler_worker.db.order_records import FoundEvents
    from wholesaler_worker.handling.desk import Desk
    from wholesaler_worker.handling.question import Question

READ_TOGETHER = 2_000
"""Notifications after which a reading is made: the questions of one document may want very many."""


def resend_notifications(questions: Sequence[Question], desk: Desk) -> None:
    """Answer each question with the number of its notifications, which are in its `events`: they follow the answer."""
    together: list[tuple[Question, EventRange]] = []
    wanted = 0
    for question in questions:
        asked = _range(question)
        together.append((question, asked))
        wanted += asked.last - asked.first + 1
        if wanted >= READ_TOGETHER:
            _answer(together, desk)
            together, wanted = [], 0
    _answer(together, desk)


def _range(question: Question) -> EventRange:
    """The range as far as there is room; one that lies beyond the room is read as empty."""
    request = _request(question)
    last = min(request.to_sequence, request.from_sequence + question.room.notifications - 1)
    return EventRange((question.reseller, request.pon), request.from_sequence, last)


def _request(question: Question) -> NotificationResend:
    request = question.segment.request
    assert isinstance(request, NotificationResend)  # noqa: S101 - the contract reads it so
    return request


def _answer(together: Sequence[tuple[Question, EventRange]], desk: Desk) -> None:
    if not together:
        return
    ranges = [asked for _, asked in together]
    for (question, _), found in zip(together, desk.orders.events(ranges), strict=True):
        with desk.guarded(question):
            _answer_one(question, found)


def _answer_one(question: Question, found: FoundEvents | None) -> None:
    request = _request(question)
    if found is None:
        question.answer([answer_error("O510", "/request/pon", value=request.pon)])
        return
    room = question.room
    events = found.events[: room.notifications]
    room.notifications -= len(events)
    left_out = min(request.to_sequence, found.last_sequence) - request.from_sequence + 1 - len(events)
    errors = []
    if left_out > 0:
        text = f"{left_out:,} notifications are left out: one document gets {MOST_NOTIFICATIONS:,} at most."
        errors.append(answer_error("O514", "/request/to", value=request.to_sequence, text=text))
    question.events = events
    question.answer(errors, {"resent": len(events)})
