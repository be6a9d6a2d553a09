"""Where the records of a JSON document stand in its text, found only when there is a defect to tell."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from itertools import islice
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import TYPE_CHECKING

from translators.json_paths import path_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPACE = re.compile(r"[ \t\r\n]*")
_skip_value = json.JSONDecoder().raw_decode


class RecordPlaces:
    """The places of the records under `records` in a JSON document that is known to be sound."""

    def __init__(self, data: bytes, records: tuple[str, ...]) -> None:
        self._data = data
        self._records = records
        self.single = False
        self._text = ""
        self._line_ends: list[int] = []
        self._starts: list[int] | None = None

    def of(self, place: int, steps: tuple[str, ...] = ()) -> str:
        """Return the name of a record and the line of its value at `steps`, as far as that is there."""
        self._find()
        name = path_text(self._records)
        if not self.single:
            name = f"{name}/{place}" if name else f"record {place}"
        starts = self._starts or []
        if place >= len(starts):
            return name or "the document"
        at = starts[place] if steps[:1] != ("",) else _value_start(self._text, 0)
        for step in steps[1:] if steps[:1] == ("",) else steps:
            is_list = self._text[at : at + 1] == "[" and step.isdecimal()
            below = _entry(self._text, at, int(step)) if is_list else _member(self._text, at, step)
            if below is None:
                break
            at = below
        line = bisect_left(self._line_ends, at) + 1
        return f"{name or 'the document'} (line {line})"

    def _find(self) -> None:
        if self._starts is not None:
            return
        self._text = self._data.decode("utf-8")
        self._line_ends = [end.start() for end in re.finditer("\n", self._text)]
        at: int | None = _value_start(self._text, 0)
        for step in self._records:
            at = None if at is None else _member(self._text, at, step)
        if at is None:
            self._starts = []
        elif self.single:
            self._starts = [at]
        else:
            self._starts = list(_entries(self._text, at))


def _value_start(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return at if found is None else found.end()


def _member(text: str, at: int, name: str) -> int | None:
    """Return where the member `name` of the object at `at` begins."""
    if text[at : at + 1] != "{":
        return None
    at = _value_start(text, at + 1)
    while text[at] != "}":
        key, at = scanstring(text, at + 1, True)
        at = _value_start(text, _value_start(text, at) + 1)
        if key == name:
            return at
        at = _after(text, at)
    return None


def _entry(text: str, at: int, number: int) -> int | None:
    """Return where an entry of the list at `at` begins."""
    return next(islice(_entries(text, at), number, None), None)


def _entries(text: str, at: int) -> Iterator[int]:
    """Yield where each entry of the list at `at` begins."""
    if text[at : at + 1] != "[":
        return
    at = _value_start(text, at + 1)
    while text[at] != "]":
        yield at
        at = _after(text, at)


def _after(text: str, at: int) -> int:
    """Return where the next member or entry begins, or the closing bracket stands."""
    _, end = _skip_value(text, at)
    end = _value_start(text, end)
    return _value_start(text, end + 1) if text[end] == "," else end
