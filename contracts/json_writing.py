"""Writes JSON as it travels: UTF-8, compact, no NaN."""

from __future__ import annotations

import json
from typing import Any

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), check_circular=False).encode


def write_json(value: Any) -> bytes:
    """Return `value` as JSON."""
    return _encode(value).encode("utf-8")
