"""The answer to something that could not be translated: every defect, in the reseller's format where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.answer_error import answer_error
from contracts.reply import Outcome, Reply, ReplyHeader, SegmentReply
from reseller_adapter.errors import ProfileUnreadable
from reseller_adapter.store.records import Answer
from reseller_adapter.translation import translator_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from contracts.answer_error import AnswerError
    from translators.registry import Translator

FALLBACK_FORMAT = "wholesaler"
"""JSON, and the same for every reseller: for what has no format that we know."""


def refusal(
    reseller: str, defects: Sequence[str], at: datetime, form: str, profile: str, *, code: str = "E026"
) -> Answer:
    """Say every defect in the format `form`, with the profile that is given as text.

    Where the format is not known or its profile is the defect, the answer is a `reply/1` in JSON. A reseller's own
    format shows one error per record: there each defect is a record of its own.
    """
    errors = tuple(answer_error(code, "", text=defect) for defect in defects)
    header = ReplyHeader(reseller=reseller, answered_at=at, outcome=Outcome.REFUSED, segments=0, answered=0, refused=0)
    chosen = _translator(form, profile)
    if chosen.name == FALLBACK_FORMAT:
        reply = Reply(header=header, errors=errors)
    else:
        reply = Reply(header=header, segments=tuple(_record(place, error) for place, error in enumerate(errors, 1)))
    return Answer(ordinal=1, content_type=chosen.content_type, body=chosen.write_reply(reply))


def _translator(form: str, profile: str) -> Translator:
    try:
        return translator_of(form or FALLBACK_FORMAT, profile)
    except ProfileUnreadable:
        return translator_of(FALLBACK_FORMAT, "")


def _record(place: int, error: AnswerError) -> SegmentReply:
    return SegmentReply(number=place, outcome=Outcome.REFUSED, errors=(error,))
