"""How a schema says what is wrong: a code and a sentence in one text, because marshmallow carries texts.

`document_reading` and its siblings take them apart again in `contracts.defects`.
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


REQUIRED = message("E020", "The field is required here.")
NULL = message("E023", "The field is null.", "Leave the field out when there is nothing to say.")
UNKNOWN = message("E003", "The field is not known here.")
NOT_AN_OBJECT = message("E023", "This is not an object.", "Write an object: names and values in braces.")
