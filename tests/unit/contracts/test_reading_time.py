"""The time to read a document grows with its length and not faster: counted in calls, or in work, not in seconds."""

from __future__ import annotations

import sys
import time
from typing import Any

import pytest

from contracts.document_reading import DocumentRefused, read_document
from tests.unit.contracts.sample_documents import body, document, segment


def calls_to_read(sent: bytes) -> int:
    """Return how many Python and C functions were called; it does not depend on the machine."""
    count = 0

    def counting(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counting)
    try:
        read_document(sent)
    finally:
        sys.setprofile(before)
    return count


def sound(number: int) -> dict[str, Any]:
    return segment(number)


def broken(number: int) -> dict[str, Any]:
    return segment(number, address={}, extra=number)


@pytest.mark.parametrize("one", [sound, broken])
def test_ten_times_the_segments_take_ten_times_the_calls(one: Any) -> None:
    read_document(body(document(one(1))))
    short = calls_to_read(body(document(*map(one, range(1, 101)))))
    long = calls_to_read(body(document(*map(one, range(1, 1001)))))
    assert long < short * 11


@pytest.mark.parametrize("hostile", [b"\\\\", b"\\n", b"x\\\\"])
def test_escapes_are_read_nearly_as_fast_as_letters(hostile: bytes) -> None:
    # One call of C keeps all other threads waiting: a sender must not make it long.
    size = 4_000_000
    letters, escapes = b'{"a":"' + b"xx" * (size // 2) + b'"}', b'{"a":"' + hostile * (size // len(hostile)) + b'"}'
    times = [(work_to_refuse(escapes), work_to_refuse(letters)) for _ in range(9)]
    # Ten times the work is what it takes; with one regular expression over all of it, it was fifty times.
    assert min(escaped for escaped, _ in times) < min(plain for _, plain in times) * 22


def work_to_refuse(sent: bytes) -> float:
    """Return the processor's time of this thread alone: other programs of a loaded machine do not count."""
    start = time.thread_time()
    with pytest.raises(DocumentRefused):
        read_document(sent)
    return time.thread_time() - start
