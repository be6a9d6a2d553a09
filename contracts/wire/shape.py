"""The base of all schemas: it builds a dataclass, keeps conditional rules, and says defects in our own words."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, post_load, validates_schema

from contracts.wire.fields import WireField
from contracts.wire.messages import NOT_AN_OBJECT, NOT_SOUND, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from contracts.wire.rules import Rule


class Shape(Schema):
    """An object on the wire. What a request says must all be known; see `OpenShape` for answers."""

    class Meta:
        """A field that is not known is a defect: a misspelt one must not be lost silently."""

        unknown = RAISE

    error_messages = {"unknown": UNKNOWN, "type": NOT_AN_OBJECT}  # noqa: RUF012  (marshmallow's own spelling)

    title: ClassVar[str]
    """Its name among the published schemas."""
    about: ClassVar[str] = ""
    builds: ClassVar[Callable[..., Any]]
    """The dataclass that a sound object becomes."""
    not_here: ClassVar[Mapping[tuple[str, ...], frozenset[str]]] = {}
    """By the path of an object within this one: names that it has in other shapes of the same kind, but not here."""

    def __init__(self) -> None:
        super().__init__()
        fields = {field.data_key or name: (name, field) for name, field in self.fields.items()}
        self._sound: dict[str, tuple[str, Callable[[Any], Any]]] = {
            key: (name, field.sound) for key, (name, field) in fields.items() if isinstance(field, WireField)
        }
        self._required = frozenset(name for name, field in fields.values() if field.required)

    def load(self, data: Any, **options: Any) -> Any:
        """Return the dataclass that `data` is; raise `ValidationError` with every defect.

        A sound object, which nearly all are, is built in a quarter of the time that marshmallow takes; marshmallow then
        names the defects of the others.
        """
        if not options:
            with suppress(ValidationError):
                return self.sound(data)
        return super().load(data, **options)

    def sound(self, data: Any) -> Any:
        """Return the dataclass that `data` is; raise `ValidationError` with no word of what is wrong."""
        if not isinstance(data, dict):
            raise ValidationError(NOT_SOUND)
        members: dict[str, Any] = {}
        for key, value in data.items():
            known = self._sound.get(key)
            if known is not None:
                members[known[0]] = known[1](value)
            elif self.unknown == RAISE:
                raise ValidationError(NOT_SOUND)
        if not self._required <= members.keys():
            raise ValidationError(NOT_SOUND)
        return type(self).builds(**members)

    @post_load
    def build(self, members: dict[str, Any], **_: Any) -> Any:
        """Return the dataclass; called by marshmallow."""
        return type(self).builds(**members)


class OpenShape(Shape):
    """An object whose further fields are passed over: what an answer says may grow within a version."""

    class Meta:
        """Unknown fields are left out of what is built."""

        unknown = EXCLUDE


class RuledShape(Shape):
    """A shape with conditional rules, which look at what was sent."""

    rules: ClassVar[tuple[Rule, ...]]

    def sound(self, data: Any) -> Any:
        """See `Shape.sound`."""
        built = super().sound(data)
        for rule in self.rules:
            for _ in rule.broken(data):
                raise ValidationError(NOT_SOUND)
        return built

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def follow_rules(self, _: Any, sent: Any, **__: Any) -> None:
        """Raise every broken rule; called by marshmallow."""
        if not isinstance(sent, dict):
            return
        broken: dict[str, list[str]] = {}
        for rule in self.rules:
            for place, text in rule.broken(sent):
                broken.setdefault(place, []).append(text)
        if broken:
            raise ValidationError(broken)
