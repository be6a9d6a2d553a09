"""The aggregator: answers to the pieces of a document become the answer to the document."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from contracts.reply import Outcome, Reply

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from contracts.answer_error import AnswerError

_SEGMENT_PATH = re.compile(r"^/segments/(\d+)(?=/|$)")


def join_pieces(pieces: Sequence[tuple[int, int, Reply]], transaction_number: str) -> Reply:
    """Join answers, each with how many segments come before its piece and how many the piece has; in order.

    Numbers and paths of the segments become those of the original document. A piece that was refused as a whole has no
    segments in its answer: its errors stay errors of the document, and its segments count as refused. The oldest epochs
    and the latest time are the joined answer's.
    """
    if len(pieces) == 1 and pieces[0][0] == 0:
        return pieces[0][2]
    replies = [reply for _, _, reply in pieces]
    headers = [reply.header for reply in replies]
    segments = tuple(
        replace(segment, number=segment.number + offset, errors=tuple(_moved(segment.errors, offset)))
        for offset, _, reply in pieces
        for segment in reply.segments
    )
    total = sum(length for _, length, _ in pieces)
    answered = sum(header.answered for header in headers)
    header = replace(
        headers[0],
        transaction_number=transaction_number,
        answered_at=max(header.answered_at for header in headers),
        segments=total,
        answered=answered,
        refused=total - answered,
        outcome=_outcome(answered, total),
        replayed=all(header.replayed for header in headers),
        address_epoch=_oldest(header.address_epoch for header in headers),
        feature_epoch=_oldest(header.feature_epoch for header in headers),
    )
    errors = tuple(error for offset, _, reply in pieces for error in _moved(reply.errors, offset))
    return Reply(header=header, errors=errors, segments=segments)


def _moved(errors: Iterable[AnswerError], offset: int) -> Iterable[AnswerError]:
    for error in errors:
        found = _SEGMENT_PATH.match(error.path)
        if found and offset:
            yield replace(error, path=f"/segments/{int(found[1]) + offset}{error.path[found.end() :]}")
        else:
            yield error


def _outcome(answered: int, total: int) -> Outcome:
    if answered == total:
        return Outcome.ANSWERED
    return Outcome.PARTIAL if answered else Outcome.REFUSED


def _oldest(epochs: Iterable[int | None]) -> int | None:
    return min((epoch for epoch in epochs if epoch is not None), default=None)
