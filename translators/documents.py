"""From mapped records to documents that keep the contract, or to every defect in the reseller's own terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contracts.answer_error import answer_error
from contracts.document import DOCUMENT_SCHEMA, MAX_SEGMENTS, Document, RefusedSegment, Segment
from contracts.document_reading import DocumentRefused, document_from_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from contracts.answer_error import AnswerError
    from contracts.document import Header
    from translators.reading import ReadContext
    from translators.record_mapping import MappedRecord

    Complain = Callable[[int, str, AnswerError], None]

_NUMBER_TWICE = answer_error(
    "E007",
    "/header/transaction_number",
    text="Records with this transaction number ask different things of the document.",
    hint="Give each transaction, mode and deadline a transaction number of its own.",
)

PIECE = MAX_SEGMENTS
"""Segments that are checked at once: the contract's own limit, which long inputs may exceed."""


def documents(records: Iterable[MappedRecord], context: ReadContext, complain: Complain) -> tuple[Document, ...]:
    """Return one document for all records that say the same about their document, in the order of the input.

    Each defect of the contract is told to `complain` with the record's place and the path of the field, such as
    ``/address/zip`` or ``/transaction``; a document with any is left out.
    """
    groups = _groups(records)
    made = []
    first_places: dict[str, int] = {}
    for count, (said, group) in enumerate(groups, start=1):
        number = context.transaction_number if len(groups) == 1 else f"{context.transaction_number}-{count}"
        header = {
            "schema": DOCUMENT_SCHEMA,
            "transaction_number": number,
            "reseller": context.reseller,
            "sent_at": context.sent_at.isoformat(),
            **said,
        }
        said_number = str(header["transaction_number"])
        if first_places.setdefault(said_number, group[0].place) != group[0].place:
            complain(group[0].place, "/transaction_number", _NUMBER_TWICE)
        document = _document(header, group, complain)
        if document is not None:
            made.append(document)
    return tuple(made)


def _groups(records: Iterable[MappedRecord]) -> list[tuple[dict[str, Any], list[MappedRecord]]]:
    groups: dict[tuple[Any, ...], tuple[dict[str, Any], list[MappedRecord]]] = {}
    for record in records:
        said = record.header
        key = tuple(said.items())
        group = groups.get(key)
        if group is None:
            groups[key] = (said, [record])
        else:
            group[1].append(record)
    return list(groups.values())


def _document(header: dict[str, Any], group: Sequence[MappedRecord], complain: Complain) -> Document | None:
    checked_header: Header | None = None
    segments: list[Segment] = []
    sound = True
    for start in range(0, len(group), PIECE):
        piece = group[start : start + PIECE]
        try:
            document = document_from_json(_as_sent(header, piece))
        except DocumentRefused as refused:
            sound = False
            _tell_refusal(refused.errors, piece, complain)
            continue
        checked_header = document.header
        for segment in document.segments:
            if isinstance(segment, RefusedSegment):
                sound = False
                for error in segment.errors:
                    complain(piece[segment.number - 1].place, _within_segment(error.path), error)
            else:
                segments.append(segment if start == 0 else _renumbered(segment, start + segment.number))
    if not sound or checked_header is None:
        return None
    return Document(header=checked_header, segments=tuple(segments))


def _renumbered(segment: Segment, number: int) -> Segment:
    """`dataclasses.replace` costs five times as much, and a nightly file has many."""
    return Segment(
        number=number,
        request=segment.request,
        reference=segment.reference,
        end_user=segment.end_user,
        address=segment.address,
    )


def _as_sent(header: dict[str, Any], piece: Sequence[MappedRecord]) -> dict[str, Any]:
    return {
        "header": header,
        "segments": [{"number": number, **record.segment} for number, record in enumerate(piece, start=1)],
    }


def _tell_refusal(errors: Iterable[AnswerError], piece: Sequence[MappedRecord], complain: Complain) -> None:
    """A defect of the header stands in every record of the group: the first of them is named."""
    for error in errors:
        steps = error.path.split("/")
        if steps[1:2] == ["segments"] and len(steps) > 2:
            complain(piece[int(steps[2])].place, _within_segment(error.path), error)
        else:
            complain(piece[0].place, error.path.removeprefix("/header"), error)


def _within_segment(path: str) -> str:
    """``/segments/3/address/zip`` becomes ``/address/zip``."""
    return "".join("/" + step for step in path.split("/")[3:])
