"""What makes two documents the same: everything in them but when they were sent and which files their sender had."""

from __future__ import annotations

import json
from hashlib import sha256

_LEFT_OUT = ("sent_at", "address_epoch", "feature_epoch")


def content_hash(body: bytes) -> bytes:
    """The SHA-256 of a sound document's canonical JSON: names in order, no space between, without what is left out."""
    document = json.loads(body)
    for name in _LEFT_OUT:
        document["header"].pop(name, None)
    return sha256(json.dumps(document, sort_keys=True, separators=(",", ":")).encode()).digest()
