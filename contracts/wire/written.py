"""The other direction: a dataclass as the object that its shape describes."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from contracts.moments import moment_as_text
from contracts.wire.containers import ListOf, Part

if TYPE_CHECKING:
    from marshmallow.fields import Field

    from contracts.wire.shape import Shape


def written(shape: Shape, value: Any) -> dict[str, Any]:
    """Return `value` as a JSON object; what is None, or empty by default, is left out."""
    members: dict[str, Any] = {}
    left_out = _empty_defaults(type(value))
    for name, field in shape.fields.items():
        member = getattr(value, name)
        if field.required or (member is not None and not (name in left_out and not member)):
            members[field.data_key or name] = _member(field, member)
    return members


_EMPTY_DEFAULTS: dict[type, frozenset[str]] = {}


def _empty_defaults(built: type) -> frozenset[str]:
    """Return the fields that are empty unless something is said: leaving them out loses nothing."""
    known = _EMPTY_DEFAULTS.get(built)
    if known is None:
        known = frozenset(field.name for field in fields(built) if field.default in ((), ""))
        _EMPTY_DEFAULTS[built] = known
    return known


def _member(field: Field[Any], value: Any) -> Any:
    if isinstance(field, Part):
        return written(field.shape, value)
    if isinstance(field, ListOf):
        return [_member(field.entry, entry) for entry in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return moment_as_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return value
