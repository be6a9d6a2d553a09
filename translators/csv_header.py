"""Which column of a CSV file is which: from its header line, or from the positions that the profile gives."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

from contracts.answer_error import shortened
from translators.rules import Unknown
from translators.toml_table import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from translators.csv_rows import Row
    from translators.errors import Defects
    from translators.rules import FieldRule, Profile

_ABSENT = -1
"""The place of a column that is not there: every row gets one empty value more at its end."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each rule finds its values; `least` and `most` are how many values a row has.

    `rules` are those that have anything to say about this file: a column of it, a default, or a requirement.
    `complete` is False when a required column is missing: then what rows lack is not worth telling.
    """

    rules: tuple[FieldRule, ...]
    take: Callable[[list[str]], Sequence[str]]
    least: int
    most: int | None
    complete: bool

    def fits(self, row: Row, defects: Defects) -> bool:
        """True if the row has as many values as it must; notes the defect otherwise."""
        count = len(row.values)
        if count >= self.least and (self.most is None or count <= self.most):
            return True
        wanted = str(self.least) if self.most == self.least else f"at least {self.least}"
        hint = "Is a value with a delimiter in it not quoted, or a quote not closed?"
        defects.add(row.place, None, f"It has {count} values; {wanted} are expected.", hint, at=row.number)
        return False


def read_header(every_row: Iterator[Row], rules: Sequence[FieldRule], profile: Profile, defects: Defects) -> Columns:
    """Return the columns; with a header line, that is taken from `every_row`."""
    if not profile.csv.header:
        return _counted(rules, profile)
    row = next((row for row in every_row if any(row.values) or not row.sound), None)
    if row is None:
        return Columns((), _taking((), {}), 0, None, complete=False)
    names = [value.strip() for value in row.values]
    known = {column.casefold(): column for rule in rules for column in rule.columns if isinstance(column, str)}
    places: dict[str | int, int] = {}
    for at, name in enumerate(names):
        if name.casefold() in places and name.casefold() in known:
            defects.add(
                row.place,
                f"column {at + 1}",
                f"The column {shortened(name)!r} is there twice.",
                "Keep one.",
                at=row.number,
            )
        places.setdefault(name.casefold(), at)
    if profile.unknown is Unknown.REFUSE:
        _refuse_unknown(row, names, known, defects)
    complete = _has_required(row, names, rules, defects)
    used = tuple(rule for rule in rules if _has_a_say(rule, places))
    return Columns(used, _taking(used, places), len(names), len(names), complete=complete and row.sound)


def _has_a_say(rule: FieldRule, places: Mapping[str | int, int]) -> bool:
    return rule.default is not None or rule.required or any(_folded(column) in places for column in rule.columns)


def _refuse_unknown(row: Row, names: Sequence[str], known: Mapping[str, str], defects: Defects) -> None:
    for at, name in enumerate(names, start=1):
        if name.casefold() not in known:
            said = f"The profile has no column {shortened(name)!r}." if name else "The column has no name."
            defects.add(row.place, f"column {at}", said, nearest(name, known.values()), at=row.number)


def _has_required(row: Row, names: Sequence[str], rules: Sequence[FieldRule], defects: Defects) -> bool:
    """True if every required column is there; notes each that is not."""
    there = {name.casefold() for name in names}
    complete = True
    for rule in rules:
        for column in rule.columns:
            if rule.required and isinstance(column, str) and column.casefold() not in there:
                hint = f"Add it; it holds {rule.field.name}."
                defects.add(row.place, column, "The column is missing.", hint, at=row.number)
                complete = False
    return complete


def _counted(rules: Sequence[FieldRule], profile: Profile) -> Columns:
    places: dict[str | int, int] = {
        column: column - 1 for rule in rules for column in rule.columns if isinstance(column, int)
    }
    width = max(places.values(), default=-1) + 1
    most = width if profile.unknown is Unknown.REFUSE else None
    return Columns(tuple(rules), _taking(rules, places), width, most, complete=True)


def _taking(rules: Sequence[FieldRule], places: Mapping[str | int, int]) -> Callable[[list[str]], Sequence[str]]:
    """Return the function that picks the value of each rule out of a row."""
    wanted = [[places.get(_folded(column), _ABSENT) for column in rule.columns] or [_ABSENT] for rule in rules]
    first = [each[0] for each in wanted]
    picked = itemgetter(*first, _ABSENT, _ABSENT)  # the last two only make the result a tuple, also without any rule
    several = [(at, each, rules[at].join) for at, each in enumerate(wanted) if len(each) > 1]
    if not several:
        return lambda values: picked([*values, ""])

    def take(values: list[str]) -> Sequence[str]:
        row = [*values, ""]
        taken = list(picked(row))
        for at, each, join in several:
            taken[at] = join.join(part for place in each if (part := row[place]))
        return taken

    return take


def _folded(column: str | int) -> str | int:
    return column.casefold() if isinstance(column, str) else column
