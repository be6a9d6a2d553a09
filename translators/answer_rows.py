"""From a reply to the rows of an answer, and from a row to what stands in one column or under one key."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contracts.reply_writing import reply_as_json
from translators.answer_values import Template, as_text, entry_as_object, entry_at, value_at
from translators.dates import date_to
from translators.rules import AnswerRows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.reply import Reply
    from translators.rules import AnswerRule

_ENTRIES = {
    AnswerRows.SERVICE: ("service", ("result", "services")),
    AnswerRows.NUMBER: ("number", ("result", "numbers")),
    AnswerRows.ALTERNATIVE: ("alternative", ("result", "alternatives")),
    AnswerRows.ORDER: ("order", ("result", "orders")),
    AnswerRows.ERROR: ("error", ("errors",)),
}
_GRAVE = ("fatal", "nonfatal")


def answer_rows(reply: Reply, kind: AnswerRows) -> Iterator[dict[str, Any]]:
    """Yield the values of each row by name. A reply without segments has one row, which carries its own errors."""
    answer = reply_as_json(reply)
    header, errors = answer["header"], answer.get("errors", [])
    for segment in answer.get("segments") or [{}]:
        found = segment.get("errors", []) + errors
        first = gravest(found)
        source = {
            "header": header,
            "segment": segment,
            "errors": found,
            "error": first,
            "further_errors": [error for error in found if error is not first],
            "result": segment.get("result", {}),
        }
        if kind not in _ENTRIES:
            yield source
            continue
        name, steps = _ENTRIES[kind]
        for entry in value_at(source, steps) or [source.get(name)]:
            yield {**source, name: entry_as_object(entry)}


def document_source(reply: Reply) -> dict[str, Any]:
    """Return the values that concern the whole answer: its header and its own errors."""
    answer = reply_as_json(reply)
    errors = answer.get("errors", [])
    first = gravest(errors)
    further = [error for error in errors if error is not first]
    return {"header": answer["header"], "errors": errors, "error": first, "further_errors": further}


def gravest(errors: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the first error that refuses, or the first of all; None if there is none."""
    return next((error for error in errors if error.get("severity") in _GRAVE), errors[0] if errors else None)


def cell_text(rule: AnswerRule, source: Mapping[str, Any]) -> str:
    """Return what stands in a CSV cell."""
    shown = answer_value(rule, source)
    if isinstance(shown, list):
        return rule.separator.join(_plain(entry) for entry in shown)
    return _plain(shown)


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else as_text(value)


def answer_value(rule: AnswerRule, source: Mapping[str, Any]) -> Any:
    """Return what stands under a JSON key: the value as the reply has it, in the reseller's words."""
    value = value_at(source, rule.value)
    if value is None and rule.many:
        value = []
    if isinstance(value, list):
        if rule.where is not None:
            value = [entry for entry in value if entry_at(entry, rule.where)]
        return [_entry(rule, entry) for entry in value] if value or rule.default is None else rule.default
    return rule.default if value is None or value == "" else _worded(rule, value)


def _entry(rule: AnswerRule, entry: Any) -> Any:
    if isinstance(rule.each, Template):
        return rule.each.fill(entry)
    if rule.each is not None:
        return {key: template.value(entry) for key, template in rule.each.items()}
    return _worded(rule, entry)


def _worded(rule: AnswerRule, value: Any) -> Any:
    if isinstance(value, (dict, list)):
        return value
    if rule.date is not None and isinstance(value, str):
        value = date_to(value, rule.date)
    return value if rule.table is None else rule.table.word(as_text(value))
