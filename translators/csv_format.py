"""A reseller's CSV, by its profile: one row per end user in, one row per segment (or service, or number) out."""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Any

from translators.answer_rows import answer_rows, cell_text
from translators.csv_header import read_header
from translators.csv_rows import row_place, rows
from translators.csv_text import decoded, encoded
from translators.csv_writing import row_writer
from translators.documents import documents
from translators.errors import Defects
from translators.notification_values import notification_source
from translators.profile import standard_profile
from translators.reading import MAX_VALUE_CHARACTERS
from translators.record_mapping import RecordMapper
from translators.rule_places import columns_of, rule_at
from translators.spreadsheet_guard import GUARD, guarded, unguarded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from contracts.answer_error import AnswerError
    from contracts.document import Document
    from contracts.notification import Notification
    from contracts.reply import Reply
    from translators.csv_header import Columns
    from translators.csv_rows import Row
    from translators.reading import ReadContext
    from translators.record_mapping import MappedRecord
    from translators.rules import AnswerRule, FieldRule, Profile


class CsvFormat:
    """The translator of CSV by a profile."""

    name = "csv"
    content_type = "text/csv"

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._rules = tuple(rule for rule in profile.fields if rule.columns or rule.default is not None)
        self._answer = tuple(rule for rule in profile.answer if rule.column is not None)
        notification = profile.notification or standard_profile().notification
        self._notification = tuple(rule for rule in notification if rule.column is not None)

    def read_documents(self, data: bytes, context: ReadContext) -> tuple[Document, ...]:
        """Return the documents of a CSV file; raises `TranslationFailed` with all of its defects."""
        defects = Defects(self._profile.name)
        if not any(rule.columns for rule in self._rules):
            hint = "Give its fields a column, or send JSON."
            defects.add("the file", None, f"The profile {self._profile.name} does not describe CSV.", hint)
            raise defects.failure()
        text = decoded(data, self._profile.csv, defects)
        if text is None:
            raise defects.failure()
        return _CsvReading(self._profile, self._rules, defects).documents(text, context)

    def write_reply(self, reply: Reply) -> bytes:
        """Return the answer as CSV. Signs that the encoding lacks become ``?``."""
        return self._written(self._answer, answer_rows(reply, self._profile.csv.rows))

    def write_notification(self, notification: Notification) -> bytes:
        """Return the notification as CSV with one row."""
        return self._written(self._notification, [notification_source(notification)])

    def _written(self, rules: Sequence[AnswerRule], sources: Iterable[Mapping[str, Any]]) -> bytes:
        dialect = self._profile.csv
        write = row_writer(dialect)
        written = [write([rule.column or "" for rule in rules])] if dialect.header else []
        written.extend(write([guarded(cell_text(rule, source)) for rule in rules]) for source in sources)
        return encoded("".join(written), dialect)


class _CsvReading:
    """The reading of one CSV file."""

    def __init__(self, profile: Profile, rules: tuple[FieldRule, ...], defects: Defects) -> None:
        self._profile = profile
        self._rules = rules
        self._defects = defects
        self._places: list[tuple[int, int]] = []

    def documents(self, text: str, context: ReadContext) -> tuple[Document, ...]:
        every_row = rows(text, self._profile.csv, self._defects)
        columns = read_header(every_row, self._rules, self._profile, self._defects)
        mapped = self._records(every_row, columns, guards=GUARD in text)
        if columns.complete:
            made = documents(mapped, context, self._tell)
        else:
            # Where a required column is missing every row breaks the contract: rows are read for their own defects.
            made = ()
            deque(mapped, maxlen=0)
        if not self._places:
            self._defects.add("the file", None, "It has no row with values.", "Send at least one row.")
        self._defects.check()
        return made

    def _records(self, every_row: Iterator[Row], columns: Columns, *, guards: bool) -> Iterator[MappedRecord]:
        mapper = RecordMapper(columns.rules, texts=True, check_required=columns.complete)
        trim = self._profile.trim
        take = columns.take
        for row in every_row:
            values = row.values
            if not any(values) and row.sound:
                continue
            place = len(self._places)
            self._places.append((row.number, row.line))
            if not row.sound or not columns.fits(row, self._defects):
                continue
            if trim:
                values = [value.strip() for value in values]
            if guards:
                values = [unguarded(value) if value[:1] == GUARD else value for value in values]
            taken = take(values)
            if max(map(len, taken)) > MAX_VALUE_CHARACTERS:
                taken = self._within_limit(place, columns.rules, taken)
            yield mapper.map(place, taken, partial(self._complain, place))

    def _within_limit(self, place: int, rules: Sequence[FieldRule], values: Sequence[str]) -> Sequence[str]:
        """Return the values without those that are too long, which are told."""
        for rule, value in zip(rules, values, strict=False):
            if len(value) > MAX_VALUE_CHARACTERS:
                text = f"The value has {len(value):,} characters."
                hint = f"At most {MAX_VALUE_CHARACTERS:,} are read; is a closing quote missing?"
                self._complain(place, rule, text, hint)
        return ["" if len(value) > MAX_VALUE_CHARACTERS else value for value in values]

    def _complain(self, place: int, rule: FieldRule, text: str, hint: str) -> None:
        self._defects.add(row_place(*self._places[place]), columns_of(rule), text, hint, at=self._places[place][0])

    def _tell(self, place: int, path: str, error: AnswerError) -> None:
        """A defect of the contract, in the row and column that caused it."""
        rule = rule_at(self._rules, path)
        column = None if rule is None else columns_of(rule)
        told = error.text if rule is not None else f"{path or 'The row'}: {error.text}"
        self._defects.add(
            row_place(*self._places[place]), column, f"{error.code} {told}", error.hint, at=self._places[place][0]
        )
