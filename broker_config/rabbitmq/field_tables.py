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
