"""The short way that sound objects take and the long way that names defects come to the same end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from marshmallow import Schema, ValidationError

from contracts.transactions import TRANSACTIONS
from contracts.wire.header import HeaderShape
from contracts.wire.reply import ReplyShape
from contracts.wire.segments import SEGMENTS
from tests.unit.contracts.test_schema_boundaries import changed_once, example

if TYPE_CHECKING:
    from contracts.wire.shape import Shape

REFUSED = object()


def short_way(shape: Shape, sent: Any) -> Any:
    try:
        return shape.sound(sent)
    except ValidationError:
        return REFUSED


def long_way(shape: Shape, sent: Any) -> Any:
    try:
        return Schema.load(shape, sent)
    except ValidationError:
        return REFUSED


@pytest.mark.parametrize("transaction", TRANSACTIONS)
def test_both_ways_build_the_same_segment_or_none(transaction: str) -> None:
    shape = SEGMENTS[transaction]
    ends = set()
    for sent in changed_once({"segment": example(transaction)["segments"][0]}):
        segment = sent.get("segment")
        end = short_way(shape, segment)
        assert end == long_way(shape, segment), segment
        ends.add(end is REFUSED)
    assert ends == {True, False}


def test_both_ways_build_the_same_header_or_none() -> None:
    for sent in changed_once({"header": example("service.qualify")["header"]}):
        header = sent.get("header")
        assert short_way(HeaderShape(), header) == long_way(HeaderShape(), header), header


@pytest.mark.parametrize("sent", [{"header": None}, [], None, {"errors": [], "segments": [{}]}])
def test_both_ways_refuse_what_is_no_answer(sent: Any) -> None:
    assert short_way(ReplyShape(), sent) is REFUSED
    assert long_way(ReplyShape(), sent) is REFUSED


def test_an_open_shape_passes_over_what_it_does_not_know_on_both_ways() -> None:
    header = {
        "schema": "reply/1", "reseller": "acme", "answered_at": "2026-11-23T09:30:00Z", "outcome": "refused",
        "replayed": False, "segments": 0, "answered": 0, "refused": 0, "new": 1,
    }  # fmt: skip
    sent = {"header": header, "errors": [], "segments": [], "newer": {}}
    assert short_way(ReplyShape(), sent) == long_way(ReplyShape(), sent)
    assert short_way(ReplyShape(), sent).header.reseller == "acme"
