"""Generated passwords, and how the broker's hash of one is recognised."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

_SALT_BYTES = 4
_HASHES = {"rabbit_password_hashing_sha256": "sha256", "rabbit_password_hashing_sha512": "sha512"}


def generate_password() -> str:
    """32 characters with 192 bits of chance, safe in URLs and shells."""
    return secrets.token_urlsafe(24)


def is_password_of(password_hash: str, algorithm: str, password: str) -> bool | None:
    """Whether the hash in a user's definition is of this password; None for an algorithm that is not known here.

    RabbitMQ's "Credentials and Passwords" page: base64 of a salt of 4 bytes and of the hash of salt and password.
    """
    digest = _HASHES.get(algorithm)
    if digest is None:
        return None
    try:
        raw = base64.b64decode(password_hash, validate=True)
    except binascii.Error:
        return None
    salt, kept = raw[:_SALT_BYTES], raw[_SALT_BYTES:]
    return hmac.compare_digest(hashlib.new(digest, salt + password.encode()).digest(), kept)
