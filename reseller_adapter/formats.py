"""Which of the reseller's formats something is in: by the content type of a message, or the name of a file."""

from __future__ import annotations

from translators.profile import standard_profile
from translators.registry import FORMATS as TRANSLATORS
from translators.registry import UnknownFormat, translator, translator_for_content_type

FORMATS = tuple(TRANSLATORS)

_ENDINGS = {".wholesaler.json": "wholesaler", ".json": "json", ".csv": "csv"}


def format_of_content_type(content_type: str | None) -> str | None:
    """The format of a message, or None; parameters such as the charset do not count (the profile names it)."""
    try:
        return translator_for_content_type(content_type or "", standard_profile()).name
    except UnknownFormat:
        return None


def content_types() -> tuple[str, ...]:
    """The content type of each format, for a person."""
    return tuple(translator(form, standard_profile()).content_type for form in FORMATS)


def known_endings() -> tuple[str, ...]:
    """How files end whose names say their format."""
    return tuple(_ENDINGS)


def format_of_name(name: str) -> str | None:
    """The format of a file, or None."""
    return next((form for ending, form in _ENDINGS.items() if name.lower().endswith(ending)), None)


def ending_of(name: str) -> str:
    """What of a file's name stands for its format, such as `.csv` or `.wholesaler.json`; the last ending otherwise."""
    lower = name.lower()
    for ending in _ENDINGS:
        if lower.endswith(ending):
            return name[len(name) - len(ending) :]
    dot = name.rfind(".")
    return name[dot:] if dot > 0 else ""


def ending_for(form: str) -> str:
    """How the name of a file in this format ends."""
    return next(ending for ending, known in _ENDINGS.items() if known == form)
