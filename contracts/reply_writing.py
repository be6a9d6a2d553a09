"""Writes answers, in one body or in parts; each segment is turned into JSON once, whatever the number of parts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from contracts.codes import catalogued
from contracts.json_writing import write_json
from contracts.moments import moment_as_text
from contracts.reply import MAX_REPLY_PART_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contracts.answer_error import AnswerError
    from contracts.reply import Reply, ReplyHeader, SegmentReply

_ROOM_FOR_PART_NUMBERS = 64
_PART_FOR_ERRORS = 4096
"""Such a part of the limit is kept for errors of the document in any case: with I001 the answer has the same parts."""


def write_reply(reply: Reply) -> bytes:
    """Return the answer as one body, whatever its size."""
    return write_json(reply_as_json(reply))


def reply_bodies(reply: Reply, *, limit: int = MAX_REPLY_PART_BYTES) -> tuple[bytes, ...]:
    """Return the answer as the bodies that it travels in: one, or parts of at most `limit` bytes.

    A part has whole segments, the counts of the whole document, and ``part`` and ``parts`` in its header; the
    document's own errors are in part 1. A single segment above the limit travels alone. An answer that is given again
    travels in parts with the same segments: whoever has some of the first ones can go on with those.
    """
    errors = write_json([error_as_json(error) for error in reply.errors])
    segments = [write_json(segment_reply_as_json(segment)) for segment in reply.segments]
    kept = limit // _PART_FOR_ERRORS
    used = max(len(errors), kept)
    frame = len(_body(replace(reply.header, replayed=False), b"", []))
    if frame + used + sum(len(segment) + 1 for segment in segments) <= limit:
        return (_body(reply.header, errors, segments),)
    packs = list(_packed(segments, used, limit - frame - _ROOM_FOR_PART_NUMBERS, alone=used > kept))
    return tuple(
        _body(replace(reply.header, part=part, parts=len(packs)), errors if part == 1 else b"[]", pack)
        for part, pack in enumerate(packs, start=1)
    )


def _packed(segments: Sequence[bytes], used: int, room: int, *, alone: bool) -> Iterator[list[bytes]]:
    """`used` is what the document's errors take of the first pack; with `alone` no long segment stands beside them."""
    pack: list[bytes] = []
    for segment in segments:
        size = len(segment) + 1
        if used + size > room and (pack or alone):
            yield pack
            pack, used, alone = [], 0, False
        pack.append(segment)
        used += size
    yield pack


def _body(header: ReplyHeader, errors: bytes, segments: Sequence[bytes]) -> bytes:
    head = write_json(header_as_json(header))
    return b'{"header":%b,"errors":%b,"segments":[%b]}' % (head, errors, b",".join(segments))


def reply_as_json(reply: Reply) -> dict[str, Any]:
    """Return the JSON object of an answer, or of the part that `reply` is."""
    return {
        "header": header_as_json(reply.header),
        "errors": [error_as_json(error) for error in reply.errors],
        "segments": [segment_reply_as_json(segment) for segment in reply.segments],
    }


def header_as_json(header: ReplyHeader) -> dict[str, Any]:
    """Return the header; what is not known is left out."""
    members = {
        "schema": header.schema,
        "transaction": header.transaction,
        "transaction_number": header.transaction_number,
        "reseller": header.reseller,
        "answered_at": moment_as_text(header.answered_at),
        "outcome": header.outcome.value,
        "replayed": header.replayed,
        "address_epoch": header.address_epoch,
        "feature_epoch": header.feature_epoch,
        "segments": header.segments,
        "answered": header.answered,
        "refused": header.refused,
        "part": header.part,
        "parts": header.parts,
    }
    return {name: value for name, value in members.items() if value is not None}


def segment_reply_as_json(segment: SegmentReply) -> dict[str, Any]:
    """Return one segment's answer."""
    members: dict[str, Any] = {"number": segment.number}
    if segment.reference is not None:
        members["reference"] = segment.reference
    members["outcome"] = segment.outcome.value
    members["errors"] = [error_as_json(error) for error in segment.errors]
    members["result"] = segment.result if isinstance(segment.result, dict) else dict(segment.result)
    return members


def error_as_json(error: AnswerError) -> dict[str, Any]:
    """Return one error, with what the catalogue says about its code."""
    entry = catalogued(error.code)
    members: dict[str, Any] = {
        "code": error.code,
        "severity": entry.severity.value,
        "action": entry.action.value,
        "retryable": entry.retryable,
        "path": error.path,
    }
    if error.value is not None:
        members["value"] = error.value
    members["text"] = error.text
    members["hint"] = error.hint
    return members
