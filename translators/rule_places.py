"""From the path of a defect in the wholesaler format back to the rule whose column or key caused it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translators.json_paths import path_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translators.rules import FieldRule


def rule_at(rules: Sequence[FieldRule], path: str) -> FieldRule | None:
    """Return the rule of the field at `path` (such as ``/request/services/2``), or of the first field below it.

    None if no rule fills anything there.
    """
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


def keys_of(rule: FieldRule) -> str | None:
    """Return the paths of a rule's keys, or None for one that is a constant of the profile."""
    return " + ".join(path_text(key) for key in rule.keys) or None
