"""Turns what marshmallow found into answers' errors: the one place that knows both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contracts.answer_error import AnswerError, answer_error
from contracts.json_pointer import pointer
from contracts.wire.messages import taken_apart
from contracts.wire.rules import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Step = str | int

MAX_DEFECTS_OF_A_SEGMENT = 100
"""Beyond these the count is told; a sender can otherwise make an answer larger than its document."""


def defects(messages: Mapping[Any, Any], sent: Any, start: tuple[Step, ...] = ()) -> tuple[AnswerError, ...]:
    """Return every defect in `messages`, in the order of the document's fields; `start` is where `sent` stands."""
    found = list(_each(messages, (), sent))
    return tuple(_error(text, start + steps, value) for steps, value, text in found[:MAX_DEFECTS_OF_A_SEGMENT])


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


def _error(text: str, path: tuple[Step, ...], value: Any) -> AnswerError:
    code, sentence, hint = taken_apart(text)
    return answer_error(code, pointer(path), value=_shown(value), text=sentence, hint=hint or None)


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
