"""The message translator at work: what was handed over becomes documents, and their answers become the reseller's.

Pure apart from the translators' own caching: no clock, no broker, no store.
"""

from __future__ import annotations

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
    from collections.abc import Sequence

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
        raise InputRefused([*(str(defect) for defect in e.defects), *([STOPPED] if e.stopped else [])]) from e
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


def translate_back(replies: Sequence[Reply], form: str, profile: str) -> tuple[Answer, ...]:
    """Answers in the reseller's format, one per document; raises `InputRefused` when the profile cannot say them."""
    chosen = translator_of(form, profile)
    try:
        return tuple(
            Answer(ordinal=ordinal, content_type=chosen.content_type, body=chosen.write_reply(reply))
            for ordinal, reply in enumerate(replies, 1)
        )
    except TranslationFailed as e:
        raise InputRefused(str(defect) for defect in e.defects) from e
