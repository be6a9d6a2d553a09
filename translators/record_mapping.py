"""From one record of the reseller to one segment of the wholesaler format, by the rules of a profile.

A nightly file has tens of thousands of records, so what a rule needs is worked out once, plain texts are taken as they
are, and the words of code tables and lists are read once each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from translators.fields import LINES, FieldKind, belongs
from translators.values import ValueUnusable, constant, value_reader

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from translators.rules import FieldRule

    Complain = Callable[[FieldRule, str, str], None]

MAX_REMEMBERED = 4_096
"""Different words of one rule that are kept as read; code tables and lists of services have far fewer."""


_OPTIONAL = (("end_user",), ("address",), ("request", "authority"), LINES)
"""Objects that a constant alone does not bring about: an end user of whom nothing but the class is known is none."""

_A_LINE = re.compile(r"/request/lines/(\d+)(/.*)?")


@dataclass(slots=True)
class MappedRecord:
    """One record in the wholesaler's words: what it says about its document, and its segment.

    `place` is the record's own number, by which its format finds it again; `line_places` are those of the rows that
    hold the lines of an order.
    """

    place: int
    header: dict[str, Any]
    segment: dict[str, Any]
    line_places: list[int] = field(default_factory=list)

    def told_at(self, path: str) -> tuple[int, str]:
        """Return the place of what stands at `path` in the segment, and the path of it in its own row."""
        found = _A_LINE.fullmatch(path) if self.line_places else None
        if found is None:
            return self.place, path
        return self.line_places[int(found[1])], f"/request/lines{found[2] or ''}"


@dataclass(frozen=True, slots=True)
class _Step:
    """A rule made ready: the value at `at` goes to the key `inner`, as `read` gives it."""

    at: int
    rule: FieldRule
    inner: str
    read: Callable[[Any], Any]
    default: Any
    read_before: dict[str, Any] = field(default_factory=dict)

    def put(self, target: dict[str, Any], value: Any, complain: Complain) -> None:
        """Read the value into `target`; what cannot be used is told and left out."""
        remembered = value.__class__ is str and self.read_before.get(value)
        if remembered:
            target[self.inner] = remembered
            return
        try:
            read = target[self.inner] = self.read(value)
        except ValueUnusable as unusable:
            complain(self.rule, unusable.text, unusable.hint)
            return
        if value.__class__ is str and len(self.read_before) < MAX_REMEMBERED:
            self.read_before[value] = read


@dataclass(slots=True)
class _Part:
    """The rules of one object of a segment, such as its address; `plain` need no reading in CSV."""

    path: tuple[str, ...]
    plain: list[tuple[int, str]] = field(default_factory=list)
    read: list[_Step] = field(default_factory=list)


class RecordMapper:
    """Maps records whose values come in the order of `rules`; an absent value is None or an empty text.

    `texts` promises that all values are texts that are not too long, as those of CSV are.
    """

    def __init__(self, rules: Sequence[FieldRule], *, texts: bool = False, check_required: bool = True) -> None:
        self._header: list[_Step] = []
        self._fixed: list[_Step] = []
        self._check_required = check_required
        self._unfilled: dict[str, list[tuple[tuple[str, ...], _Step]]] = {}
        parts: dict[tuple[str, ...], _Part] = {}
        for at, rule in enumerate(rules):
            step = _step(at, rule)
            if rule.field.header:
                self._header.append(step)
                continue
            if rule.default is not None or rule.required:
                self._fixed.append(step)
            path = rule.field.steps[:-1]
            part = parts.setdefault(path, _Part(path))
            if texts and _is_plain(rule):
                part.plain.append((at, step.inner))
            else:
                part.read.append(step)
        self._parts = list(parts.values())

    def map(
        self, place: int, values: Sequence[Any], complain: Complain, *, transaction: str | None = None
    ) -> MappedRecord:
        """Return the record; each value that cannot be used is told to `complain` and left out.

        `transaction` is what a line belongs to; a whole record says it itself.
        """
        header: dict[str, Any] = {}
        for step in self._header:
            value = values[step.at]
            if value is not None and value != "":
                step.put(header, value, complain)
            elif step.default is not None:
                header[step.inner] = step.default
        segment: dict[str, Any] = {"request": {}}
        for part in self._parts:
            members = {inner: value for at, inner in part.plain if (value := values[at])}
            for step in part.read:
                value = values[step.at]
                if value is not None and value != "":
                    step.put(members, value, complain)
            if members:
                _object(segment, part.path).update(members)
        self._fill(transaction or header.get("transaction", ""), segment, values, complain)
        return MappedRecord(place, header, segment)

    def _fill(self, transaction: str, segment: dict[str, Any], values: Sequence[Any], complain: Complain) -> None:
        """Add the constants that the record's transaction has, and miss what the profile requires."""
        unfilled = self._unfilled.get(transaction)
        if unfilled is None:
            unfilled = self._unfilled[transaction] = [
                (step.rule.field.steps[:-1], step) for step in self._fixed if belongs(step.rule.field, transaction)
            ]
        for path, step in unfilled:
            value = values[step.at]
            if value is not None and value != "":
                continue
            if path == LINES and not _is_there(segment, path):
                continue  # an order may have no lines, such as one that disconnects
            if step.default is not None:
                if path in _OPTIONAL and not _is_there(segment, path):
                    continue
                if not _is_implied(step, segment):
                    _object(segment, path)[step.inner] = _implied_kind(step, segment) or step.default
            elif self._check_required:
                complain(step.rule, "It is required and has no value.", "Fill it in.")


def _implied_kind(step: _Step, segment: dict[str, Any]) -> str | None:
    """A search that names a number or a pattern says with that which kind it is; a default would contradict it."""
    if step.rule.field.name != "request.kind":
        return None
    request = segment["request"]
    return "specific" if "telephone_number" in request else "pattern" if "pattern" in request else None


def _is_implied(step: _Step, segment: dict[str, Any]) -> bool:
    """Whoever names the numbers to hold has no kind of numbers to choose from."""
    return step.rule.field.name == "request.kind" and "telephone_numbers" in segment["request"]


def _is_there(segment: dict[str, Any], path: tuple[str, ...]) -> bool:
    target: Any = segment
    for step in path:
        target = target.get(step)
        if target is None:
            return False
    return True


def _step(at: int, rule: FieldRule) -> _Step:
    return _Step(at, rule, rule.field.steps[-1], value_reader(rule), constant(rule))


def _is_plain(rule: FieldRule) -> bool:
    return rule.field.kind is FieldKind.TEXT and rule.table is None and not rule.digits


def _object(segment: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    target = segment
    for step in path:
        target = target.setdefault(step, {})
    return target
