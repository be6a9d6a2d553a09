"""A reseller's JSON, by its profile: one record per end user in, one record per segment (or service, …) out."""

from __future__ import annotations

import codecs
import json
from functools import partial
from typing import TYPE_CHECKING, Any

from contracts.strict_json import UnreadableJson, read_json
from translators.answer_rows import answer_rows, answer_value, document_source
from translators.answer_values import value_at
from translators.documents import documents
from translators.errors import Defects
from translators.json_lines import OrderLines, keys_in_record, line_of, plain_key, value_of
from translators.json_paths import path_text
from translators.json_places import RecordPlaces
from translators.json_unknown import unknown_paths
from translators.notification_values import notification_source
from translators.profile import standard_profile
from translators.reading import MAX_INPUT_BYTES
from translators.record_mapping import RecordMapper
from translators.rule_places import paths_text, rule_at
from translators.rules import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contracts.answer_error import AnswerError
    from contracts.document import Document
    from contracts.notification import Notification
    from contracts.reply import Reply
    from translators.reading import ReadContext
    from translators.record_mapping import MappedRecord
    from translators.rules import AnswerRule, FieldRule, Profile


class JsonFormat:
    """The translator of JSON by a profile."""

    name = "json"
    content_type = "application/json"

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._rules = tuple(rule for rule in profile.fields if rule.keys or rule.default is not None)
        answer = [rule for rule in profile.answer if rule.key is not None]
        self._of_the_document = tuple(rule for rule in answer if _from_the_top(rule))
        self._of_a_record = tuple(rule for rule in answer if not _from_the_top(rule))
        notification = profile.notification or standard_profile().notification
        self._notification = tuple(rule for rule in notification if rule.key is not None)

    def read_documents(self, data: bytes, context: ReadContext) -> tuple[Document, ...]:
        """Return the documents of a JSON file; raises `TranslationFailed` with all of its defects."""
        return _JsonReading(self._profile, self._rules, data.removeprefix(codecs.BOM_UTF8)).documents(context)

    def write_reply(self, reply: Reply) -> bytes:
        """Return the answer as JSON; every key of the profile is there, null where there is no value."""
        layout = self._profile.json
        records: list[dict[str, Any]] = []
        for source in answer_rows(reply, layout.rows):
            record: dict[str, Any] = {}
            for rule in self._of_a_record:
                _put(record, rule.key or (), answer_value(rule, source))
            records.append(record)
        shown: Any = records[0] if layout.single and len(records) == 1 else records
        if layout.records:
            document: dict[str, Any] = {}
            whole = document_source(reply)
            for rule in self._of_the_document:
                _put(document, (rule.key or ())[1:], answer_value(rule, whole))
            _put(document, layout.records, shown)
            shown = document
        return _encoded(shown)

    def write_notification(self, notification: Notification) -> bytes:
        """Return the notification as one JSON object; every key of the profile is there."""
        source = notification_source(notification)
        shown: dict[str, Any] = {}
        for rule in self._notification:
            _put(shown, rule.key or (), answer_value(rule, source))
        return _encoded(shown)


def _encoded(shown: Any) -> bytes:
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _from_the_top(rule: AnswerRule) -> bool:
    return rule.key is not None and rule.key[0] == ""


def _put(target: dict[str, Any], steps: tuple[str, ...], value: Any) -> None:
    for step in steps[:-1]:
        target = target.setdefault(step, {})
    target[steps[-1]] = value


class _JsonReading:
    """The reading of one JSON document of the reseller."""

    def __init__(self, profile: Profile, rules: tuple[FieldRule, ...], data: bytes) -> None:
        self._profile = profile
        self._rules = rules
        self._data = data
        self._defects = Defects(profile.name)
        self._places = RecordPlaces(data, profile.json.records)

    def documents(self, context: ReadContext) -> tuple[Document, ...]:
        try:
            whole = read_json(self._data, limit=MAX_INPUT_BYTES)
        except UnreadableJson as unreadable:
            if unreadable.too_large:
                raise self._defects.too_large("the file", unreadable.text, "Send it in pieces.") from unreadable
            self._defects.add("the file", None, unreadable.text, "Send one JSON document in UTF-8.")
            raise self._defects.failure() from unreadable
        if not any(rule.keys for rule in self._rules):
            hint = "Give its fields a key, or send CSV."
            self._defects.add("the file", None, f"The profile {self._profile.name} does not describe JSON.", hint)
            raise self._defects.failure()
        made = documents(self._mapped(whole, self._records(whole)), context, self._tell)
        self._defects.check()
        return made

    def _records(self, whole: Any) -> list[Any]:
        steps = self._profile.json.records
        found = value_at(whole, steps) if steps else whole
        name = path_text(steps) or "the document"
        if isinstance(found, dict):
            self._places.single = True
            return [found]
        if not isinstance(found, list):
            self._defects.add(name, None, "There is no list of records.", "Write the records as a list of objects.")
            return []
        if not found:
            self._defects.add(name, None, "It has no record.", "Send at least one.")
        return found

    def _mapped(self, whole: Any, records: list[Any]) -> Iterator[MappedRecord]:
        nested = self._profile.json.lines
        rules = tuple(rule for rule in self._rules if not (nested and rule.field.of_a_line))
        lines = OrderLines(nested, tuple(rule for rule in self._rules if rule.field.of_a_line)) if nested else None
        mapper = RecordMapper(rules)
        sources = [(rule, plain_key(rule)) for rule in rules]
        if self._profile.unknown is Unknown.REFUSE:
            self._refuse_unknown(whole, records)
        for place, record in enumerate(records):
            if not isinstance(record, dict):
                self._defects.add(
                    self._places.of(place), None, "It is no object.", "Write each record in braces.", at=place + 1
                )
                continue
            values = [record.get(key) if key else value_of(rule, record, whole) for rule, key in sources]
            mapped = mapper.map(place, values, partial(self._complain, place))
            if lines is not None:
                lines.add(mapped, record, whole, partial(self._tell_at, place))
            yield mapped

    def _refuse_unknown(self, whole: Any, records: list[Any]) -> None:
        keys = [key for rule in self._rules for key in keys_in_record(rule, self._profile.json.lines)]
        for place, path, hint in unknown_paths(whole, records, keys, self._profile.json.records):
            where = "the document" if place is None else self._places.of(place)
            self._defects.add(where, path, "The profile has no such key.", hint, at=0 if place is None else place + 1)

    def _complain(self, place: int, rule: FieldRule, text: str, hint: str) -> None:
        self._tell_at(place, rule.keys, text, hint)

    def _tell_at(self, place: int, keys: Sequence[tuple[str, ...]], text: str, hint: str) -> None:
        first = keys[0] if keys else ()
        self._defects.add(self._places.of(place, first), paths_text(keys), text, hint, at=place + 1)

    def _tell(self, place: int, path: str, error: AnswerError) -> None:
        """A defect of the contract, at the key that caused it."""
        rule = rule_at(self._rules, path)
        told = error.text if rule is not None else f"{path or 'The record'}: {error.text}"
        keys = () if rule is None else keys_in_record(rule, self._profile.json.lines, line_of(path))
        self._tell_at(place, keys, f"{error.code} {told}", error.hint)
