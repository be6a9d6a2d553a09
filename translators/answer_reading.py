"""The section ``[answer]`` of a profile: which value of the reply goes to which column or key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translators.answer_values import LIST, SHAPE, Template, placeholders, shape_at
from translators.dates import date_format_problem
from translators.json_paths import path_steps
from translators.rules import AnswerRule
from translators.toml_table import TomlTable, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from translators.code_tables import CodeTable

ONLY = ("csv", "json")
ITSELF = "it"
"""In a template: the entry itself, for lists of plain values."""


def answer_rules(section: TomlTable, tables: Mapping[str, CodeTable]) -> tuple[AnswerRule, ...]:
    """Return the rules of the section, in its order, which is the order of the columns."""
    rules = tuple(
        _rule(name, section.entry(name, value, shorthand="value"), tables) for name, value in section.content.items()
    )
    if not rules:
        section.problem("", "the answer has no column.", 'Write at least "reference" = "segment.reference".')
    return rules


def _rule(name: str, entry: TomlTable, tables: Mapping[str, CodeTable]) -> AnswerRule:
    steps, shape = _value(entry)
    only = entry.text("only")
    if only is not None and only not in ONLY:
        entry.problem("only", f"{only!r} is no format.", 'Write "csv" or "json".')
    written = entry.text("key", name) or ""
    key = path_steps(written)
    if key is None and only != "csv":
        entry.problem("key", f"{written!r} is no path.", 'Write names joined with dots, such as "order.state".')
    inner = (shape or {}).get(LIST)
    where = _inner(entry, "where", inner)
    each = _each(entry, inner, tables, csv=only != "json")
    date = entry.text("date")
    if date is not None and (problem := date_format_problem(date, time=False)):
        entry.problem("date", problem, "Write it like %d.%m.%Y.")
    rule = AnswerRule(
        column=None if only == "json" else entry.text("column", name),
        key=None if only == "csv" else key,
        value=steps,
        each=each,
        where=where,
        separator=entry.text("separator", ";") or "",
        table=_table(entry, "table", entry.text("table"), tables),
        date=date,
        default=entry.text("default"),
    )
    entry.finish()
    return rule


def _value(entry: TomlTable) -> tuple[tuple[str, ...], Mapping[str, Any] | None]:
    name = entry.text("value")
    if name is None:
        entry.problem("value", "it is missing.", 'Write which value goes here, such as "segment.reference".')
        return (), None
    steps = tuple(name.split("."))
    shape = shape_at(steps)
    if shape is None:
        entry.problem("value", f"a reply has no value {name!r}.", nearest(name, value_names()))
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
        table = TomlTable(entry.at("each"), each, [])
        return {key: _template(entry, f"each.{key}", table.text(key) or "", inner, tables) for key in table.content}
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
        values.append((steps, _table(entry, key, table, tables)))
    return Template(texts, tuple(values))


def _table(entry: TomlTable, key: str, name: str | None, tables: Mapping[str, CodeTable]) -> CodeTable | None:
    if name is None:
        return None
    if name not in tables:
        hint = nearest(name, tables) if tables else f"Add [tables.{name}]."
        entry.problem(key, f"there is no table {name!r}.", hint)
    return tables.get(name)


def value_names(shape: Mapping[str, Any] = SHAPE, above: str = "") -> list[str]:
    """Return the names of all values of a reply that a profile can use."""
    names = []
    for step, below in shape.items():
        if step != LIST:
            names.append(above + step)
            names.extend(value_names(below, f"{above}{step}."))
    return names
