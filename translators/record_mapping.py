"""From one record of the reseller to one segment of the wholesaler format, by the rules of a profile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from translators.fields import belongs
from translators.values import ValueUnusable, value_reader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from translators.rules import FieldRule

    Complain = Callable[[FieldRule, str, str], None]


@dataclass(slots=True)
class MappedRecord:
    """One record in the wholesaler's words: what it says about its document, and its segment.

    `place` is the record's own number, by which its format finds it again.
    """

    place: int
    header: dict[str, Any]
    segment: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Step:
    rule: FieldRule
    read: Callable[[Any], Any]
    outer: str
    inner: str
    deep: tuple[str, ...]


class RecordMapper:
    """Maps records whose values come in the order of `rules`; an absent value is None or an empty text."""

    def __init__(self, rules: Sequence[FieldRule], *, check_required: bool = True) -> None:
        ordered = [(place, rule) for place, rule in enumerate(rules)]
        self._header = [(place, _step(rule)) for place, rule in ordered if rule.field.header]
        self._segment = [(place, _step(rule)) for place, rule in ordered if not rule.field.header]
        self._check_required = check_required
        self._unfilled: dict[str, list[tuple[_Step, int, Any]]] = {}

    def map(self, place: int, values: Sequence[Any], complain: Complain) -> MappedRecord:
        """Return the record; each value that cannot be used is told to `complain` and left out."""
        header: dict[str, Any] = {}
        for at, step in self._header:
            _put(header, step, values[at], complain)
            if step.inner not in header and step.rule.default is not None:
                header[step.inner] = _default(step)
        segment: dict[str, Any] = {"request": {}}
        for at, step in self._segment:
            value = values[at]
            if value is not None and value != "":
                _put(segment, step, value, complain)
        self._fill(header.get("transaction", ""), segment, values, complain)
        return MappedRecord(place, header, segment)

    def _fill(self, transaction: str, segment: dict[str, Any], values: Sequence[Any], complain: Complain) -> None:
        """Add the constants that the record's transaction has, and miss what the profile requires."""
        unfilled = self._unfilled.get(transaction)
        if unfilled is None:
            unfilled = self._unfilled[transaction] = [
                (step, place, None if step.rule.default is None else _default(step))
                for place, step in self._segment
                if (step.rule.default is not None or step.rule.required) and belongs(step.rule.field, transaction)
            ]
        for step, place, default in unfilled:
            if values[place] is None or values[place] == "":
                if default is not None:
                    _place(segment, step, default)
                elif self._check_required:
                    complain(step.rule, "It is required and has no value.", "Fill it in.")


def _step(rule: FieldRule) -> _Step:
    steps = rule.field.steps
    return _Step(rule, value_reader(rule), steps[0], steps[-1], steps[1:-1])


def _put(target: dict[str, Any], step: _Step, value: Any, complain: Complain) -> None:
    if value is None or value == "":
        return
    try:
        read = step.read(value)
    except ValueUnusable as unusable:
        complain(step.rule, unusable.text, unusable.hint)
        return
    _place(target, step, read)


def _place(target: dict[str, Any], step: _Step, value: Any) -> None:
    if step.outer != step.inner:
        target = target.setdefault(step.outer, {})
        for between in step.deep:
            target = target.setdefault(between, {})
    target[step.inner] = value


def _default(step: _Step) -> Any:
    """A default is written in the wholesaler's words: no table, no notation of the reseller's."""
    return value_reader(_plain(step.rule))(step.rule.default)


def _plain(rule: FieldRule) -> FieldRule:
    return replace(rule, table=None, date=None, digits=False)
