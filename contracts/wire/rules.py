"""Conditional rules as data: each can find where it is broken, and say itself as JSON Schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from contracts.wire.messages import FIELD, message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WHOLE = "_schema"
"""Where marshmallow keeps what is wrong with an object as a whole."""


class Rule(Protocol):
    """A condition between the fields of one object."""

    def broken(self, sent: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield the field (or `WHOLE`) and the message of each breach."""
        ...

    def json_schema(self) -> dict[str, Any]:
        """Return what must hold, for an `allOf`; empty if JSON Schema cannot say it."""
        ...


@dataclass(frozen=True, slots=True)
class ExactlyOne:
    """One of these fields is there, and only one."""

    fields: tuple[str, ...]

    def broken(self, sent: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """See `Rule`."""
        given = [field for field in self.fields if field in sent]
        if len(given) == 1:
            return
        rule = f"exactly one of {listed(self.fields)} is given"
        found = f"{listed(tuple(given), 'and')} are" if given else "none of them is"
        yield WHOLE, message("E022", f"The rule is that {rule}; {found} there.", f"Give one of {listed(self.fields)}.")

    def json_schema(self) -> dict[str, Any]:
        """See `Rule`."""
        return {"oneOf": [{"required": [field]} for field in self.fields]}


@dataclass(frozen=True, slots=True)
class With:
    """Where `field` is there, all of `needs` are, and none of `excludes`.

    With `values`, it holds only where the field has one of them.
    """

    field: str
    values: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()

    def broken(self, sent: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """See `Rule`."""
        if self.field not in sent or (self.values and sent[self.field] not in self.values):
            return
        condition = f"{self.field} {sent[self.field]}" if self.values else self.field
        for needed in self.needs:
            if needed not in sent:
                rule = f"The rule is that {condition} needs {needed}; it is missing."
                yield WHOLE, message("E022", rule, f"Add {needed}.")
        for excluded in self.excludes:
            if excluded in sent:
                text = f"{FIELD} is not allowed together with {condition}."
                yield excluded, message("E021", text, f"Take out {excluded}, or change {self.field}.")

    def json_schema(self) -> dict[str, Any]:
        """See `Rule`."""
        condition: dict[str, Any] = {"required": [self.field]}
        if self.values:
            condition["properties"] = {self.field: {"enum": list(self.values)}}
        then: dict[str, Any] = {}
        if self.needs:
            then["required"] = list(self.needs)
        if self.excludes:
            then["not"] = {"anyOf": [{"required": [field]} for field in self.excludes]}
        return {"if": condition, "then": then}


@dataclass(frozen=True, slots=True)
class NotBelow:
    """The number `high` is not below the number `low`. JSON Schema cannot compare two fields."""

    low: str
    high: str

    def broken(self, sent: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """See `Rule`."""
        low, high = sent.get(self.low), sent.get(self.high)
        if isinstance(low, int | float) and isinstance(high, int | float) and high < low:
            text = f"The rule is that {self.high} is not below {self.low}."
            yield self.high, message("E022", text, f"Give a {self.high} of {low} or more.")

    def json_schema(self) -> dict[str, Any]:
        """See `Rule`."""
        return {}


def listed(names: tuple[str, ...], word: str = "or") -> str:
    """Return names as a person lists them."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {word} {names[-1]}"
