"""Measures how deep JSON is nested before it is parsed, in time that the C string functions need."""

from __future__ import annotations

import re

_TOKEN = re.compile(rb'"[^"]*"?|[\[\]]')
_ALL_BUT_BRACKETS_AND_QUOTES = bytes(byte for byte in range(256) if byte not in b'[]{}"')
_ONE_KIND_OF_BRACKET = bytes.maketrans(b"{}", b"[]")


def is_deeper_than(limit: int, body: bytes) -> bool:
    """True if arrays and objects in `body` stand within each other more than `limit` deep.

    Nothing is parsed, so that no parser's stack is at the mercy of the sender. For bytes that are not JSON the answer
    is right up to the place where a parser stops.
    """
    if b"\\" in body:
        # A run of backslashes begins with an escape: pairs of them are escaped backslashes. A regular expression says
        # the same, and keeps every other thread waiting for half a second on 8 MiB of them.
        body = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    skeleton = body.translate(_ONE_KIND_OF_BRACKET, _ALL_BUT_BRACKETS_AND_QUOTES)
    # Texts without brackets are now pairs of quotes; if one holds a bracket, an odd quote is left over beside it.
    brackets = skeleton.replace(b'""', b"")
    if b'"' in brackets:
        return _counted_one_by_one(limit, skeleton)
    for _ in range(limit):
        # Each round peels the innermost level off.
        brackets = brackets.replace(b"[]", b"")
        if not brackets:
            return False
    return _counted_one_by_one(limit, skeleton)


def _counted_one_by_one(limit: int, skeleton: bytes) -> bool:
    depth = 0
    for token in _TOKEN.finditer(skeleton):
        if token[0] == b"[":
            depth += 1
            if depth > limit:
                return True
        elif token[0] == b"]":
            depth -= 1
    return False
