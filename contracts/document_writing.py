"""Writes a document as the wire carries it; `document_reading` reads it back as the same document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contracts.document import RefusedSegment
from contracts.json_writing import write_json
from contracts.wire.header import HeaderShape
from contracts.wire.segments import SEGMENTS
from contracts.wire.written import written

if TYPE_CHECKING:
    from contracts.document import Document, Segment

_HEADER = HeaderShape()


def write_document(document: Document) -> bytes:
    """Return the body of a message; raises as `document_as_json` does.

    The values are not checked: what a person or another system typed in is checked by reading the body back.
    """
    return write_json(document_as_json(document))


def document_as_json(document: Document) -> dict[str, Any]:
    """Return the JSON object of `document`.

    Raises `ValueError` if a segment was refused or the transaction is not known: there is nothing to write then.
    """
    transaction = document.header.transaction
    if transaction not in SEGMENTS:
        raise ValueError(f"The transaction {transaction!r} is not known.")
    return {
        "header": written(_HEADER, document.header),
        "segments": [_segment(transaction, segment) for segment in document.segments],
    }


def _segment(transaction: str, segment: Segment | RefusedSegment) -> dict[str, Any]:
    if isinstance(segment, RefusedSegment):
        raise ValueError(f"Segment {segment.number} was refused and cannot be written.")  # noqa: TRY004
    return written(SEGMENTS[transaction], segment)
