"""Keys of a JSON document that its profile does not name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contracts.answer_error import shortened
from translators.toml_table import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Tree = dict[str, "Tree"]
"""Named keys; an empty tree below one means that anything may stand there."""


def unknown_paths(
    whole: Any, records: Sequence[Any], keys: Iterable[tuple[str, ...]], above: tuple[str, ...]
) -> Iterator[tuple[int | None, str, str]]:
    """Yield (record or None for the document, path, hint) of each key that `keys` do not name.

    `above` is the path to the records.
    """
    named = list(keys)
    of_a_record = _tree(key for key in named if key[0] != "")
    if above:
        of_the_document = _tree([above, *(key[1:] for key in named if key[0] == "")])
        for path, hint in _unknown(whole, of_the_document, ""):
            yield None, path, hint
    for place, record in enumerate(records):
        for path, hint in _unknown(record, of_a_record, ""):
            yield place, path, hint


def _tree(keys: Iterable[tuple[str, ...]]) -> Tree:
    tree: Tree = {}
    for key in keys:
        below = tree
        for step in key:
            below = below.setdefault(step, {})
    return tree


def _unknown(value: Any, tree: Tree, above: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, list) and tree:
        for at, entry in enumerate(value):
            yield from _unknown(entry, tree, f"{above}{at}.")
    if not isinstance(value, dict):
        return
    for key, below in value.items():
        if key not in tree:
            yield above + shortened(key), nearest(key[:100], tree)
        elif tree[key]:
            yield from _unknown(below, tree[key], f"{above}{key}.")
