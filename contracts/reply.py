"""An answer: one outcome per segment, in the order of the document."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from contracts.answer_error import AnswerError

REPLY_SCHEMA = "reply/1"
MAX_REPLY_PART_BYTES = 4 * 1024 * 1024
"""An answer above this size travels in parts."""


class Outcome(StrEnum):
    """`answered`: all segments; `partial`: some; `refused`: none."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyHeader:
    """What an answer says about itself; `part` and `parts` are there only when it travels in parts.

    `transaction`, `transaction_number` are None when the document could not be read far enough to know them.
    `segments`, `answered` and `refused` count the whole document, also in a part.
    """

    reseller: str
    answered_at: datetime
    outcome: Outcome
    segments: int
    answered: int
    refused: int
    transaction: str | None = None
    transaction_number: str | None = None
    replayed: bool = False
    address_epoch: int | None = None
    feature_epoch: int | None = None
    part: int | None = None
    parts: int | None = None
    schema: str = REPLY_SCHEMA


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentReply:
    """The answer for one end user; `result` is the wire form of one of `contracts.results`."""

    number: int
    outcome: Outcome
    reference: str | None = None
    errors: tuple[AnswerError, ...] = ()
    result: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer to one document, or one part of it."""

    header: ReplyHeader
    errors: tuple[AnswerError, ...] = ()
    segments: tuple[SegmentReply, ...] = ()
