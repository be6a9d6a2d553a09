"""From what stands in a cell or under a key to the value of the wholesaler format."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from contracts.answer_error import shortened
from translators.dates import date_from, timestamp_from
from translators.fields import FieldKind
from translators.reading import MAX_VALUE_CHARACTERS
from translators.rules import Unlisted
from translators.toml_table import nearest

if TYPE_CHECKING:
    from collections.abc import Callable

    from translators.rules import FieldRule

_WHOLE_NUMBER = re.compile("-?[0-9]{1,18}")
_TRUTH = {"true": True, "false": False}
_TELEPHONE_SIGNS = str.maketrans("", "", " ().-/\u00a0")


class ValueUnusable(Exception):
    """A value is not what its field needs; `text` and `hint` are those of the defect."""

    def __init__(self, text: str, hint: str) -> None:
        super().__init__(text)
        self.text = text
        self.hint = hint


def value_reader(rule: FieldRule) -> Callable[[Any], Any]:
    """Return the function that turns what the reseller wrote into the wire value of the rule's field.

    It takes a text (never empty), or for JSON also a number, truth value or list, and raises `ValueUnusable`.
    """
    word = _word_reader(rule)
    if rule.field.kind is FieldKind.LIST:
        return _list_reader(rule, word)
    if rule.field.kind is FieldKind.UNITS:
        several = _list_reader(rule, word)
        return lambda value: [_unit(entry) for entry in several(value)]
    shape = _SHAPES[rule.field.kind]
    return lambda value: shape(word(_scalar(value)), rule)


def constant(rule: FieldRule) -> Any:
    """Return the wire value of the rule's default, which is in the wholesaler's words; raises `ValueUnusable`."""
    if rule.default is None:
        return None
    return value_reader(replace(rule, table=None, date=None, digits=False, separator=";"))(rule.default)


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        if len(value) > MAX_VALUE_CHARACTERS:
            raise ValueUnusable(
                f"The value has {len(value):,} characters.",
                f"At most {MAX_VALUE_CHARACTERS:,} are read; is a closing quote missing?",
            )
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    kind = {float: "a number with a fraction", list: "a list", dict: "an object"}.get(value.__class__, "no value")
    raise ValueUnusable(f"It is {kind}, where one text is expected.", "Write it as a text in quotes.")


def _word_reader(rule: FieldRule) -> Callable[[str], str]:
    """Apply what concerns one word: the code table, or the signs in a telephone number."""
    table = rule.table
    if table is None:
        return _telephone_digits if rule.digits else str
    words = table.codes

    def code(word: str) -> str:
        found = words.get(word.casefold())
        if found is not None:
            return found
        if rule.unlisted is Unlisted.KEEP:
            return word
        raise ValueUnusable(
            f"{shortened(word)!r} is not in the code table {table.name!r}.", nearest(word, table.entries)
        )

    return code


def _telephone_digits(text: str) -> str:
    digits = text.translate(_TELEPHONE_SIGNS).removeprefix("+")
    return digits[1:] if len(digits) == 11 and digits[0] == "1" else digits


def _list_reader(rule: FieldRule, word: Callable[[str], str]) -> Callable[[Any], list[str]]:
    separator = rule.separator

    def several(value: Any) -> list[str]:
        entries = [_scalar(entry) for entry in value] if isinstance(value, list) else _scalar(value).split(separator)
        return [word(stripped) for entry in entries if (stripped := entry.strip())]

    return several


def _unit(text: str) -> dict[str, str]:
    """``Apt 3`` is a designator and its value; a lone word is a designator without one, such as ``PH``."""
    designator, _, value = text.partition(" ")
    return {"designator": designator.upper(), "value": value.strip()}


def _text(text: str, _rule: FieldRule) -> str:
    return text


def _integer(text: str, _rule: FieldRule) -> int:
    if _WHOLE_NUMBER.fullmatch(text) is None:
        raise ValueUnusable(f"{shortened(text)!r} is no whole number.", "Write digits only.")
    return int(text)


def _boolean(text: str, _rule: FieldRule) -> bool:
    try:
        return _TRUTH[text.casefold()]
    except KeyError:
        raise ValueUnusable(f"{shortened(text)!r} is neither true nor false.", "Write true or false.") from None


def _date(text: str, rule: FieldRule) -> str:
    try:
        return date_from(text, rule.date).isoformat()
    except ValueError:
        raise _no_date(text, rule.date, "2026-11-23") from None


def _timestamp(text: str, rule: FieldRule) -> str:
    try:
        return timestamp_from(text, rule.date).isoformat()
    except ValueError:
        raise _no_date(text, rule.date, "2026-11-23T09:30:00Z") from None


def _no_date(text: str, notation: str | None, sample: str) -> ValueUnusable:
    return ValueUnusable(f"{shortened(text)!r} is no date.", f"Write it like {notation or sample}.")


_SHAPES: dict[FieldKind, Callable[[str, FieldRule], Any]] = {
    FieldKind.TEXT: _text,
    FieldKind.INTEGER: _integer,
    FieldKind.BOOLEAN: _boolean,
    FieldKind.DATE: _date,
    FieldKind.TIMESTAMP: _timestamp,
}
