"""One change at a time, at every place of every example: both schemas agree on each.

Random documents seldom stand on a boundary; here every length, type and rule is stepped over on purpose.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

import contracts
from contracts.generation.json_schema import document_schema
from contracts.transactions import TRANSACTIONS
from tests.unit.contracts.test_schema_equivalence import is_beyond_json_schema, is_sound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VALIDATOR = Draft202012Validator(document_schema())
EXAMPLES = Path(contracts.__file__).parent / "examples"
ODD: tuple[Any, ...] = (None, True, 0, -1, 1.0, 1.5, 10**7, "", "1", "yes", "x" * 65, "x" * 600, [], {}, [None])
ADDED: dict[str, Any] = {
    "telephone_number": "4155550142", "telephone_numbers": ["4155550142"], "pattern": "415555..22", "kind": "random",
    "quantity": 2, "street": "FOLSOM", "line": "1 A ST", "number": "1", "zip": "94103", "activity": "C",
    "desired_due_date": "2026-12-24", "lines": [{"usoc": "1FR"}], "supplement": "3", "address": {"line": "1 A ST"},
    "answer_by": "2026-11-23T09:30:00Z", "unknown": 1,
}  # fmt: skip
CHOICES: dict[str, tuple[str, ...]] = {
    "kind": ("specific", "random", "sequential", "pattern"),
    "activity": tuple("NCDTVWSB"),
    "supplement": tuple("123"),
}


def example(transaction: str) -> dict[str, Any]:
    sent: dict[str, Any] = json.loads((EXAMPLES / f"{transaction}.request.json").read_text())
    return sent


def changed_once(sent: dict[str, Any]) -> Iterator[Any]:
    """Yield a copy of `sent` for each change at each place."""
    for place in range(sum(1 for _ in _places(sent))):
        holder, key = list(_places(sent))[place]
        for change in _changes(holder, key):
            copied = copy.deepcopy(sent)
            change(*list(_places(copied))[place])
            yield copied


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    members = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    for key, member in members:
        yield value, key
        yield from _places(member)


def _changes(holder: Any, key: Any) -> Iterator[Callable[[Any, Any], None]]:
    value = holder[key]
    replacements = [*ODD, *CHOICES.get(key, ())]
    if isinstance(value, str):
        replacements += [value + "\n", "\t" + value, value + "0", value[:-1], value.lower(), value.upper()]
    if isinstance(value, list):
        replacements += [value * 3, value * 101]
    for replacement in replacements:
        yield lambda place, name, put=replacement: place.__setitem__(name, put)
    yield lambda place, name: place.__delitem__(name)
    if isinstance(value, dict):
        for name, put in ADDED.items():
            yield lambda place, inside, name=name, put=put: place[inside].setdefault(name, put)


@pytest.mark.parametrize("transaction", TRANSACTIONS)
def test_both_schemas_agree_on_every_single_change(transaction: str) -> None:
    verdicts = set()
    for changed in changed_once(example(transaction)):
        if not is_beyond_json_schema(changed):
            verdict = is_sound(changed)
            assert verdict == VALIDATOR.is_valid(changed), changed
            verdicts.add(verdict)
    assert verdicts == {True, False}
