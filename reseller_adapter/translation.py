"""The message translator at work: what was handed over becomes documents, and their answers become the reseller's.

Pure apart from the translators' own caching: no clock, no broker, no store.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from contracts.reply_parts import join_parts
from contracts.reply_reading import read_reply
from reseller_adapter.errors import InputRefused, ProfileUnreadable
from reseller_adapter.joining import join_pieces
from reseller_adapter.splitting import Limits, split
from reseller_adapter.store.records import Answer, NewDocument
from translators.errors import STOPPED, ProfileUnusable, TranslationFailed
from translators.profile import read_profile, standard_profile
from translators.registry import translator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contracts.document import Document
    from contracts.reply import Reply
    from reseller_adapter.store.records import PendingDocument, ReplyPiece
    from translators.profile import Profile
    from translators.reading import ReadContext
    from translators.registry import Translator

DEFAULT_LIMITS = Limits()


@lru_cache(maxsize=8)
def _profile(text: str) -> Profile:
    return read_profile(text) if text else standard_profile()


def translator_of(form: str, profile: str) -> Translator:
    """The translator of a format with the profile that is given as text, or the standard one when there is none.

    Raises `ProfileUnreadable`.
    """
    try:
        return translator(form, _profile(profile))
    except ProfileUnusable as e:
        raise ProfileUnreadable(f"the profile cannot be used: {e}") from e


def read_documents(body: bytes, form: str, profile: str, context: ReadContext) -> tuple[Document, ...]:
    """What was handed over, as documents of the wholesaler's format; raises `InputRefused` with every defect."""
    try:
        documents = translator_of(form, profile).read_documents(body, context)
    except TranslationFailed as e:
        defects = [*(str(defect) for defect in e.defects), *([STOPPED] if e.stopped else [])]
        raise InputRefused(defects, e.code) from e
    foreign = [
        f"header: the document is of the reseller {document.header.reseller}, and this is {context.reseller}'s adapter"
        for document in documents
        if document.header.reseller != context.reseller
    ]
    if foreign:
        raise InputRefused(foreign)
    return documents


def documents_to_send(documents: Sequence[Document], limits: Limits = DEFAULT_LIMITS) -> tuple[NewDocument, ...]:
    """What is published for these documents; raises `SplitImpossible`."""
    return tuple(
        NewDocument(
            ordinal=ordinal,
            piece=piece.number,
            first_segment=piece.first_segment,
            segments=len(piece.document.segments),
            transaction=piece.document.header.transaction,
            transaction_number=piece.document.header.transaction_number,
            body=piece.body,
        )
        for ordinal, document in enumerate(documents, 1)
        for piece in split(document, limits)
    )


def join_replies(documents: Sequence[PendingDocument], pieces: Sequence[ReplyPiece]) -> tuple[Reply, ...]:
    """The answers to the original documents of a submission, in their order."""
    known = {(document.ordinal, document.piece): document for document in documents}
    replies: dict[int, list[tuple[int, int, Reply]]] = {}
    for (ordinal, piece), parts in groupby(pieces, key=lambda part: (part.ordinal, part.piece)):
        document = known[ordinal, piece]
        reply = join_parts([read_reply(part.body) for part in parts])
        replies.setdefault(ordinal, []).append((document.first_segment, document.segments, reply))
    return tuple(
        join_pieces(answered, known[ordinal, 1].transaction_number.removesuffix(".1") if len(answered) > 1 else "")
        for ordinal, answered in sorted(replies.items())
    )


def translate_back(replies: Sequence[Reply], form: str, profile: str, longest: int | None = None) -> tuple[Answer, ...]:
    """Answers in the reseller's format, one per document, or several where one would have more than `longest` bytes.

    Raises `InputRefused` when the profile cannot say them.
    """
    chosen = translator_of(form, profile)
    try:
        bodies = [body for reply in replies for body in _bodies(reply, chosen, longest)]
    except TranslationFailed as e:
        raise InputRefused(str(defect) for defect in e.defects) from e
    return tuple(
        Answer(ordinal=ordinal, content_type=chosen.content_type, body=body) for ordinal, body in enumerate(bodies, 1)
    )


def _bodies(reply: Reply, chosen: Translator, longest: int | None) -> list[bytes]:
    """One body, or parts with whole segments, as the wholesaler's own long answers travel."""
    whole = chosen.write_reply(reply)
    if longest is None or len(whole) <= longest or len(reply.segments) < 2:
        return [whole]
    parts = min(2 * len(whole) // longest + 1, len(reply.segments))
    while True:
        bodies = [chosen.write_reply(part) for part in _parts(reply, parts)]
        if parts == len(reply.segments) or max(map(len, bodies)) <= longest:
            return bodies
        parts = min(2 * parts, len(reply.segments))


def _parts(reply: Reply, parts: int) -> Iterator[Reply]:
    count = len(reply.segments)
    for part in range(parts):
        yield replace(
            reply,
            header=replace(reply.header, part=part + 1, parts=parts),
            errors=reply.errors if part == 0 else (),
            segments=reply.segments[count * part // parts : count * (part + 1) // parts],
        )
