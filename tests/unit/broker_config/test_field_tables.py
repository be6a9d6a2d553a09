"""Whatever a header table holds, reading it ends, and ends where the table ends."""

import struct
from collections.abc import Iterator

import pytest
from pika import data

from broker_config.rabbitmq.field_tables import UNREADABLE, survive_any_table


@pytest.fixture(autouse=True)
def surviving() -> Iterator[None]:
    original = data.decode_table
    survive_any_table()
    survive_any_table()
    yield
    data.decode_table = original


def table(*entries: bytes) -> bytes:
    body = b"".join(entries)
    return struct.pack(">I", len(body)) + body


def nested(depth: int) -> bytes:
    found = b""
    for _ in range(depth):
        found = b"\x01aF" + struct.pack(">I", len(found)) + found
    return found


def listed(depth: int) -> bytes:
    found = b""
    for _ in range(depth):
        found = b"A" + struct.pack(">I", len(found)) + found
    return b"\x01a" + found


def test_a_sound_table_is_read_as_ever() -> None:
    sound = table(b"\x01at\x01", b"\x01bS\x00\x00\x00\x02hi")
    assert data.decode_table(sound, 0) == ({"a": True, "b": "hi"}, len(sound))


@pytest.mark.parametrize(
    "entry",
    [
        b"\x01tT" + b"\xff" * 8,
        b"\x01tT" + struct.pack(">Q", 2**40),
        b"\x01dd" + struct.pack(">d", float("inf")),
        b"\x01dd" + struct.pack(">d", float("nan")),
        b"\x01q?1234",
        b"\x01bB",
        listed(20_000),
    ],
    ids=["time 2**64-1", "time 2**40", "infinite", "not a number", "no such type", "cut off", "lists 20,000 deep"],
)
def test_an_unreadable_table_stands_as_its_bytes(entry: bytes) -> None:
    hostile = table(entry)
    assert data.decode_table(hostile, 0) == ({UNREADABLE: entry}, len(hostile))


def test_tables_18_000_deep_are_read_to_their_end_and_keep_their_size() -> None:
    hostile = table(nested(18_000))
    inner, end = data.decode_table(hostile, 0)
    assert end == len(hostile)
    while UNREADABLE not in inner:
        inner = inner["a"]
    assert len(inner[UNREADABLE]) > 100_000
