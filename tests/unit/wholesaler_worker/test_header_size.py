"""The size of headers is what the sender set, in the encoding of the wire."""

from typing import Any

import pytest
from pika import data

from wholesaler_worker.receiving.header_size import encoded_bytes, sender_header_bytes


@pytest.mark.parametrize(
    "headers",
    [{}, {"a": "b"}, {"a": "x" * 9000}, {"a": {"b": ["c", 1, True]}}, {"n": 1, "m": 10**15}, {"t": "ü" * 100}],
)
def test_the_estimate_is_near_what_the_driver_writes(headers: dict[str, Any]) -> None:
    pieces: list[bytes] = []
    written = data.encode_table(pieces, headers)
    assert written <= encoded_bytes(headers) + 5
    assert encoded_bytes(headers) <= written * 2 + 10


def test_what_the_broker_and_the_wholesaler_add_does_not_count() -> None:
    ours = {"x-death": [{"reason": "expired" * 100}], "x-first-death-queue": "q" * 100, "x-origin": "o" * 100}
    assert sender_header_bytes("retried", ours | {"x-delivery-count": 3}) == sender_header_bytes("retried", {})
    assert sender_header_bytes("retried", {"traceparent": "t" * 9000}) > 8192


@pytest.mark.parametrize("name", ["x-death", "x-first-death-queue", "x-opt-anything", "x-origin", "x-ticket"])
def test_on_a_lane_a_name_of_ours_hides_nothing(name: str) -> None:
    assert sender_header_bytes("documents.acme.inquiry", {name: "y" * 50_000}) > 50_000


def test_bottomless_nesting_is_measured_without_recursion() -> None:
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]
    assert encoded_bytes(deep) > 100_000
    while isinstance(deep, list):  # taken apart by hand: the interpreter would recurse
        deep = deep.pop()
