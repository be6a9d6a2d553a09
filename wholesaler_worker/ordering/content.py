"""What makes two versions the same: everything in the segment but its place and the reseller's own reference."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contracts.document import Segment


def segment_hash(segment: Segment) -> bytes:
    """The SHA-256 of the canonical JSON of what is asked, for whom and where.

    What is not given, or given as it would be anyway, is left out: a field that a later version of the format adds
    changes no hash of what was sent without it.
    """
    content = {
        "request": _given(segment.request),
        "end_user": _given(segment.end_user),
        "address": _given(segment.address),
    }
    return sha256(_canonical(content).encode()).digest()


_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), check_circular=False).encode


_MEMBERS: dict[type, tuple[tuple[str, object], ...]] = {}


def _members(built: type) -> tuple[tuple[str, object], ...]:
    """The fields of a dataclass with what they are when they are not given."""
    known = _MEMBERS.get(built)
    if known is None:
        known = _MEMBERS[built] = tuple((field.name, field.default) for field in fields(built))
    return known


def _given(value: Any) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, tuple):
        return [_given(entry) for entry in value]
    if isinstance(value, date):
        return value.isoformat()
    found = {}
    for name, default in _members(type(value)):
        member = getattr(value, name)
        if member is not None and member != default:
            found[name] = _given(member)
    return found
