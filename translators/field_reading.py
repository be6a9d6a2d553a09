"""The section ``[fields]`` of a profile: which column or key fills which field of the wholesaler format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translators.code_tables import table_named
from translators.dates import date_format_problem
from translators.fields import FIELDS, FieldKind
from translators.json_paths import path_steps
from translators.rules import FieldRule, Unlisted
from translators.toml_table import nearest
from translators.values import ValueUnusable, constant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from translators.code_tables import CodeTable
    from translators.fields import ContractField
    from translators.toml_table import TomlTable

_SOURCES = ("name", "column", "key", "default")
_DATED = (FieldKind.DATE, FieldKind.TIMESTAMP)


def field_rules(section: TomlTable, tables: Mapping[str, CodeTable], *, positions: bool) -> tuple[FieldRule, ...]:
    """Return the rules of the section; `positions` means that columns are counted, not named."""
    rules = tuple(
        _rule(field, entry, tables, positions=positions) for field, entry in _entries(section, section.content, "")
    )
    if not section.content:
        section.problem("", "no field is mapped.", 'Write at least "address.line" and "request.services".')
    return rules


def _entries(section: TomlTable, content: Mapping[str, Any], above: str) -> Iterator[tuple[ContractField, TomlTable]]:
    """Yield each mapped field; ``"address.line" = …`` and ``address.line = …`` say the same."""
    seen = set()
    for key, value in content.items():
        name = above + key
        inner = any(known.startswith(name + ".") for known in FIELDS)
        if name in FIELDS and name not in seen:
            seen.add(name)
            yield FIELDS[name], section.entry(name, value)
        elif inner and isinstance(value, dict):
            yield from _entries(section, value, name + ".")
        else:
            section.problem(name, "there is no such field.", nearest(name, FIELDS))


def _rule(field: ContractField, entry: TomlTable, tables: Mapping[str, CodeTable], *, positions: bool) -> FieldRule:
    columns, keys = _sources(entry, positions=positions)
    default = entry.take("default")
    if default is not None and type(default) not in (str, int, bool):
        entry.problem("default", "it is no text, number or truth value.", "Write the constant in quotes.")
    table = table_named(entry, "table", entry.text("table"), tables)
    rule = FieldRule(
        field=field,
        columns=columns,
        keys=keys,
        join=entry.text("join", " ") or "",
        separator=entry.text("separator", ";") or "",
        table=table,
        unlisted=entry.choice("unlisted", Unlisted, Unlisted.REFUSE),
        date=entry.text("date"),
        digits=entry.truth("digits", default=False),
        default=None if default is None else _constant(default),
        required=entry.truth("required", default=False),
    )
    _check(rule, entry)
    entry.finish()
    return rule


def _constant(default: Any) -> str:
    return str(default).lower() if isinstance(default, bool) else str(default)


def _sources(entry: TomlTable, *, positions: bool) -> tuple[tuple[str | int, ...], tuple[tuple[str, ...], ...]]:
    name = entry.take("name")
    column = entry.take("column")
    key = entry.take("key")
    columns = _several(column if column is not None else ([] if positions else name))
    wanted = int if positions else str
    for each in columns:
        if type(each) is not wanted or (isinstance(each, int) and each < 1) or each == "":
            entry.problem(
                "column",
                f"{each!r} names no column.",
                "Without a header line columns are counted: write 1, 2, 3 …" if positions else "Write its name.",
            )
    keys = []
    for each in _several(key if key is not None else name):
        steps = path_steps(each) if isinstance(each, str) else None
        if steps is None:
            entry.problem("key", f"{each!r} is no path.", 'Write names joined with dots, such as "customer.name".')
        else:
            keys.append(steps)
    return tuple(columns), tuple(keys)


def _several(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _check(rule: FieldRule, entry: TomlTable) -> None:
    kind = rule.field.kind
    if not any(source in entry.content for source in _SOURCES):
        entry.problem("", "nothing fills it.", "Give a column, a key or a default.")
    if kind in (FieldKind.LIST, FieldKind.UNITS) and not rule.separator:
        entry.problem("separator", "it is empty.", 'Write what stands between two values, such as ";".')
    _check_codes(rule, entry)
    if rule.date is not None:
        if kind not in _DATED:
            entry.problem("date", f"{rule.field.name} is no date.", "Leave it out.")
        elif problem := date_format_problem(rule.date, time=kind is FieldKind.TIMESTAMP):
            entry.problem("date", problem, "Write it like %d.%m.%Y: %d day, %m month, %Y year, %H:%M:%S time, %z zone.")


def _check_codes(rule: FieldRule, entry: TomlTable) -> None:
    """A constant or a code of a table that the contract does not know would fail in every file."""
    choices = rule.field.choices
    if rule.default is not None:
        try:
            constant(rule)
        except ValueUnusable as unusable:
            entry.problem("default", unusable.text, unusable.hint)
        else:
            if choices and rule.default not in choices:
                text = f"{rule.default!r} is not in the code set of {rule.field.name}."
                entry.problem("default", text, nearest(rule.default, choices))
    if choices and rule.table is not None:
        for word, code in rule.table.entries.items():
            if code not in choices:
                text = f"its table has {code!r} for {word!r}, which is not in the code set of {rule.field.name}."
                entry.problem("table", text, nearest(code, choices))
