"""Long documents become pieces, the same ones on every try, and their answers one answer."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.address import Address
from contracts.answer_error import answer_error
from contracts.document import MAX_DOCUMENT_BYTES, Document, EndUser, Header, Mode, Segment
from contracts.document_reading import read_document
from contracts.reply import Outcome
from contracts.reply_parts import join_parts
from contracts.reply_reading import read_reply
from contracts.requests import ServiceQualify
from reseller_adapter.errors import SplitImpossible
from reseller_adapter.joining import join_pieces
from reseller_adapter.splitting import Limits, split
from reseller_adapter.translation import translate_back
from tests.plugins.stub_wholesaler import everything_is_available

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def document(segments: int, *, number: str = "A-17", mode: Mode = Mode.EACH, name: str = "Jane Doe") -> Document:
    header = Header(transaction="service.qualify", transaction_number=number, reseller="acme", sent_at=AT, mode=mode)
    return Document(
        header=header,
        segments=tuple(
            Segment(
                number=place,
                request=ServiceQualify(services=("1FR",)),
                reference=f"r-{place}",
                end_user=EndUser(name=name),
                address=Address(line=f"{place} Main St", zip="94601"),
            )
            for place in range(1, segments + 1)
        ),
    )


def test_a_short_document_travels_as_it_is() -> None:
    (piece,) = split(document(3))
    assert (piece.number, piece.first_segment) == (1, 0)
    assert read_document(piece.body) == document(3)


def test_ten_thousand_segments_travel_as_one_and_one_more_as_two() -> None:
    assert len(split(document(10_000))) == 1
    pieces = split(document(10_001))
    assert [len(piece.document.segments) for piece in pieces] == [10_000, 1]


@settings(deadline=None, max_examples=40)
@given(
    segments=st.integers(1, 60),
    most=st.integers(1, 20),
    size=st.integers(700, 4000),
    name=st.text(st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1, max_size=60),
)
def test_pieces_are_within_limits_in_order_and_the_same_every_time(
    segments: int, most: int, size: int, name: str
) -> None:
    original = document(segments, name=name)
    limits = Limits(segments=most, bytes=size)
    pieces = split(original, limits)
    assert pieces == split(original, limits)
    assert all(len(piece.body) <= size and len(piece.document.segments) <= most for piece in pieces)
    assert [segment.reference for piece in pieces for segment in piece.document.segments] == [
        segment.reference
        for segment in original.segments  # type: ignore[union-attr]
    ]
    assert all(
        [segment.number for segment in piece.document.segments] == list(range(1, len(piece.document.segments) + 1))
        for piece in pieces
    )
    expected = [f"A-17.{k}" for k in range(1, len(pieces) + 1)] if len(pieces) > 1 else ["A-17"]
    assert [piece.document.header.transaction_number for piece in pieces] == expected


def test_an_atomic_document_is_never_split() -> None:
    with pytest.raises(SplitImpossible, match="atomic"):
        split(document(11, mode=Mode.ATOMIC), Limits(segments=10))


def test_a_segment_longer_than_a_document_is_named() -> None:
    long = document(3)
    segments = (*long.segments[:2], replace(long.segments[2], reference="r" * 5000))
    with pytest.raises(SplitImpossible, match="segment 3"):
        split(replace(long, segments=segments), Limits(bytes=4000))


def test_a_number_that_leaves_no_room_for_the_pieces_is_refused() -> None:
    with pytest.raises(SplitImpossible, match="at most 34 characters"):
        split(document(3, number="n" * 36), Limits(segments=1))
    assert len(split(document(3, number="n" * 34), Limits(segments=1))) == 3


def test_eight_mebibytes_travel_as_one() -> None:
    assert all(len(piece.body) <= MAX_DOCUMENT_BYTES for piece in split(document(10_000, name="x" * 60)))


@pytest.mark.parametrize("segments", [1, 2, 7, 9, 10])
def test_the_answers_to_the_pieces_are_the_answer_to_the_whole(segments: int) -> None:
    original = document(segments)
    answers = []
    for piece in split(original, Limits(segments=3)):
        reply = everything_is_available(piece.document)
        marked = tuple(
            replace(
                segment,
                errors=(
                    answer_error("A102", f"/segments/{segment.number - 1}/address/street"),
                    answer_error("A102", f"/segments/{segment.number - 1}"),
                ),
            )
            for segment in reply.segments
        )
        answers.append((piece.first_segment, len(piece.document.segments), replace(reply, segments=marked)))
    joined = join_pieces(answers, "A-17")
    assert joined.header.transaction_number == "A-17"
    assert [(segment.number, segment.reference) for segment in joined.segments] == [
        (place, f"r-{place}") for place in range(1, segments + 1)
    ]
    assert [error.path for segment in joined.segments for error in segment.errors] == [
        path for place in range(segments) for path in (f"/segments/{place}/address/street", f"/segments/{place}")
    ]
    assert (joined.header.outcome, joined.header.answered, joined.header.segments) == (
        Outcome.ANSWERED,
        segments,
        segments,
    )


def test_a_piece_refused_as_a_whole_makes_the_answer_partial() -> None:
    first, second = split(document(4), Limits(segments=2))
    refused = everything_is_available(second.document)
    header = replace(refused.header, outcome=Outcome.REFUSED, segments=0, answered=0, refused=0, address_epoch=40)
    error = answer_error("E014", "/header")
    joined = join_pieces(
        [
            (0, 2, everything_is_available(first.document)),
            (2, 2, replace(refused, header=header, segments=(), errors=(error,))),
        ],
        "A-17",
    )
    assert (joined.header.outcome, joined.header.answered, joined.header.refused) == (Outcome.PARTIAL, 2, 2)
    assert joined.errors == (error,)
    assert joined.header.address_epoch == 40


@pytest.mark.parametrize("longest", [1_500, 3_000, 20_000])
def test_an_answer_in_parts_is_the_answer(longest: int) -> None:
    reply = everything_is_available(document(50))
    answers = translate_back([reply], "wholesaler", "", longest)
    assert len(answers) > 1 or longest == 20_000
    assert all(len(answer.body) <= longest for answer in answers)
    assert [answer.ordinal for answer in answers] == list(range(1, len(answers) + 1))
    assert join_parts([read_reply(answer.body) for answer in answers]) == reply


def test_a_segment_above_the_limit_travels_alone() -> None:
    reply = everything_is_available(document(3))
    assert len(translate_back([reply], "wholesaler", "", 10)) == 3
