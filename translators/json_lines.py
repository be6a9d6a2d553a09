"""The lines of an order as JSON has them: a list within the record, or one line in each record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from translators.answer_values import value_at
from translators.record_mapping import RecordMapper

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from translators.record_mapping import MappedRecord
    from translators.rules import FieldRule

    Tell = Callable[[Sequence[tuple[str, ...]], str, str], None]

_LINE = re.compile(r"/request/lines/(\d+)(?=/|$)")


class OrderLines:
    """Maps the list at `steps` within a record by the rules of a line, whose keys count from the list's entry."""

    def __init__(self, steps: tuple[str, ...], rules: tuple[FieldRule, ...]) -> None:
        self._steps = steps
        self._rules = rules
        self._mapper = RecordMapper(rules)

    def add(self, mapped: MappedRecord, record: Any, whole: Any, tell: Tell) -> None:
        """Put the record's lines into `mapped`; what cannot be used is told with its keys, and left out."""
        entries = value_at(record, self._steps)
        if entries is None:
            return
        if not isinstance(entries, list):
            tell([self._steps], "It is no list.", "Write the lines as a list of objects.")
            return
        transaction = mapped.header.get("transaction", "")
        lines = []
        for at, entry in enumerate(entries):
            if not isinstance(entry, dict):
                tell([(*self._steps, str(at))], "It is no object.", "Write each line in braces.")
                continue

            def complain(rule: FieldRule, text: str, hint: str, at: int = at) -> None:
                tell(keys_in_record(rule, self._steps, at), text, hint)

            values = [value_of(rule, entry, whole) for rule in self._rules]
            line = self._mapper.map(mapped.place, values, complain, transaction=transaction)
            lines.append(line.segment["request"].get("lines", {}))
        if lines:
            mapped.segment["request"]["lines"] = lines


def line_of(path: str) -> int | None:
    """Return which line a path of the contract is about, or None."""
    found = _LINE.match(path)
    return int(found[1]) if found else None


def keys_in_record(rule: FieldRule, lines: tuple[str, ...], at: int | None = None) -> list[tuple[str, ...]]:
    """Return the keys of a rule as they count from the record; `at` is the line that is meant."""
    if not (lines and rule.field.of_a_line):
        return list(rule.keys)
    above = lines if at is None else (*lines, str(at))
    return [key if key[0] == "" else (*above, *key) for key in rule.keys]


def plain_key(rule: FieldRule) -> str:
    """Return the key of a rule that has just one, at the top of the record, or nothing: that is quicker to look up."""
    return rule.keys[0][0] if len(rule.keys) == 1 and len(rule.keys[0]) == 1 else ""


def value_of(rule: FieldRule, record: Any, whole: Any) -> Any:
    """Return what stands under the rule's key, or its several values joined."""
    found = [value_at(whole, key[1:]) if key[0] == "" else value_at(record, key) for key in rule.keys]
    if len(found) < 2:
        return found[0] if found else None
    there = [each for each in found if each is not None and each != ""]
    odd = next((each for each in there if type(each) not in (str, int)), None)
    # What is no text cannot be joined: it is handed on alone, and refused as what it is.
    return rule.join.join(map(str, there)) if odd is None else odd
