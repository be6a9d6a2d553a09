"""From mapped records to documents that keep the contract, or to every defect in the reseller's own terms."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from contracts.answer_error import answer_error
from contracts.document import DOCUMENT_SCHEMA, Document, RefusedSegment, Segment
from contracts.document_reading import DocumentRefused, document_from_json
from contracts.identifiers import is_transaction_number
from translators.order_lines import gathered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

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

PIECE = 1_000
"""Records that are checked at once and then forgotten: a long input is never in memory twice."""


@dataclass(slots=True)
class _Document:
    """A document in the making: the records that say the same about it; `first` is the place of the first of them."""

    said: dict[str, Any]
    first: int
    waiting: list[MappedRecord] = field(default_factory=list)
    header: Header | None = None
    segments: list[Segment] = field(default_factory=list)
    sound: bool = True
    header_told: bool = False


def documents(records: Iterable[MappedRecord], context: ReadContext, complain: Complain) -> tuple[Document, ...]:
    """Return one document for all records that say the same about their document, in the order of the input.
    Rows of one order are one segment of it.

    Each defect of the contract is told to `complain` with the record's place and the path of the field, such as
    ``/address/zip`` or ``/transaction``; a document with any is left out.
    """
    making: dict[tuple[Any, ...], _Document] = {}
    for record in gathered(records, complain):
        key = tuple(record.header.items())
        document = making.get(key)
        if document is None:
            document = making[key] = _Document(record.header, record.place)
        document.waiting.append(record)
        if len(document.waiting) == PIECE:
            _check_waiting(document, context, complain)
    for document in making.values():
        if document.waiting:
            _check_waiting(document, context, complain)
    return tuple(_finished(tuple(making.values()), context, complain))


def _finished(making: Sequence[_Document], context: ReadContext, complain: Complain) -> Iterator[Document]:
    """Give each document its number: the one that its records say, or the context's, counted if there are several."""
    first_places: dict[str, int] = {}
    for count, document in enumerate(making, start=1):
        counted = context.transaction_number if len(making) == 1 else f"{context.transaction_number}-{count}"
        number = str(document.said.get("transaction_number", counted))
        if first_places.setdefault(number, document.first) != document.first:
            complain(document.first, "/transaction_number", _NUMBER_TWICE)
        elif number == counted and not document.header_told and not is_transaction_number(number):
            complain(document.first, "/transaction_number", answer_error("E023", "", value=number))
        elif document.sound and document.header is not None:
            header = replace(document.header, transaction_number=number)
            yield Document(header=header, segments=tuple(document.segments))


def _check_waiting(document: _Document, context: ReadContext, complain: Complain) -> None:
    """Check the waiting records by the contract; keep their segments, or tell their defects."""
    piece, document.waiting = document.waiting, []
    header = {
        "schema": DOCUMENT_SCHEMA,
        "transaction_number": context.transaction_number,
        "reseller": context.reseller,
        "sent_at": context.sent_at.isoformat(),
        **document.said,
    }
    segments = [{"number": number, **record.segment} for number, record in enumerate(piece, start=1)]
    try:
        checked = document_from_json({"header": header, "segments": segments})
    except DocumentRefused as refused:
        document.sound = False
        _tell_refusal(refused.errors, piece, document, complain)
        return
    document.header = checked.header
    before = len(document.segments)
    for segment in checked.segments:
        if isinstance(segment, RefusedSegment):
            document.sound = False
            for error in segment.errors:
                complain(*piece[segment.number - 1].told_at(_within_segment(error.path)), error)
        elif document.sound:
            document.segments.append(segment if before == 0 else _renumbered(segment, before + segment.number))


def _tell_refusal(
    errors: Iterable[AnswerError], piece: Sequence[MappedRecord], document: _Document, complain: Complain
) -> None:
    """A defect of the header stands in every record of the document: it is told once, at the first of them."""
    told = document.header_told
    for error in errors:
        steps = error.path.split("/")
        if steps[1:2] == ["segments"] and len(steps) > 2:
            complain(*piece[int(steps[2])].told_at(_within_segment(error.path)), error)
        elif not told:
            document.header_told = True
            complain(document.first, error.path.removeprefix("/header"), error)


def _renumbered(segment: Segment, number: int) -> Segment:
    """`dataclasses.replace` costs five times as much, and a nightly file has many."""
    return Segment(
        number=number,
        request=segment.request,
        reference=segment.reference,
        end_user=segment.end_user,
        address=segment.address,
    )


def _within_segment(path: str) -> str:
    """``/segments/3/address/zip`` becomes ``/address/zip``."""
    return "".join("/" + step for step in path.split("/")[3:])
