"""One segment in hand: what is asked, what is known so far, and how it ended."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from contracts.answer_error import AnswerError, answer_error, refuses
from contracts.reply import Outcome, SegmentReply
from wholesaler_worker.handling.room import Room

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from contracts.address import Address
    from contracts.document import Segment
    from wholesaler_worker.changing.records import Event
    from wholesaler_worker.outcomes import NotAnswered

_LOG = logging.getLogger(__name__)

BUG = "S999"
"""The code of an error of ours."""


@dataclass(slots=True)
class Question:
    """A sound segment and its answer in the making; exactly one of `reply` and `failure` is set in the end.

    `path` is the segment's JSON Pointer. `address` is the segment's, or where its telephone number works. An inquiry
    knows its `reseller`, and the `room` that it shares with the rest of its document. `events` are to be notified once
    more, after the answer.
    """

    segment: Segment
    path: str
    address: Address | None
    reply: SegmentReply | None = None
    failure: NotAnswered | None = None
    trace: str | None = None
    reseller: str = ""
    room: Room = field(default_factory=Room)
    events: tuple[Event, ...] = ()

    @property
    def is_open(self) -> bool:
        """True while neither an answer nor a failure is known."""
        return self.reply is None and self.failure is None

    def answer(self, errors: Iterable[AnswerError], result: Mapping[str, Any] | None = None) -> None:
        """End with an answer; the paths of `errors` are relative to the segment. Refused when an error refuses."""
        placed = tuple(error.below(self.path) for error in errors)
        self.reply = SegmentReply(
            number=self.segment.number,
            outcome=Outcome.REFUSED if placed and refuses(placed) else Outcome.ANSWERED,
            reference=self.segment.reference,
            errors=placed,
            result=result or {},
        )

    def fail_with_bug(self, error: Exception) -> None:
        """End with `S999`: the mistake is ours, is logged under a trace id, and no neighbour suffers from it."""
        self.trace = secrets.token_hex(6)
        _LOG.error(
            "a segment met an error of ours (%s), trace %s",
            type(error).__name__,
            self.trace,
            exc_info=error,
            extra={"action": "segment.bug", "trace": self.trace},
        )
        self.failure = None
        self.answer([answer_error(BUG, "", text=f"An internal error of ours, trace {self.trace}.")])


def sibling_failed(reply: SegmentReply) -> SegmentReply:
    """The same answer refused, because another segment of an atomic document was."""
    error = answer_error("S904", f"/segments/{reply.number - 1}")
    return replace(reply, outcome=Outcome.REFUSED, errors=(*reply.errors, error))
