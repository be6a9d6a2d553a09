"""How a schema says what is wrong: a code and a sentence in one text, because marshmallow carries texts.

`contracts.defects` takes them apart again.
"""

from __future__ import annotations

SEPARATOR = "\x1f"
"""Stands between code, sentence and hint; no sentence holds it."""


def message(code: str, text: str, hint: str = "") -> str:
    """Return the text that a `ValidationError` carries."""
    return SEPARATOR.join((code, text, hint))


def taken_apart(text: str) -> tuple[str, str, str]:
    """Return code, sentence and hint of a text that `message` made."""
    code, sentence, hint = text.split(SEPARATOR)
    return code, sentence, hint


FIELD = "\x1e"
"""Stands in a sentence for the field's name and mnemonic, which only the one who knows the path can fill in."""

REQUIRED = message("E020", f"{FIELD} is required here, and missing.")
NULL = message("E023", f"{FIELD} is null.", "Leave the field out when there is nothing to say.")
UNKNOWN = message("E003", f"{FIELD} is not known here.")
NOT_AN_OBJECT = message("E023", f"{FIELD} is not an object.", "Write an object: names and values in braces.")
NOT_SOUND = ""
"""Says only that there is something to say: on the short way nobody asks what."""
