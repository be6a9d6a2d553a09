"""The values of a reply that an answer can show, by the dotted names that profiles use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from translators.code_tables import CodeTable

LIST = "*"
"""In a shape: each entry of a list looks like this."""

_TEXT: Mapping[str, Any] = {}
_ADDRESS = dict.fromkeys(
    (
        "line", "prefix", "number", "number_suffix", "pre_direction", "street", "street_type", "post_direction",
        "city", "state", "zip",
    ),
    _TEXT,
) | {"units": {LIST: {"designator": _TEXT, "value": _TEXT}}}  # fmt: skip
_NEAREST = dict.fromkeys(("usoc", "name", "switch", "central_office", "because"), _TEXT)
SERVICE = dict.fromkeys(("usoc", "name", "available", "code", "until", "condition"), _TEXT) | {
    "because": {LIST: {"step": _TEXT, "found": _TEXT}},
    "nearest": _NEAREST,
}
NUMBER = dict.fromkeys(("telephone_number", "available", "code", "until", "hold_token", "held_until"), _TEXT)
ALTERNATIVE = {"address": _ADDRESS, "score": _TEXT}
ERROR = dict.fromkeys(("code", "severity", "action", "retryable", "path", "value", "text", "hint"), _TEXT)
ORDER = dict.fromkeys(("pon", "version", "state", "order_number", "due_date", "in_force"), _TEXT) | {
    "history": {LIST: dict.fromkeys(("event", "sequence", "occurred_at", "version"), _TEXT)}
}
_RESULT = dict.fromkeys(
    (
        "code", "match", "rate_center", "found", "asked", "status", "order_number", "due_date", "interval", "suspended",
        "resent",
    ),
    _TEXT,
) | {
    "address": _ADDRESS,
    "changed": {LIST: _TEXT},
    "verdicts": {**_ADDRESS, "units": _TEXT},
    "alternatives": {LIST: ALTERNATIVE},
    "valid_ranges": {LIST: dict.fromkeys(("low", "high", "parity", "line", "zip"), _TEXT)},
    "central_office": dict.fromkeys(("clli", "name"), _TEXT),
    "switch": dict.fromkeys(("clli", "type"), _TEXT),
    "services": {LIST: SERVICE},
    "numbers": {LIST: NUMBER},
    "due_dates": {LIST: _TEXT},
    "lines": {LIST: {"usoc": _TEXT, "features": {LIST: _TEXT}, "telephone_number": _TEXT}},
    "open_orders": {LIST: _TEXT},
    "orders": {LIST: ORDER},
}  # fmt: skip
SHAPE: Mapping[str, Any] = {
    "header": dict.fromkeys(
        (
            "schema", "transaction", "transaction_number", "reseller", "answered_at", "outcome", "replayed",
            "address_epoch", "feature_epoch", "segments", "answered", "refused",
        ),
        _TEXT,
    ),
    "segment": dict.fromkeys(("number", "reference", "outcome"), _TEXT),
    "errors": {LIST: ERROR},
    "error": ERROR,
    "further_errors": {LIST: ERROR},
    "result": _RESULT,
    "service": SERVICE,
    "number": NUMBER,
    "alternative": ALTERNATIVE,
    "order": ORDER,
}  # fmt: skip
"""Every value by name. `error` is the gravest error, `further_errors` are the others; `service`, `number`,
`alternative`, `order` exist in rows of that kind.
"""

_YOURS = ("N300", "N301")
"""Of a hold's answer: the number is free, or it is held for the reseller."""


def shape_at(steps: tuple[str, ...], shape: Mapping[str, Any] = SHAPE) -> Mapping[str, Any] | None:
    """Return the shape of the value named by `steps`, or None if there is no such value.

    A digit as a step takes that entry of a list, counted from 0.
    """
    for step in steps:
        if LIST in shape and step.isdecimal():
            shape = shape[LIST]
        elif step in shape and step != LIST:
            shape = shape[step]
        else:
            return None
    return shape


def value_at(source: Any, steps: tuple[str, ...]) -> Any:
    """Return the value that `steps` lead to in JSON, or None where something on the way is missing."""
    for step in steps:
        if isinstance(source, dict):
            source = source.get(step)
        elif isinstance(source, list) and step.isdecimal() and int(step) < len(source):
            source = source[int(step)]
        elif not (isinstance(source, str) and step == "clli"):  # some results give an office or a switch as its CLLI
            return None
    return source


def entry_at(entry: Any, steps: tuple[str, ...]) -> Any:
    """Return a value of an entry of a list, as `value_at` does; what plain entries and holds do not say is clear."""
    return value_at(entry_as_object(entry), steps) if steps else entry


def entry_as_object(entry: Any) -> Any:
    """Return an entry with what it does not say: an order's numbers are plain, and the reseller can have them."""
    if isinstance(entry, str):
        return {"telephone_number": entry, "usoc": entry, "available": True}
    if isinstance(entry, dict) and "telephone_number" in entry and "available" not in entry:
        return {**entry, "available": entry.get("code") in _YOURS}
    return entry


def as_text(value: Any) -> str:
    """Return a value as an answer writes it; None is empty, truth is ``true`` or ``false``, a list has commas."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ",".join(map(as_text, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


_PLACEHOLDER = re.compile(r"\{([a-z_][a-z_.0-9]*)(?::([A-Za-z0-9_-]+))?\}")


@dataclass(frozen=True, slots=True)
class Template:
    """A text with values in it: ``{usoc}={available:availability}``; after the colon stands a code table."""

    texts: tuple[str, ...]
    values: tuple[tuple[tuple[str, ...], CodeTable | None], ...]

    def value(self, entry: Any) -> Any:
        """Return the value itself, with its JSON type, where the template is nothing but one placeholder."""
        if self.texts == ("", "") and self.values[0][1] is None:
            steps = self.values[0][0]
            return entry_at(entry, steps)
        return self.fill(entry)

    def fill(self, entry: Any) -> str:
        """Return the text for one entry of a list."""
        parts = [self.texts[0]]
        for (steps, table), text in zip(self.values, self.texts[1:], strict=True):
            shown = as_text(entry_at(entry, steps))
            parts.append(shown if table is None else table.word(shown))
            parts.append(text)
        return "".join(parts)


def placeholders(text: str) -> tuple[tuple[str, ...], tuple[tuple[str, str | None], ...]]:
    """Split a template into the texts around its placeholders, and its placeholders as (name, table).

    Raises `ValueError` for a brace that belongs to none.
    """
    pieces = _PLACEHOLDER.split(text)
    texts = tuple(pieces[0::3])
    if any("{" in piece or "}" in piece for piece in texts):
        raise ValueError(text)
    return texts, tuple(zip(pieces[1::3], pieces[2::3], strict=True))
