"""Puts an answer together: the header that counts, and the errors or the segments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.reply import Outcome, Reply, ReplyHeader

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from contracts.answer_error import AnswerError
    from contracts.document import Document
    from contracts.document_reading import KnownHeader
    from contracts.reply import SegmentReply
    from serviceability.index import ReferenceIndex


def answered_reply(
    document: Document, reseller: str, segments: Sequence[SegmentReply], index: ReferenceIndex, now: datetime
) -> Reply:
    """The answer to an accepted document; it names the epochs that it was decided with."""
    answered = sum(segment.outcome is Outcome.ANSWERED for segment in segments)
    return Reply(
        header=ReplyHeader(
            transaction=document.header.transaction,
            transaction_number=document.header.transaction_number,
            reseller=reseller,
            answered_at=now,
            outcome=_outcome(answered, len(segments)),
            segments=len(segments),
            answered=answered,
            refused=len(segments) - answered,
            address_epoch=index.address_epoch,
            feature_epoch=index.feature_epoch,
        ),
        segments=tuple(segments),
    )


def refused_reply(known: KnownHeader, reseller: str, errors: Sequence[AnswerError], now: datetime) -> Reply:
    """The refusal of a whole document, with what could be made out of its header."""
    return Reply(
        header=ReplyHeader(
            transaction=known.transaction,
            transaction_number=known.transaction_number,
            reseller=reseller,
            answered_at=now,
            outcome=Outcome.REFUSED,
            segments=known.segments,
            answered=0,
            refused=known.segments,
        ),
        errors=tuple(errors),
    )


def _outcome(answered: int, segments: int) -> Outcome:
    if answered == segments:
        return Outcome.ANSWERED
    return Outcome.PARTIAL if answered else Outcome.REFUSED
