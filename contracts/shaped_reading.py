"""Reads one object of a shape, strictly: what both sides take from each other besides documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError

from contracts.defects import defects
from contracts.strict_json import UnreadableJson, read_json

if TYPE_CHECKING:
    from contracts.wire.shape import Shape


def read_shaped(body: bytes, shape: Shape, limit: int, *, what: str, schema: str, refusal: type[ValueError]) -> Any:
    """Return what `shape` builds of `body`, of at most `limit` bytes. Raises `refusal`, and nothing else.

    It names the first defect of the `what`, which should be in the format `schema`.
    """
    try:
        sent = read_json(body, limit=limit)
    except UnreadableJson as error:
        raise refusal(f"The {what} cannot be read. {error.text}") from error
    try:
        return shape.load(sent)
    except ValidationError as error:
        first = defects(error.messages_dict, sent, shape)[0]
        raise refusal(f"The {what} is not in the format {schema}: {first.text} ({first.path})") from error
