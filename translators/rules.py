"""What a profile says: one reseller's format as data, after its TOML was read and found sound."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from translators.answer_values import Template
    from translators.code_tables import CodeTable
    from translators.fields import ContractField


class Unlisted(StrEnum):
    """What becomes of a word that is not in the code table of its field."""

    REFUSE = "refuse"
    KEEP = "keep"


class Unknown(StrEnum):
    """What becomes of columns and keys that the profile does not name."""

    REFUSE = "refuse"
    IGNORE = "ignore"


class ByteOrderMark(StrEnum):
    """Whether an input may, must or must not begin with a byte order mark; `require` also writes one."""

    ACCEPT = "accept"
    REQUIRE = "require"
    REFUSE = "refuse"


class AnswerRows(StrEnum):
    """What one row of an answer stands for; a segment with nothing of the kind still has one row."""

    SEGMENT = "segment"
    SERVICE = "service"
    NUMBER = "number"
    ALTERNATIVE = "alternative"
    ORDER = "order"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRule:
    """How one field of the wholesaler format is filled.

    `columns` are the CSV columns it is made of (names, or positions from 1 when there is no header line), `keys` the
    JSON paths, as steps; several are joined with `join`. A path whose first step is empty begins at the top of the
    document instead of the record. `digits` takes the signs out of telephone numbers. `default` is in the wholesaler's
    words; it and `required` count only for transactions that have the field.
    """

    field: ContractField
    columns: tuple[str | int, ...] = ()
    keys: tuple[tuple[str, ...], ...] = ()
    join: str = " "
    separator: str = ";"
    table: CodeTable | None = None
    unlisted: Unlisted = Unlisted.REFUSE
    date: str | None = None
    digits: bool = False
    default: str | None = None
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRule:
    """One column or key of an answer, and the value of the reply that goes there.

    `column` is None for what only JSON has, `key` for what only CSV has. `each` says how one entry of a list is
    written: a text, or for JSON an object of the reseller's keys. Of a list, only entries whose `where` is true are
    taken. `many` means that the value is a list, empty where a reply has none.
    """

    column: str | None
    key: tuple[str, ...] | None
    value: tuple[str, ...]
    many: bool = False
    each: Template | Mapping[str, Template] | None = None
    where: tuple[str, ...] | None = None
    separator: str = ";"
    table: CodeTable | None = None
    date: str | None = None
    default: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvDialect:
    """How the reseller's CSV is written; `encoding` is one of `utf-8`, `latin-1`, `cp1252`."""

    delimiter: str = ","
    quote: str = '"'
    quote_all: bool = False
    encoding: str = "utf-8"
    byte_order_mark: ByteOrderMark = ByteOrderMark.ACCEPT
    header: bool = True
    line_end: str = "\r\n"
    rows: AnswerRows = AnswerRows.SEGMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonLayout:
    """Where the records stand in the reseller's JSON.

    `records` is the path of the list; an empty one means that the document is the list, or is one record. `lines` is
    the path from a record to the list of its order's lines; with an empty one each record holds one line.
    """

    records: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    single: bool = False
    rows: AnswerRows = AnswerRows.SEGMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A reseller's format in one version; `name` is ``acme/1``. Without rules of its own for `notification` it shows
    notifications as the standard profile does.
    """

    name: str
    description: str = ""
    unknown: Unknown = Unknown.REFUSE
    trim: bool = True
    csv: CsvDialect = field(default_factory=CsvDialect)
    json: JsonLayout = field(default_factory=JsonLayout)
    fields: tuple[FieldRule, ...] = ()
    answer: tuple[AnswerRule, ...] = ()
    notification: tuple[AnswerRule, ...] = ()
    tables: Mapping[str, CodeTable] = field(default_factory=dict)

    def rule(self, name: str) -> FieldRule | None:
        """Return the rule that fills the field `name`, or None."""
        return next((rule for rule in self.fields if rule.field.name == name), None)
