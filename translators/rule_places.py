"""From the path of a defect in the wholesaler format back to the rule whose column or key caused it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translators.json_paths import path_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translators.rules import FieldRule


_LINE = re.compile(r"^/request/lines/\d+")


def rule_at(rules: Sequence[FieldRule], path: str) -> FieldRule | None:
    """Return the rule of the field at `path` (such as ``/request/services/2``), or of the first field below it.

    None if no rule fills anything there. Which line of an order it is does not matter.
    """
    path = _LINE.sub("/request/lines", path)
    for rule in rules:
        pointer = rule.field.pointer
        if path == pointer or path.startswith(pointer + "/"):
            return rule
    below = path + "/"
    return next((rule for rule in rules if path and rule.field.pointer.startswith(below)), None)


def columns_of(rule: FieldRule) -> str | None:
    """Return the names of a rule's columns, or None for one that is a constant of the profile."""
    names = [column if isinstance(column, str) else f"column {column}" for column in rule.columns]
    return " + ".join(names) or None


def paths_text(keys: Sequence[tuple[str, ...]]) -> str | None:
    """Return paths of JSON as a person reads them, or None where there are none."""
    return " + ".join(path_text(key) for key in keys) or None
