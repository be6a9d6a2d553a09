"""Whatever a header table holds, reading it ends, and ends where the table ends."""

import struct
from collections.abc import Iterator

import pytest
from pika import data

from broker_config.rabbitmq.field_tables import UNREADABLE, long_integer_in, survive_any_table


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


def entry(name: bytes, kind: bytes, value: bytes) -> bytes:
    return bytes([len(name)]) + name + kind + value


def offset(value: int, name: bytes = b"offset") -> bytes:
    return entry(name, b"l", struct.pack(">q", value))


@pytest.mark.parametrize(
    "before",
    [
        b"",
        nested(5000),
        listed(5000),
        entry(b"t", b"T", b"\xff" * 8),
        entry(b"offset", b"S", struct.pack(">I", 3) + b"abc"),
        entry(b"o", b"F", struct.pack(">I", len(offset(9))) + offset(9)),
        b"".join(
            entry(b"x", bytes([kind]), b"\x00" * size)
            for kind, size in zip(b"tbBsUuIiflLdTDV", (1, 1, 1, 2, 2, 2, 4, 4, 4, 8, 8, 8, 8, 5, 0), strict=True)
        ),
    ],
    ids=["nothing", "tables", "lists", "a time", "a text of that name", "one within a table", "every type"],
)
def test_a_number_is_found_in_a_table_that_nobody_can_read(before: bytes) -> None:
    assert long_integer_in(before + offset(7), b"offset") == 7
    assert long_integer_in(offset(7) + before, b"offset") == 7
    assert long_integer_in(before, b"offset") is None


@pytest.mark.parametrize("entries", [b"\x09short", b"\x01", b"\x01aS\xff", b"\x01a", b"\x06offsetl\x00"])
def test_a_table_that_ends_too_early_has_no_number(entries: bytes) -> None:
    assert long_integer_in(entries, b"offset") is None
