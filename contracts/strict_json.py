"""Reads JSON as strictly as two programs must to understand the same thing, whatever the bytes are.

Refused, each with where and why: what is not UTF-8, too large or too deep, duplicate keys, NaN and infinities (also as
``1e999``), integers beyond 18 digits, lone surrogates and NUL characters (PostgreSQL's text holds neither).
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from contracts.document import MAX_DOCUMENT_BYTES
from contracts.json_depth import is_deeper_than

MAX_DEPTH = 32
"""Arrays and objects within each other; the deepest valid document has 6."""
MAX_INTEGER_DIGITS = 18

_BYTE_ORDER_MARK = "\ufeff"
_NUL_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


class UnreadableJson(ValueError):
    """The bytes are not JSON that we read; `position` is the byte or character offset where that shows, if known."""

    def __init__(self, text: str, *, position: int | None = None, too_large: bool = False) -> None:
        super().__init__(text)
        self.text = text
        self.position = position
        self.too_large = too_large


def read_json(body: bytes, *, limit: int = MAX_DOCUMENT_BYTES) -> Any:
    """Return the value that `body` holds; raise `UnreadableJson`, and nothing else, for any other bytes."""
    if len(body) > limit:
        raise UnreadableJson(f"It has {len(body):,} bytes; at most {limit:,} are allowed.", too_large=True)
    if not body.strip():
        raise UnreadableJson("It is empty.", position=0)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableJson(f"Byte {error.start} is not UTF-8.", position=error.start) from error
    if text[0] == _BYTE_ORDER_MARK:
        raise UnreadableJson("It begins with a byte order mark; leave that out.", position=0)
    if is_deeper_than(MAX_DEPTH, body):
        raise UnreadableJson(f"Arrays and objects are nested more than {MAX_DEPTH} deep.")
    value = _parse(text)
    if "\\" in text:
        _refuse_what_escapes_hid(text, value)
    return value


def _parse(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise UnreadableJson(f"It is not JSON: {error.msg} at {where}.", position=error.pos) from error
    except RecursionError as error:
        raise UnreadableJson("Arrays and objects are nested too deep.") from error


def _refuse_what_escapes_hid(text: str, value: Any) -> None:
    # The expression alone would keep every other thread waiting for half a second on 8 MiB of backslashes.
    nul = _NUL_ESCAPE.search(text) if "\\u0000" in text.replace("\\\\", "") else None
    if nul is not None:
        raise UnreadableJson(f"A text holds the NUL character at character {nul.start()}.", position=nul.start())
    surrogate = _SURROGATE_ESCAPE.search(text)
    if surrogate is None:
        return
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        place = surrogate.start()
        raise UnreadableJson("A text holds half of a surrogate pair.", position=place) from error


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise UnreadableJson(f"The key {key[:60]!a} occurs twice in one object.")
            seen.add(key)
    return members


def _integer(digits: str) -> int:
    if len(digits) > MAX_INTEGER_DIGITS:
        raise UnreadableJson(f"An integer has {len(digits):,} digits; at most {MAX_INTEGER_DIGITS} are read.")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise UnreadableJson(f"The number {digits[:20]} is too large.")
    return number


def _no_constant(name: str) -> Any:
    raise UnreadableJson(f"{name} is not a JSON number.")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_without_duplicates, parse_int=_integer, parse_float=_finite, parse_constant=_no_constant
)
