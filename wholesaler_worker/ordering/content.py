"""What makes two versions the same: everything in the segment but its place and the reseller's own reference."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
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
    return sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).digest()


def _given(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_given(entry) for entry in value]
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return {
            field.name: _given(member)
            for field in fields(value)
            if (member := getattr(value, field.name)) is not None and member != field.default
        }
    return value
