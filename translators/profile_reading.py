"""From the TOML of a profile to its rules, with all of its problems at once."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from translators.answer_reading import answer_rules, notification_rules
from translators.code_tables import CodeTable
from translators.errors import ProfileProblem, ProfileUnusable
from translators.field_reading import field_rules
from translators.json_paths import path_steps
from translators.rules import AnswerRows, ByteOrderMark, CsvDialect, JsonLayout, Profile, Unknown
from translators.toml_table import TomlTable

if TYPE_CHECKING:
    from collections.abc import Mapping

PROFILE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,30}/[1-9][0-9]{0,5}")
ENCODINGS = {"utf-8": "utf-8", "utf8": "utf-8", "latin-1": "latin-1", "iso-8859-1": "latin-1", "cp1252": "cp1252"}
LONGEST_PROFILE = 256 * 1024
"""Characters. A profile of hand-written size is a few thousand; TOML of a million keys takes minutes to read."""
LINE_ENDS = {"crlf": "\r\n", "lf": "\n"}


def profile_from_toml(text: str) -> Profile:
    """Return the profile that `text` describes; raises `ProfileUnusable` with all of its problems."""
    if len(text) > LONGEST_PROFILE:
        said = f"it has {len(text):,} characters; at most {LONGEST_PROFILE:,} are read."
        raise ProfileUnusable((ProfileProblem("(the file)", said, "Is this the profile?"),))
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as unreadable:
        problem = ProfileProblem("(the file)", f"it is not TOML: {unreadable}.", "Mend the syntax at that place.")
        raise ProfileUnusable((problem,)) from unreadable
    problems: list[ProfileProblem] = []
    profile = _profile(TomlTable("", content, problems))
    if problems:
        raise ProfileUnusable(tuple(problems))
    return profile


def _profile(root: TomlTable) -> Profile:
    name = root.text("profile")
    if name is None:
        root.problem("profile", "it is missing.", 'Write a name and a version, such as profile = "acme/1".')
    elif not PROFILE_NAME.fullmatch(name):
        root.problem("profile", f"{name!r} is no name with a version.", 'Write it like "acme/1".')
    tables = _tables(root.table("tables"))
    reading = root.table("reading")
    csv = _csv(root.table("csv"))
    json = _json(root.table("json"))
    profile = Profile(
        name=name or "",
        description=root.text("description") or "",
        unknown=reading.choice("unknown", Unknown, Unknown.REFUSE),
        trim=reading.truth("trim", default=True),
        csv=csv,
        json=json,
        tables=tables,
        fields=field_rules(root.table("fields"), tables, positions=not csv.header),
        answer=answer_rules(root.table("answer"), tables, json.records),
        notification=notification_rules(root.table("notification"), tables),
    )
    reading.finish()
    root.finish()
    return profile


def _tables(section: TomlTable) -> Mapping[str, CodeTable]:
    return {name: _code_table(section, name) for name in section.content}


def _code_table(section: TomlTable, name: str) -> CodeTable:
    table = section.table(name)
    entries: dict[str, str] = {}
    seen: dict[str, str] = {}
    for word in table.content:
        code: Any = table.text(word)
        if code is None:
            continue
        if word.casefold() in seen:
            other = seen[word.casefold()]
            table.problem(word, f"it differs from {other!r} by case only.", "Keep one of them: case does not count.")
        seen[word.casefold()] = word
        entries[word] = code
    if not table.content:
        table.problem("", "the table is empty.", 'Write entries such as "RES" = "residence".')
    return CodeTable.of(name, entries)


def _csv(table: TomlTable) -> CsvDialect:
    plain = CsvDialect()
    delimiter = table.text("delimiter", plain.delimiter) or ""
    quote = table.text("quote", plain.quote) or ""
    for key, sign in (("delimiter", delimiter), ("quote", quote)):
        if len(sign) != 1 or sign in "\r\n\0" or sign.isalnum() or (key == "quote" and sign.isspace()):
            table.problem(key, f"{sign!r} cannot be used.", "Write one character that is no letter, digit or line end.")
    if delimiter == quote:
        table.problem("quote", "it equals the delimiter.", "Use two different characters.")
    encoding = table.text("encoding", plain.encoding) or ""
    if encoding.casefold() not in ENCODINGS:
        table.problem("encoding", f"{encoding!r} is not known.", "Write utf-8, latin-1 or cp1252.")
    line_end = table.text("line_end", "crlf") or ""
    if line_end not in LINE_ENDS:
        table.problem("line_end", f"{line_end!r} is not known.", 'Write "crlf" or "lf".')
    mark = table.choice("byte_order_mark", ByteOrderMark, plain.byte_order_mark)
    if mark is ByteOrderMark.REQUIRE and ENCODINGS.get(encoding.casefold()) != "utf-8":
        table.problem("byte_order_mark", f"{encoding} has none.", 'Only "utf-8" can require one.')
    dialect = CsvDialect(
        delimiter=delimiter,
        quote=quote,
        quote_all=table.truth("quote_all", default=False),
        encoding=ENCODINGS.get(encoding.casefold(), "utf-8"),
        byte_order_mark=mark,
        header=table.truth("header", default=True),
        line_end=LINE_ENDS.get(line_end, plain.line_end),
        rows=table.choice("rows", AnswerRows, AnswerRows.SEGMENT),
    )
    table.finish()
    return dialect


def _json(table: TomlTable) -> JsonLayout:
    records = table.text("records", "") or ""
    steps = path_steps(records) if records else ()
    if records and (steps is None or steps[0] == ""):
        table.problem("records", f"{records!r} is no path.", 'Write names joined with dots, such as "batch.orders".')
    lines = table.text("lines", "") or ""
    line_steps = path_steps(lines) if lines else ()
    if lines and (line_steps is None or line_steps[0] == ""):
        table.problem("lines", f"{lines!r} is no path.", 'Write names joined with dots, such as "order.lines".')
    layout = JsonLayout(
        records=steps or (),
        lines=line_steps or (),
        single=table.truth("single", default=False),
        rows=table.choice("rows", AnswerRows, AnswerRows.SEGMENT),
    )
    table.finish()
    return layout
