"""JSON Pointers (RFC 6901), the paths of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

KEY_LIMIT = 80
"""The most characters of one key that a path repeats: a key is the sender's, and can be megabytes long."""


def pointer(steps: Iterable[str | int]) -> str:
    """Return the pointer that goes these steps from the top, ``""`` for none."""
    return "".join(f"/{escaped(step) if isinstance(step, str) else step}" for step in steps)


def escaped(key: str) -> str:
    """Return `key` as one step of a pointer; control characters are replaced, a very long key is cut."""
    text = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in key[:KEY_LIMIT]
    )
    return text.replace("~", "~0").replace("/", "~1")
