"""Fields that hold others: lists, objects of another shape, and what is passed on unread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import Schema, ValidationError

from contracts.wire.fields import WireField
from contracts.wire.messages import FIELD, NOT_AN_OBJECT, NOT_SOUND, message

if TYPE_CHECKING:
    from contracts.wire.shape import Shape


class Part(WireField[Any]):
    """An object of another shape."""

    def __init__(self, shape: type[Shape], about: str = "", **more: Any) -> None:
        super().__init__(about, **more)
        self.shape = shape()

    def checked(self, value: Any) -> Any:
        """See `WireField.checked`."""
        return Schema.load(self.shape, value)

    def sound(self, value: Any) -> Any:
        """See `WireField.sound`."""
        return self.shape.sound(value)

    def json_schema(self) -> dict[str, Any]:
        """A reference to the shape's own schema."""
        return {"$ref": f"#/$defs/{self.shape.title}"}


class ListOf(WireField[tuple[Any, ...]]):
    """A list of one kind of field, within a length; every entry's defects are reported."""

    def __init__(
        self, entry: WireField[Any], about: str = "", *, least: int = 0, most: int | None = None, **more: Any
    ) -> None:
        super().__init__(about, **more)
        self.entry = entry
        self.least = least
        self.most = most

    def sound(self, value: Any) -> tuple[Any, ...]:
        """See `WireField.sound`."""
        if isinstance(value, list) and self.least <= len(value) and (self.most is None or len(value) <= self.most):
            return tuple(map(self.entry.sound, value))
        raise ValidationError(NOT_SOUND)

    def checked(self, value: Any) -> tuple[Any, ...]:
        """See `WireField.checked`."""
        if not isinstance(value, list):
            raise ValidationError(
                message("E023", f"{FIELD} is not a list.", "Write a list, in brackets, even for one.")
            )
        if len(value) < self.least or (self.most is not None and len(value) > self.most):
            raise ValidationError(message("E023", f"{FIELD} has {len(value):,} entries.", self._hint()))
        entries: list[Any] = []
        defects: dict[int, Any] = {}
        for place, entry in enumerate(value):
            try:
                entries.append(self.entry.deserialize(entry))
            except ValidationError as error:
                defects[place] = error.messages
        if defects:
            raise ValidationError(defects)
        return tuple(entries)

    def _hint(self) -> str:
        return f"Give at least {self.least}." if self.most is None else f"Give {self.least} to {self.most} entries."

    def json_schema(self) -> dict[str, Any]:
        """The entry's schema and the lengths."""
        schema: dict[str, Any] = {"type": "array", "items": self.entry.json_schema()}
        if self.least:
            schema["minItems"] = self.least
        if self.most is not None:
            schema["maxItems"] = self.most
        return schema


class MapOf(WireField[dict[str, Any]]):
    """An object with any names, all of one kind of field."""

    def __init__(self, entry: WireField[Any], about: str = "", **more: Any) -> None:
        super().__init__(about, **more)
        self.entry = entry

    def checked(self, value: Any) -> dict[str, Any]:
        """See `WireField.checked`."""
        if not isinstance(value, dict):
            raise ValidationError(NOT_AN_OBJECT)
        return {name: self.entry.deserialize(entry) for name, entry in value.items()}

    def json_schema(self) -> dict[str, Any]:
        """The entry's schema for every name."""
        return {"type": "object", "additionalProperties": self.entry.json_schema()}


class AnyObject(WireField[dict[str, Any]]):
    """An object whose fields somebody else reads."""

    def checked(self, value: Any) -> dict[str, Any]:
        """See `WireField.checked`."""
        if not isinstance(value, dict):
            raise ValidationError(NOT_AN_OBJECT)
        return value

    def json_schema(self) -> dict[str, Any]:
        """The type alone."""
        return {"type": "object"}
