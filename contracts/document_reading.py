"""Reads a document: whatever the bytes are, the outcome is a `Document` or a `DocumentRefused` that says why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError

from contracts.answer_error import AnswerError, answer_error
from contracts.defects import MAX_DEFECTS_OF_AN_OBJECT, counted, defects
from contracts.document import DOCUMENT_SCHEMA, MAX_SEGMENTS, Document, Header, RefusedSegment, Segment
from contracts.identifiers import is_reseller, is_transaction_number
from contracts.json_pointer import escaped
from contracts.strict_json import UnreadableJson, read_json
from contracts.transactions import TRANSACTIONS
from contracts.wire.header import HeaderShape
from contracts.wire.segments import SEGMENTS, SegmentFrame

if TYPE_CHECKING:
    from contracts.wire.shape import Shape

MAX_DEFECTS_OF_A_DOCUMENT = 1000
"""The most that the refusal of a whole document lists."""
MAX_DEFECTS_OF_ALL_SEGMENTS = 10_000
"""The most that refused segments list together, but for the one that each of them names."""

_HEADER = HeaderShape()
_REFERENCE = SegmentFrame().fields["reference"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownHeader:
    """What could be made out of a refused document, enough to answer it; `segments` is 0 when nobody can tell."""

    transaction: str | None = None
    transaction_number: str | None = None
    reseller: str | None = None
    segments: int = 0


class DocumentRefused(Exception):
    """The document as a whole is refused.

    `errors` are all of its defects. `unreadable` means that it is not even JSON: nobody can say what it was meant to
    be, so it is set aside for the reseller.
    """

    def __init__(self, errors: tuple[AnswerError, ...], known: KnownHeader, *, unreadable: bool = False) -> None:
        super().__init__(errors[0].text)
        self.errors = errors
        self.known = known
        self.unreadable = unreadable


def read_document(body: bytes) -> Document:
    """Return the document that `body` holds, with every segment sound or refused.

    Raises `DocumentRefused`, and nothing else: for what is not JSON, and for a header, a count or a numbering that is
    not right. A defect within one segment refuses that segment alone.
    """
    try:
        sent = read_json(body)
    except UnreadableJson as error:
        code = "E005" if error.too_large else "E001"
        refusal = answer_error(code, "", text=error.text)
        raise DocumentRefused((refusal,), KnownHeader(), unreadable=True) from error
    if not isinstance(sent, dict):
        refusal = answer_error("E001", "", text="The document is not a JSON object.")
        raise DocumentRefused((refusal,), KnownHeader(), unreadable=True)
    return document_from_json(sent)


def document_from_json(sent: dict[str, Any]) -> Document:
    """Return the document that a JSON object holds; raises `DocumentRefused` as `read_document` does."""
    known = _known(sent)
    errors = _version_errors(sent)
    if not errors:
        errors = _frame_errors(sent)
        header = _header(sent, errors)
        segments = _segments(sent, known.transaction, errors)
        if header is not None and not errors:
            return Document(header=header, segments=tuple(segments))
        errors.extend(error for segment in segments if isinstance(segment, RefusedSegment) for error in segment.errors)
    raise DocumentRefused(counted(errors, MAX_DEFECTS_OF_A_DOCUMENT), known)


def _known(sent: dict[str, Any]) -> KnownHeader:
    header, segments = sent.get("header"), sent.get("segments")
    count = len(segments) if isinstance(segments, list) else 0
    if not isinstance(header, dict):
        return KnownHeader(segments=count)
    transaction, number, reseller = (header.get(name) for name in ("transaction", "transaction_number", "reseller"))
    return KnownHeader(
        transaction=transaction if isinstance(transaction, str) and transaction in TRANSACTIONS else None,
        transaction_number=number if isinstance(number, str) and is_transaction_number(number) else None,
        reseller=reseller if isinstance(reseller, str) and is_reseller(reseller) else None,
        segments=count,
    )


def _version_errors(sent: dict[str, Any]) -> list[AnswerError]:
    header = sent.get("header")
    schema = header.get("schema") if isinstance(header, dict) else None
    if isinstance(schema, str) and schema != DOCUMENT_SCHEMA:
        # Nothing more is said: by another version's rules the rest may be right.
        return [answer_error("E002", "/header/schema", value=schema)]
    return []


def _frame_errors(sent: dict[str, Any]) -> list[AnswerError]:
    errors = [
        answer_error("E003", f"/{escaped(name)}") for name in list(sent)[:100] if name not in ("header", "segments")
    ]
    errors.extend(answer_error("E020", f"/{name}") for name in ("header", "segments") if name not in sent)
    return errors


def _header(sent: dict[str, Any], errors: list[AnswerError]) -> Header | None:
    if "header" not in sent:
        return None
    try:
        header: Header = _HEADER.load(sent["header"])
    except ValidationError as error:
        errors.extend(defects(error.messages_dict, sent["header"], _HEADER, ("header",)))
        return None
    return header


def _segments(
    sent: dict[str, Any], transaction: str | None, errors: list[AnswerError]
) -> list[Segment | RefusedSegment]:
    segments = sent.get("segments")
    if "segments" not in sent:
        return []
    if not isinstance(segments, list):
        errors.append(answer_error("E023", "/segments", text="This is not a list.", hint="Write a list of segments."))
        return []
    if not segments:
        text = "The document has no segments."
        errors.append(answer_error("E004", "/segments", text=text, hint="Send at least one segment."))
    if len(segments) > MAX_SEGMENTS:
        text = f"The document has {len(segments):,} segments; at most {MAX_SEGMENTS:,} are allowed."
        errors.append(answer_error("E005", "/segments", text=text))
        return []
    errors.extend(_numbering_errors(segments))
    if transaction is None:
        return []
    return _each_segment(segments, SEGMENTS[transaction])


def _numbering_errors(segments: list[Any]) -> list[AnswerError]:
    errors: list[AnswerError] = []
    for place, segment in enumerate(segments):
        path = f"/segments/{place}"
        if not isinstance(segment, dict):
            errors.append(answer_error("E023", path, text="The segment is not an object."))
        elif "number" not in segment:
            errors.append(answer_error("E020", f"{path}/number"))
        else:
            number = segment["number"]
            if isinstance(number, bool) or not isinstance(number, int | float) or number != place + 1:
                text = f"The segment at place {place + 1:,} of the document does not have that number."
                errors.append(answer_error("E004", f"{path}/number", value=number, text=text))
        if len(errors) >= MAX_DEFECTS_OF_A_DOCUMENT:
            break
    return errors


def _each_segment(segments: list[Any], shape: Shape) -> list[Segment | RefusedSegment]:
    read: list[Segment | RefusedSegment] = []
    room = MAX_DEFECTS_OF_ALL_SEGMENTS
    for place, sent in enumerate(segments):
        try:
            read.append(shape.load(sent))
        except ValidationError as error:
            # A refused segment names at least one defect, however many its neighbours have.
            most = min(MAX_DEFECTS_OF_AN_OBJECT, max(room, 1))
            errors = defects(error.messages_dict, sent, shape, ("segments", place), most=most)
            room -= len(errors)
            read.append(RefusedSegment(number=place + 1, reference=_reference(sent), errors=errors))
    return read


def _reference(sent: Any) -> str | None:
    """Return the reference of a refused segment, if that at least is sound."""
    if not isinstance(sent, dict) or "reference" not in sent:
        return None
    try:
        return str(_REFERENCE.deserialize(sent["reference"]))
    except ValidationError:
        return None
