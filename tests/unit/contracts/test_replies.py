"""Answers: written once, read back as they were, in one body or in parts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.answer_error import answer_error
from contracts.codes import Severity
from contracts.reply import MAX_REPLY_PART_BYTES, Outcome, Reply, ReplyHeader, SegmentReply
from contracts.reply_parts import join_parts, missing_parts
from contracts.reply_reading import ReplyUnreadable, read_reply
from contracts.reply_writing import reply_as_json, reply_bodies, write_reply

HEADER = ReplyHeader(
    reseller="acme",
    answered_at=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
    outcome=Outcome.PARTIAL,
    segments=3,
    answered=2,
    refused=1,
    transaction="service.qualify",
    transaction_number="A-1",
    address_epoch=42,
)
REPLY = Reply(
    header=HEADER,
    errors=(answer_error("E001", "", text="It is not JSON."),),
    segments=(
        SegmentReply(number=1, outcome=Outcome.ANSWERED, reference="é/1", result={"code": "A100"}),
        SegmentReply(number=2, outcome=Outcome.REFUSED, errors=(answer_error("A106", "/segments/1", value="9999"),)),
        SegmentReply(number=3, outcome=Outcome.ANSWERED, errors=(answer_error("A102", "/segments/2/address"),)),
    ),
)


def test_an_answer_is_the_same_after_writing_and_reading() -> None:
    assert read_reply(write_reply(REPLY)) == REPLY


def test_an_error_carries_what_the_catalogue_says_about_its_code() -> None:
    error = reply_as_json(REPLY)["segments"][1]["errors"][0]
    assert error == {
        "code": "A106",
        "severity": "nonfatal",
        "action": "fix",
        "retryable": False,
        "path": "/segments/1",
        "value": "9999",
        "text": "The number does not exist on this street.",
        "hint": "Use a number within the valid ranges that the answer gives.",
    }


def test_what_is_not_known_about_an_unreadable_document_is_left_out() -> None:
    header = replace(HEADER, transaction=None, transaction_number=None, address_epoch=None)
    written = reply_as_json(Reply(header=header))["header"]
    assert set(written) == {
        "schema", "reseller", "answered_at", "outcome", "replayed", "segments", "answered", "refused",
    }  # fmt: skip


def test_times_are_written_in_utc_and_a_time_without_a_zone_is_not_written() -> None:
    pacific = datetime(2026, 11, 23, 1, 30, tzinfo=timezone(timedelta(hours=-8)))
    assert reply_as_json(Reply(header=replace(HEADER, answered_at=pacific)))["header"]["answered_at"] == (
        "2026-11-23T09:30:00Z"
    )
    with pytest.raises(ValueError, match="no time zone"):
        write_reply(Reply(header=replace(HEADER, answered_at=datetime(2026, 11, 23))))  # noqa: DTZ001


def test_a_short_answer_travels_in_one_body_without_part_numbers() -> None:
    (only,) = reply_bodies(REPLY)
    assert only == write_reply(REPLY)
    assert "part" not in json.loads(only)["header"]


def long_reply(segments: int, size: int) -> Reply:
    return replace(
        REPLY,
        segments=tuple(
            SegmentReply(number=n, outcome=Outcome.ANSWERED, result={"line": "é" * (size // 2)})
            for n in range(1, segments + 1)
        ),
    )


def test_an_answer_above_4_mib_travels_in_parts_of_whole_segments() -> None:
    reply = long_reply(10_000, 1000)
    bodies = reply_bodies(reply)
    assert len(bodies) == 3
    assert all(len(body) <= MAX_REPLY_PART_BYTES for body in bodies)
    assert all(len(body) > MAX_REPLY_PART_BYTES * 0.99 for body in bodies[:-1])
    parts = [read_reply(body) for body in bodies]
    assert [(part.header.part, part.header.parts) for part in parts] == [(1, 3), (2, 3), (3, 3)]
    assert {(part.header.segments, part.header.answered, part.header.refused) for part in parts} == {(3, 2, 1)}
    assert [bool(part.errors) for part in parts] == [True, False, False]
    assert join_parts(parts[::-1]) == reply


@given(st.lists(st.integers(0, 900), max_size=12), st.integers(400, 2000))
@settings(max_examples=150, deadline=None)
def test_parts_never_exceed_the_limit_unless_one_segment_alone_does(sizes: list[int], limit: int) -> None:
    segments = tuple(
        SegmentReply(number=n, outcome=Outcome.ANSWERED, result={"line": "x" * size})
        for n, size in enumerate(sizes, start=1)
    )
    reply = replace(REPLY, segments=segments)
    parts = [(len(body), read_reply(body)) for body in reply_bodies(reply, limit=limit)]
    assert join_parts([part for _, part in parts]) == reply
    for size, part in parts:
        carried = len(part.segments) + bool(part.errors)
        assert size <= limit or carried <= 1, (size, carried)


@pytest.mark.parametrize("more", [0, 10_000])
@pytest.mark.parametrize("over", range(-1_600, 400, 100))
def test_an_answer_that_is_given_again_travels_in_the_same_parts(over: int, more: int) -> None:
    # Whoever has the first part of one and the second of the other has each segment once.
    sizes = (MAX_REPLY_PART_BYTES - 10_000, 10_000 + over, more)
    segments = tuple(
        SegmentReply(number=n, outcome=Outcome.ANSWERED, result={"line": "x" * size}) for n, size in enumerate(sizes, 1)
    )
    first = replace(REPLY, segments=segments, errors=())
    told = answer_error("I001", "/header/transaction_number", value="A" * 36)
    again = replace(first, header=replace(first.header, replayed=True), errors=(told,))
    carried = [[len(read_reply(body).segments) for body in reply_bodies(one)] for one in (first, again)]
    assert carried[0] == carried[1]
    assert all(len(body) <= MAX_REPLY_PART_BYTES for body in reply_bodies(again))


def test_missing_parts_are_named_and_nothing_is_joined_without_them() -> None:
    parts = [read_reply(body) for body in reply_bodies(long_reply(10, 1000), limit=3000)]
    assert len(parts) > 3
    assert missing_parts([parts[0], parts[2], parts[2]]) == frozenset(range(1, len(parts) + 1)) - {1, 3}
    with pytest.raises(ValueError, match=f"Part 2 of {len(parts)}"):
        join_parts([parts[0]])
    with pytest.raises(ValueError, match="no part"):
        join_parts([])
    assert join_parts([*parts, parts[0]]).segments == join_parts(parts).segments


def test_parts_of_different_answers_are_not_joined() -> None:
    parts = [read_reply(body) for body in reply_bodies(long_reply(10, 1000), limit=3000)]
    other = replace(parts[0], header=replace(parts[0].header, transaction_number="B-2"))
    with pytest.raises(ValueError, match="different answers"):
        join_parts([other, *parts[1:]])


def test_a_reader_passes_over_what_a_newer_wholesaler_says() -> None:
    sent = reply_as_json(REPLY) | {"new": 1}
    sent["header"]["new"] = {"deep": [1]}
    sent["segments"][1]["errors"][0] |= {"code": "Z999", "new": True}
    read = read_reply(json.dumps(sent).encode())
    assert read.header == REPLY.header
    assert read.segments[1].errors[0].code == "Z999"
    assert read.segments[1].errors[0].severity is Severity.NONFATAL


@pytest.mark.parametrize(
    ("place", "value"),
    [("schema", "reply/2"), ("outcome", "perhaps"), ("segments", -1), ("answered_at", "yesterday"), ("reseller", None)],
)
def test_a_header_that_is_not_of_this_version_is_unreadable(place: str, value: object) -> None:
    sent = reply_as_json(REPLY)
    sent["header"][place] = value
    with pytest.raises(ReplyUnreadable, match=f"/header/{place}"):
        read_reply(json.dumps(sent).encode())


@given(st.binary(max_size=100))
@settings(max_examples=100, deadline=None)
def test_any_other_bytes_are_unreadable(sent: bytes) -> None:
    with pytest.raises(ReplyUnreadable):
        read_reply(sent)
