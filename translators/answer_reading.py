"""The sections ``[answer]`` and ``[notification]`` of a profile: which value goes to which column or key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from translators.answer_values import LIST, SHAPE, Template, placeholders, shape_at
from translators.code_tables import table_named
from translators.dates import date_format_problem
from translators.json_paths import path_steps, path_text
from translators.notification_values import NOTIFICATION_SHAPE
from translators.rules import AnswerRule
from translators.toml_table import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from translators.code_tables import CodeTable
    from translators.toml_table import TomlTable

ONLY = ("csv", "json")
ITSELF = "it"
"""In a template: the entry itself, for lists of plain values."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told: its values, its name in sentences, and a value to begin with."""

    shape: Mapping[str, Any]
    noun: str
    sample: str


REPLY = Told(SHAPE, "reply", "segment.reference")
NOTIFICATION = Told(NOTIFICATION_SHAPE, "notification", "pon")


def notification_rules(section: TomlTable, tables: Mapping[str, CodeTable]) -> tuple[AnswerRule, ...]:
    """Return the rules of the section ``[notification]``; none when it is not there."""
    return _rules(section, tables, (), NOTIFICATION) if section.content else ()


def answer_rules(
    section: TomlTable, tables: Mapping[str, CodeTable], records: tuple[str, ...]
) -> tuple[AnswerRule, ...]:
    """Return the rules of the section, in its order, which is the order of the columns.

    `records` is the path of the list of records in JSON.
    """
    if not section.content:
        section.problem("", "the answer has no column.", f'Write at least "reference" = "{REPLY.sample}".')
    return _rules(section, tables, records, REPLY)


def _rules(
    section: TomlTable, tables: Mapping[str, CodeTable], records: tuple[str, ...], told: Told
) -> tuple[AnswerRule, ...]:
    entries = {name: section.entry(name, value, shorthand="value") for name, value in section.content.items()}
    rules = {name: _rule(name, entry, tables, told) for name, entry in entries.items()}
    columns: set[str] = set()
    taken: list[tuple[str, ...]] = [("", *records)]
    for name, rule in rules.items():
        if rule.column is not None:
            if rule.column.casefold() in columns:
                entries[name].problem(
                    "column", f"{rule.column!r} is there twice.", "Give each column a name of its own."
                )
            columns.add(rule.column.casefold())
        if rule.key is not None:
            _check_key(rule.key, taken, entries[name], in_a_list=not records)
            taken.append(rule.key)
    return tuple(rules.values())


def _check_key(key: tuple[str, ...], taken: list[tuple[str, ...]], entry: TomlTable, *, in_a_list: bool) -> None:
    """Two values cannot stand at one place, nor one inside another."""
    written = path_text(key)
    if key[0] == "" and in_a_list:
        hint = 'Say with records in [json] where the records stand, such as "orders", or leave out the slash.'
        entry.problem("key", f"{written!r} stands outside the records, and nothing does.", hint)
        return
    for other in taken:
        shorter = min(len(key), len(other))
        if key[:shorter] == other[:shorter] and other != ("",):
            entry.problem("key", f"{written!r} and {path_text(other)!r} need the same place.", "Give it another key.")
            return


def _rule(name: str, entry: TomlTable, tables: Mapping[str, CodeTable], told: Told) -> AnswerRule:
    steps, shape = _value(entry, told)
    only = entry.text("only")
    if only is not None and only not in ONLY:
        entry.problem("only", f"{only!r} is no format.", 'Write "csv" or "json".')
    written = entry.text("key", name) or ""
    key = path_steps(written)
    if key is None and only != "csv":
        entry.problem("key", f"{written!r} is no path.", 'Write names joined with dots, such as "order.state".')
    inner = (shape or {}).get(LIST)
    each = _each(entry, inner, tables, csv=only != "json")
    if only != "json" and shape and "each" not in entry.content and inner != {}:
        hint = 'Name a value inside it, or write each = "{…}", or only = "json".'
        entry.problem("value", "it has several values, which one CSV cell does not hold.", hint)
    date = entry.text("date")
    if date is not None and (problem := date_format_problem(date, time=False)):
        entry.problem("date", problem, "Write it like %d.%m.%Y.")
    rule = AnswerRule(
        column=None if only == "json" else entry.text("column", name),
        key=None if only == "csv" else key,
        value=steps,
        many=inner is not None,
        each=each,
        where=_inner(entry, "where", inner),
        separator=entry.text("separator", ";") or "",
        table=table_named(entry, "table", entry.text("table"), tables),
        date=date,
        default=entry.text("default"),
    )
    entry.finish()
    return rule


def _value(entry: TomlTable, told: Told) -> tuple[tuple[str, ...], Mapping[str, Any] | None]:
    name = entry.text("value")
    if name is None:
        entry.problem("value", "it is missing.", f'Write which value goes here, such as "{told.sample}".')
        return (), None
    steps = tuple(name.split("."))
    shape = shape_at(steps, told.shape)
    if shape is None:
        entry.problem("value", f"a {told.noun} has no value {name!r}.", nearest(name, value_names(told.shape)))
    return steps, shape


def _inner(entry: TomlTable, key: str, inner: Mapping[str, Any] | None) -> tuple[str, ...] | None:
    name = entry.text(key)
    if name is None:
        return None
    steps = tuple(name.split("."))
    if inner is None:
        entry.problem(key, "the value is no list.", "Leave it out.")
    elif shape_at(steps, inner) is None:
        entry.problem(key, f"an entry has no value {name!r}.", nearest(name, inner))
    return steps


def _each(
    entry: TomlTable, inner: Mapping[str, Any] | None, tables: Mapping[str, CodeTable], *, csv: bool
) -> Template | Mapping[str, Template] | None:
    each = entry.take("each")
    if each is None:
        return None
    if inner is None:
        entry.problem("each", "the value is no list.", "Leave it out.")
        return None
    if isinstance(each, str):
        return _template(entry, "each", each, inner, tables)
    if isinstance(each, dict) and not csv:
        table = entry.entry("each", each)
        return {key: _template(table, key, table.text(key) or "", inner, tables) for key in each}
    entry.problem("each", "it is no text.", 'Write it like "{usoc}={available}"; a table needs only = "json".')
    return None


def _template(
    entry: TomlTable, key: str, text: str, inner: Mapping[str, Any], tables: Mapping[str, CodeTable]
) -> Template:
    try:
        texts, named = placeholders(text)
    except ValueError:
        entry.problem(key, f"{text!r} has a brace that belongs to no value.", 'Write values like "{usoc}".')
        return Template(("",), ())
    values = []
    for name, table in named:
        steps = () if name == ITSELF else tuple(name.split("."))
        if shape_at(steps, inner) is None:
            entry.problem(key, f"an entry has no value {name!r}.", nearest(name, inner or (ITSELF,)))
        values.append((steps, table_named(entry, key, table, tables)))
    return Template(texts, tuple(values))


def value_names(shape: Mapping[str, Any] = SHAPE, above: str = "") -> list[str]:
    """Return the names of all values of a reply that a profile can use."""
    names = []
    for step, below in shape.items():
        if step != LIST:
            names.append(above + step)
            names.extend(value_names(below, f"{above}{step}."))
    return names
