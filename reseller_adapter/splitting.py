"""The splitter: a document that is too long becomes pieces, the same ones on every try.

Pieces of `A-17` are numbered `A-17.1`, `A-17.2` … and their segments 1..n again. An atomic document is never split: its
segments succeed or fail together, and two documents cannot.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from contracts.document import MAX_DOCUMENT_BYTES, MAX_SEGMENTS, Mode
from contracts.document_writing import document_as_json, write_document
from reseller_adapter.errors import SplitImpossible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contracts.document import Document

MAX_TRANSACTION_NUMBER = 36


@dataclass(frozen=True, slots=True)
class Limits:
    """The longest document that may travel as one."""

    segments: int = MAX_SEGMENTS
    bytes: int = MAX_DOCUMENT_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A document that may travel: `first_segment` segments of the original come before it, `number` counts from 1."""

    number: int
    first_segment: int
    document: Document
    body: bytes


def split(document: Document, limits: Limits = Limits()) -> tuple[Piece, ...]:
    """The pieces of a document; one that is short enough is its own only piece, under its own number.

    Raises `SplitImpossible` for an atomic document, for a single segment that is too long, and for a transaction number
    that leaves no room for the piece's number.
    """
    if len(document.segments) <= limits.segments:
        body = write_document(document)
        if len(body) <= limits.bytes:
            return (Piece(number=1, first_segment=0, document=document, body=body),)
    number = document.header.transaction_number
    if document.header.mode is Mode.ATOMIC:
        raise SplitImpossible(
            f"document {number}: it is atomic and has {len(document.segments):,} segments, more than travel "
            f"together (at most {limits.segments:,} segments and {limits.bytes:,} bytes); shorten it, or send it in "
            "mode each"
        )
    pieces = tuple(_pieces(document, limits))
    longest = pieces[-1].document.header.transaction_number
    if len(longest) > MAX_TRANSACTION_NUMBER:
        raise SplitImpossible(
            f"document {number}: it must be split into {len(pieces)} pieces, and its transaction number leaves no "
            f"room for theirs; use one of at most {MAX_TRANSACTION_NUMBER - len(longest) + len(number)} characters"
        )
    return pieces


def _pieces(document: Document, limits: Limits) -> Iterator[Piece]:
    first = 0
    for number, length in enumerate(_lengths(document, limits), 1):
        segments = document.segments[first : first + length]
        renumbered = tuple(replace(segment, number=index) for index, segment in enumerate(segments, 1))
        header = replace(document.header, transaction_number=f"{document.header.transaction_number}.{number}")
        piece = replace(document, header=header, segments=renumbered)
        yield Piece(number=number, first_segment=first, document=piece, body=write_document(piece))
        first += length


def _lengths(document: Document, limits: Limits) -> Iterator[int]:
    """How many segments go into each piece; depends on the document alone, so that every try is the same."""
    content = document_as_json(document)
    room = limits.bytes - _size({**content, "segments": []}) - len(".99999")
    length, used = 0, 0
    for position, size in enumerate(_sizes(content["segments"]), 1):
        if size > room:
            raise SplitImpossible(
                f"document {document.header.transaction_number}, segment {position}: it has {size:,} bytes, more "
                f"than a whole document may have ({limits.bytes:,}); shorten it"
            )
        if length == limits.segments or used + size > room:
            yield length
            length, used = 0, 0
        length, used = length + 1, used + size
    yield length


def _sizes(segments: Sequence[object]) -> Iterator[int]:
    for segment in segments:
        yield _size(segment) + 2  # the separator after it; a piece's numbers are never longer than the original's


def _size(value: object) -> int:
    return len(json.dumps(value, ensure_ascii=False).encode())
