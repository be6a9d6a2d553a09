"""Turns what marshmallow found into answers' errors: the one place that knows both."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from contracts.answer_error import AnswerError, answer_error
from contracts.json_pointer import KEY_LIMIT, pointer
from contracts.wire.containers import ListOf, Part
from contracts.wire.messages import FIELD, taken_apart
from contracts.wire.rules import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from contracts.wire.fields import WireField
    from contracts.wire.shape import Shape

Step = str | int

MAX_DEFECTS_OF_AN_OBJECT = 100
"""Beyond these only the count is told: a million misspelt names must not become an answer of 300 MiB."""


def defects(
    messages: Mapping[Any, Any],
    sent: Any,
    shape: Shape,
    start: tuple[Step, ...] = (),
    *,
    most: int = MAX_DEFECTS_OF_AN_OBJECT,
) -> tuple[AnswerError, ...]:
    """Return the defects in `messages`, all unless there are more than `most`, which the last one then says.

    `start` is the path of `sent`, which `shape` was to be.
    """
    found = list(_each(messages, (), sent))
    errors = [_error(text, start, steps, value, shape) for steps, value, text in found[:most]]
    return _saying_how_many_more(errors, len(found) - len(errors))


def counted(errors: Sequence[AnswerError], most: int) -> tuple[AnswerError, ...]:
    """Return at most so many of `errors`; the last one says how many more there are."""
    return _saying_how_many_more(errors[:most], len(errors) - most)


def _saying_how_many_more(errors: Sequence[AnswerError], more: int) -> tuple[AnswerError, ...]:
    if more <= 0:
        return tuple(errors)
    last = errors[-1]
    return (*errors[:-1], replace(last, text=f"{last.text} ({more:,} more defects are not listed.)"))


def _each(messages: Any, steps: tuple[Step, ...], sent: Any) -> Iterator[tuple[tuple[Step, ...], Any, str]]:
    if isinstance(messages, dict):
        for key, below in messages.items():
            if key == WHOLE and not (isinstance(sent, dict) and WHOLE in sent):
                yield from _each(below, steps, sent)
            else:
                yield from _each(below, (*steps, key), _below(sent, key))
        return
    for text in [messages] if isinstance(messages, str) else messages:
        if isinstance(text, str):
            yield steps, sent, text
        else:
            yield from _each(text, steps, sent)


class _Nothing:
    """Stands where nothing was sent."""


def _below(sent: Any, key: Step) -> Any:
    if isinstance(sent, dict):
        return sent.get(key, _Nothing)
    if isinstance(sent, list) and isinstance(key, int):
        return sent[key]
    return _Nothing


def _error(text: str, start: tuple[Step, ...], steps: tuple[Step, ...], value: Any, shape: Shape) -> AnswerError:
    code, sentence, hint = taken_apart(text)
    field, siblings = _described(shape, steps)
    if code == "E003" and steps:
        name = str(steps[-1])
        if name in shape.not_here.get(tuple(str(step) for step in steps[:-1]), ()):
            code, sentence = "E021", f"{FIELD} is not allowed in this transaction."
        meant = get_close_matches(name[:KEY_LIMIT], siblings, n=1)
        if meant:
            hint = f"Did you mean {meant[0]}?"
    path = start + steps
    said = sentence.replace(FIELD, _named(path, field))
    return answer_error(code, pointer(path), value=_shown(value), text=said, hint=hint or None)


def _described(shape: Shape, steps: tuple[Step, ...]) -> tuple[WireField[Any] | None, tuple[str, ...]]:
    """Return the field at the end of `steps`, None if there is none, and the names that stand beside it."""
    field: Any = None
    siblings: tuple[str, ...] = ()
    inside: Shape | None = shape
    for step in steps:
        if isinstance(field, ListOf) and isinstance(step, int):
            field = field.entry
        elif inside is not None:
            by_key = {member.data_key or name: member for name, member in inside.fields.items()}
            field, siblings = by_key.get(str(step)), tuple(by_key)
        inside = field.shape if isinstance(field, Part) else None
    return field, siblings


def _named(path: tuple[Step, ...], field: WireField[Any] | None) -> str:
    """Return what a sentence calls the place: ``The field number [SANO]``, ``Entry 2 of services``, ``Segment 7``."""
    if not path:
        return "The body"
    last = path[-1]
    if isinstance(last, int):
        before = path[-2] if len(path) > 1 else "list"
        return f"Segment {last + 1}" if before == "segments" else f"Entry {last + 1} of {before}"
    mnemonic = "" if field is None else field.metadata["mnemonic"]
    # An unknown name can be anything: the path repeats it, escaped and cut.
    name = "" if field is None else f" {last}"
    return f"The field{name} [{mnemonic}]" if mnemonic else f"The field{name}"


def _shown(value: Any) -> str | None:
    """Return what stood there, as text; of an object or a list only what it is."""
    if value is _Nothing:
        return None
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return f"an object with {len(value):,} fields"
    if isinstance(value, list):
        return f"a list of {len(value):,}"
    return repr(value)
