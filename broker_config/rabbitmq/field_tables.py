"""Header tables that no program could mean, taken without harm.

The broker carries any table that fits a frame. pika (1.4.4) meets one that is nested thousands deep with a
RecursionError, and a point in time beyond the year 9999 with an OverflowError or a ValueError. Both end its connection,
and the message is delivered again: one message would so stop every worker, and use up the deliveries of all its
neighbours.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

from pika import data
from pika.exceptions import InvalidFieldTypeException

if TYPE_CHECKING:
    from collections.abc import Callable

UNREADABLE = "unreadable"
"""The one name in what stands for an unreadable table; its value is the bytes, so that their size still counts."""

_WHAT_PIKA_RAISES = (RecursionError, ArithmeticError, ValueError, OSError, struct.error, InvalidFieldTypeException)


def survive_any_table() -> None:
    """From now on pika reads what it can of a table; calling this again changes nothing."""
    if not isinstance(data.decode_table, _Surviving):
        data.decode_table = _Surviving(data.decode_table)


_SIZES = {
    **dict.fromkeys(b"tbB", 1),
    **dict.fromkeys(b"sUu", 2),
    **dict.fromkeys(b"Iif", 4),
    **dict.fromkeys(b"lLdT", 8),
    ord("D"): 5,
    ord("V"): 0,
}
"""Octets of a value by the octet of its type, as RabbitMQ writes them; the others say their length in four octets."""


def long_integer_in(entries: bytes, name: bytes) -> int | None:
    """The last long integer of this name in an unreadable table; what is nested is passed over, however deep it is."""
    found, place = None, 0
    try:
        while place < len(entries):
            begins = place + 1 + entries[place]
            here, kind, place = entries[place + 1 : begins], entries[begins], begins + 1
            if here == name and kind == ord("l"):
                (found,) = struct.unpack_from(">q", entries, place)
            size = _SIZES.get(kind)
            place += 4 + struct.unpack_from(">I", entries, place)[0] if size is None else size
    except (IndexError, struct.error):
        return None
    return found


class _Surviving:
    def __init__(self, decode: Callable[[bytes, int], tuple[dict[str, Any], int]]) -> None:
        self._decode = decode

    def __call__(self, encoded: bytes, offset: int) -> tuple[dict[str, Any], int]:
        try:
            return self._decode(encoded, offset)
        except _WHAT_PIKA_RAISES:
            (size,) = struct.unpack_from(">I", encoded, offset)
            end = offset + 4 + size
            return {UNREADABLE: bytes(encoded[offset + 4 : end])}, end
