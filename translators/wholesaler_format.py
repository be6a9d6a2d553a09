"""The wholesaler format itself, for resellers that speak it: the header is completed, the rest is checked."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any

from contracts.document import DOCUMENT_SCHEMA, MAX_DOCUMENT_BYTES, RefusedSegment
from contracts.document_reading import DocumentRefused, document_from_json
from contracts.notification_writing import write_notification
from contracts.reply_writing import write_reply
from contracts.strict_json import UnreadableJson, read_json
from translators.errors import TOO_LARGE_CODE, Defects

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contracts.answer_error import AnswerError
    from contracts.document import Document
    from contracts.notification import Notification
    from contracts.reply import Reply
    from translators.reading import ReadContext

WHOLESALER_PROFILE = "wholesaler/1"

_SHORTER = "Split it into several documents, each with its own number; what is sent as CSV or JSON is split for you."


class WholesalerFormat:
    """The translator of the wholesaler format; it needs no profile."""

    name = "wholesaler"
    content_type = "application/vnd.wholesaler+json"

    def read_documents(self, data: bytes, context: ReadContext) -> tuple[Document, ...]:
        """Return the one document; what its header does not say comes from `context`.

        Raises `TranslationFailed` with all of its defects; a header that names another reseller is one.
        """
        defects = Defects(WHOLESALER_PROFILE)
        try:
            sent = read_json(data.removeprefix(codecs.BOM_UTF8), limit=MAX_DOCUMENT_BYTES)
        except UnreadableJson as unreadable:
            if unreadable.too_large:
                raise defects.too_large("the document", unreadable.text, _SHORTER) from unreadable
            defects.add("the document", None, unreadable.text, "Send one JSON document in UTF-8.")
            raise defects.failure() from unreadable
        if not isinstance(sent, dict):
            defects.add("the document", None, "It is no JSON object.", "Send an object with header and segments.")
            raise defects.failure()
        _complete(sent, context, defects)
        try:
            document = document_from_json(sent)
        except DocumentRefused as refused:
            if [error.code for error in refused.errors] == [TOO_LARGE_CODE]:
                (error,) = refused.errors
                raise defects.too_large(error.path, error.text, _SHORTER) from refused
            _tell(refused.errors, defects)
            raise defects.failure() from refused
        for segment in document.segments:
            if isinstance(segment, RefusedSegment):
                _tell(segment.errors, defects)
        defects.check()
        return (document,)

    def write_reply(self, reply: Reply) -> bytes:
        """Return the answer as the wholesaler wrote it."""
        return write_reply(reply)

    def write_notification(self, notification: Notification) -> bytes:
        """Return the notification as the wholesaler wrote it."""
        return write_notification(notification)


def _complete(sent: dict[str, Any], context: ReadContext, defects: Defects) -> None:
    header = sent.setdefault("header", {})
    if not isinstance(header, dict):
        return
    header.setdefault("schema", DOCUMENT_SCHEMA)
    header.setdefault("transaction_number", context.transaction_number)
    header.setdefault("sent_at", context.sent_at.isoformat())
    if header.setdefault("reseller", context.reseller) != context.reseller:
        hint = f"Write {context.reseller!r}, or leave it out."
        defects.add("/header/reseller", None, "The document names another reseller.", hint)


def _tell(errors: Iterable[AnswerError], defects: Defects) -> None:
    for error in errors:
        defects.add(error.path or "the document", None, f"{error.code} {error.text}", error.hint)
