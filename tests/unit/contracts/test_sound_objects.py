"""The short way that sound objects take and the long way that names defects come to the same end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from marshmallow import Schema, ValidationError, missing

from contracts.transactions import TRANSACTIONS
from contracts.wire import later_results, manifest, notification, results
from contracts.wire.fields import WireField
from contracts.wire.header import HeaderShape
from contracts.wire.reply import ReplyShape
from contracts.wire.segments import SEGMENTS
from contracts.wire.shape import RuledShape, Shape
from tests.unit.contracts.test_schema_boundaries import changed_once, example

if TYPE_CHECKING:
    from collections.abc import Iterator

EVERY_MODULE_WITH_SHAPES = (later_results, manifest, notification, results)
"""Beside those that are used below; a shape is known when its module is imported."""

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


def every_shape(below: type[Shape] = Shape) -> Iterator[Shape]:
    for shape in below.__subclasses__():
        yield from every_shape(shape)
        if hasattr(shape, "builds"):
            yield shape()


def test_no_shape_uses_anything_of_marshmallow_that_the_short_way_passes_over() -> None:
    """Why both ways come to the same end: a field is its own check, and a shape has its rules and nothing else."""
    looked_at = 0
    for shape in every_shape():
        for name, field in shape.fields.items():
            where = f"{type(shape).__name__}.{name}"
            assert isinstance(field, WireField), where
            assert field.load_default is missing, where
            assert not field.allow_none, where
            assert not field.validators, where
            assert field.attribute is None, where
            assert not field.load_only, where
            assert not field.dump_only, where
            with pytest.raises(ValidationError):
                field.sound(None)
            looked_at += 1
        hooks = {hook: [name for name, *_ in found] for hook, found in shape._hooks.items() if found}
        allowed = {"post_load": ["build"], "validates_schema": ["follow_rules"]}
        assert hooks.items() <= allowed.items(), type(shape).__name__
        assert ("validates_schema" in hooks) == isinstance(shape, RuledShape), type(shape).__name__
    assert looked_at > 200
