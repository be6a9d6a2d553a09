"""Depth is known before anything is parsed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.json_depth import is_deeper_than
from contracts.strict_json import read_json


def depth_of(value: Any) -> int:
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if members is None else 1 + max((depth_of(member) for member in members), default=0)


_BRACKETS = st.text('[]{}"\\,a', max_size=8)
_JSON = st.recursive(
    st.integers(0, 9) | _BRACKETS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_BRACKETS, inner, max_size=3),
    max_leaves=30,
)


@given(_JSON)
@settings(max_examples=300, deadline=None)
def test_depth_is_what_a_parser_finds_whatever_texts_hold(value: Any) -> None:
    sent = json.dumps(value).encode()
    depth = depth_of(value)
    assert not is_deeper_than(depth, sent)
    if depth:
        assert is_deeper_than(depth - 1, sent)


@pytest.mark.parametrize("opened", [b"[", b'{"a":', b'["]",', b'[{"a]]]":', b'["\\"]",'])
def test_a_hundred_thousand_levels_are_found(opened: bytes) -> None:
    assert is_deeper_than(32, opened * 100_000)


def test_a_long_flat_list_is_not_deep() -> None:
    assert len(read_json(b"[" + b"{}," * 100_000 + b"{}]")) == 100_001
