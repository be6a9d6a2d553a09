"""The fields of the wholesaler format: strict types, one limit each, and what JSON Schema says about the same field.

A field checks everything in one go and knows its own JSON Schema, so that the two cannot drift apart. `mnemonic` is the
LSOG name that a practitioner knows; it goes into the metadata.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from marshmallow import ValidationError, fields, missing

from contracts.identifiers import CONTROL_CHARACTER, DAY, TIMESTAMP
from contracts.wire.messages import FIELD, NULL, REQUIRED, message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

MAX_NUMBER = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly."""

_control_character = re.compile(CONTROL_CHARACTER).search


class WireField(fields.Field[T], Generic[T]):
    """What all fields share; a subclass checks a value and describes itself in `json_schema`."""

    default_error_messages = {"required": REQUIRED, "null": NULL}  # noqa: RUF012  (marshmallow's own spelling)

    def __init__(
        self, about: str = "", *, name: str | None = None, required: bool = False, mnemonic: str = "", **more: Any
    ) -> None:
        metadata = {"description": about, "mnemonic": mnemonic}
        super().__init__(data_key=name, required=required, metadata=metadata, **more)

    def deserialize(
        self, value: Any, attr: str | None = None, data: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> Any:
        """Return what `value` means; called by marshmallow.

        What is there goes straight to `checked`: the way through marshmallow's list of validators, which we do not use,
        would cost more than all our checks.
        """
        if value is None or value is missing:
            return super().deserialize(value, attr, data, **kwargs)
        return self.checked(value)

    def checked(self, value: Any) -> T:
        """Return what `value` means; raise `ValidationError` with a `message` if it is not right."""
        raise NotImplementedError

    def sound(self, value: Any) -> T:
        """Return what `value` means; raise `ValidationError`, which need not say what is wrong."""
        return self.checked(value)

    def json_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of a value, without the description."""
        raise NotImplementedError


class Text(WireField[str]):
    """A text without control characters, within a length, and of a form where `pattern` gives one.

    `form` says in words what the pattern means: it becomes the hint.
    """

    def __init__(
        self, about: str = "", *, pattern: str | None = None, form: str = "", least: int = 0, most: int | None = None,
        **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(about, **more)
        self.pattern = pattern
        self.form = form
        self.least = least
        self.most = most
        self._matches = None if pattern is None else re.compile(pattern).fullmatch

    def checked(self, value: Any) -> str:
        """See `WireField.checked`."""
        if not isinstance(value, str):
            raise ValidationError(
                message("E023", f"{FIELD} is not a text.", self.form and f"Write {self.form} in quotes.")
            )
        if self._matches is not None:
            if self._matches(value) is None:
                raise ValidationError(message("E023", f"{FIELD} does not have its form.", self._hint()))
            return value
        if len(value) < self.least or (self.most is not None and len(value) > self.most):
            raise ValidationError(message("E023", f"{FIELD} has {len(value):,} characters.", self._hint()))
        if _control_character(value) is not None:
            raise ValidationError(
                message("E023", f"{FIELD} holds a control character.", "Take out line ends and tabs.")
            )
        return value

    def _hint(self) -> str:
        if self.form:
            return f"Write {self.form}."
        return f"Write {self.least} to {self.most} characters."

    def json_schema(self) -> dict[str, Any]:
        """A pattern is anchored here; `not` keeps out the line end that Python's ``$`` lets through."""
        schema: dict[str, Any] = {"type": "string"}
        if self.pattern is not None:
            schema["pattern"] = f"^(?:{self.pattern})$"
        if self.least:
            schema["minLength"] = self.least
        if self.most is not None:
            schema["maxLength"] = self.most
        schema["not"] = {"pattern": CONTROL_CHARACTER}
        return schema


class Said(WireField[str]):
    """A text that the wholesaler says: any characters, any length."""

    def checked(self, value: Any) -> str:
        """See `WireField.checked`."""
        if not isinstance(value, str):
            raise ValidationError(message("E023", f"{FIELD} is not a text."))
        return value

    def json_schema(self) -> dict[str, Any]:
        """The type alone."""
        return {"type": "string"}


class Choice(WireField[E], Generic[E]):
    """One value of a code set."""

    def __init__(self, values: type[E] | Iterable[E], about: str = "", **more: Any) -> None:
        super().__init__(about, **more)
        self._by_text: dict[str, E] = {str(value): value for value in values}

    def checked(self, value: Any) -> E:
        """See `WireField.checked`."""
        if not isinstance(value, str):
            raise ValidationError(message("E023", f"{FIELD} is not a text.", self._hint()))
        try:
            return self._by_text[value]
        except KeyError as error:
            raise ValidationError(message("E024", f"{FIELD} is not in its code set.", self._hint())) from error

    def _hint(self) -> str:
        return f"Use one of: {', '.join(self._by_text)}."

    def json_schema(self) -> dict[str, Any]:
        """The values themselves."""
        return {"type": "string", "enum": list(self._by_text)}


class CodeName(WireField[str]):
    """One of a set of names that the program keeps as text."""

    def __init__(self, names: Iterable[str], about: str = "", **more: Any) -> None:
        super().__init__(about, **more)
        self.names = tuple(names)

    def checked(self, value: Any) -> str:
        """See `WireField.checked`."""
        if not isinstance(value, str):
            raise ValidationError(message("E023", f"{FIELD} is not a text.", self._hint()))
        if value not in self.names:
            raise ValidationError(message("E024", f"{FIELD} is not in its code set.", self._hint()))
        return value

    def _hint(self) -> str:
        return f"Use one of: {', '.join(self.names)}."

    def json_schema(self) -> dict[str, Any]:
        """The names themselves."""
        return {"type": "string", "enum": list(self.names)}


class WholeNumber(WireField[int]):
    """An integer within limits. ``2.0`` is one, as in JSON Schema; ``"2"``, ``2.5`` and ``true`` are not."""

    def __init__(self, about: str = "", *, least: int = 0, most: int = MAX_NUMBER, **more: Any) -> None:
        super().__init__(about, **more)
        self.least = least
        self.most = most

    def checked(self, value: Any) -> int:
        """See `WireField.checked`."""
        whole = value.__class__ is int or (isinstance(value, float) and value.is_integer())
        if not whole:
            raise ValidationError(message("E023", f"{FIELD} is not a whole number.", self._hint()))
        if not self.least <= value <= self.most:
            raise ValidationError(message("E023", f"{FIELD} is out of its limits.", self._hint()))
        return int(value)

    def _hint(self) -> str:
        return f"Write a whole number from {self.least} to {self.most}, without quotes."

    def json_schema(self) -> dict[str, Any]:
        """The limits, both included."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class Share(WireField[float]):
    """A number from 0 to 1."""

    def checked(self, value: Any) -> float:
        """See `WireField.checked`."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise ValidationError(message("E023", f"{FIELD} is not a number from 0 to 1."))
        return float(value)

    def json_schema(self) -> dict[str, Any]:
        """The limits, both included."""
        return {"type": "number", "minimum": 0, "maximum": 1}


class Flag(WireField[bool]):
    """``true`` or ``false``, and nothing that merely looks like it."""

    def checked(self, value: Any) -> bool:
        """See `WireField.checked`."""
        if value is True or value is False:
            return bool(value)
        raise ValidationError(
            message("E023", f"{FIELD} is neither true nor false.", "Write true or false, without quotes.")
        )

    def json_schema(self) -> dict[str, Any]:
        """The type alone."""
        return {"type": "boolean"}


class Timestamp(WireField[datetime]):
    """A moment, RFC 3339 with an offset."""

    _matches = re.compile(TIMESTAMP).fullmatch

    def checked(self, value: Any) -> datetime:
        """See `WireField.checked`."""
        if not isinstance(value, str) or Timestamp._matches(value) is None:
            hint = "Write date and time with an offset, such as 2026-11-23T09:30:00Z."
            raise ValidationError(message("E023", f"{FIELD} is not a date and time with an offset.", hint))
        return datetime.fromisoformat(value)

    def json_schema(self) -> dict[str, Any]:
        """The pattern says which days exist."""
        return _written_as(TIMESTAMP)


class Day(WireField[date]):
    """A date of the calendar."""

    _matches = re.compile(DAY).fullmatch

    def checked(self, value: Any) -> date:
        """See `WireField.checked`."""
        if not isinstance(value, str) or Day._matches(value) is None:
            raise ValidationError(message("E023", f"{FIELD} is not a date.", "Write a date such as 2026-11-23."))
        return date.fromisoformat(value)

    def json_schema(self) -> dict[str, Any]:
        """The pattern says which days exist."""
        return _written_as(DAY)


def _written_as(pattern: str) -> dict[str, Any]:
    # Without `format`: what a validator makes of it differs, the pattern says all.
    return {"type": "string", "pattern": f"^(?:{pattern})$", "not": {"pattern": CONTROL_CHARACTER}}
