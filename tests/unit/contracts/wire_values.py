"""Hypothesis strategies made from the shapes themselves: objects that are right field by field, and broken copies."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import strategies as st

from contracts.transactions import TRANSACTIONS
from contracts.wire.containers import AnyObject, ListOf, Part
from contracts.wire.fields import Choice, CodeName, Day, Flag, Said, Text, Timestamp, WholeNumber
from contracts.wire.header import HeaderShape
from contracts.wire.segments import SEGMENTS
from contracts.wire.shape import RuledShape, Shape

_TEXT = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))
_MESSY_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)

ODD_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**17), 10**17),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(
        [0, 1, 1.0, -1, 1.9, 2.0, "1", "yes", "", "N", "specific", "pattern", "4155550142", "A\n", "é", "\x85"]
    ),
    _MESSY_TEXT,
    st.just([]),
    st.just({}),
    st.lists(_MESSY_TEXT, max_size=3),
    st.dictionaries(_MESSY_TEXT, st.integers(0, 3), max_size=3),
)


def value_of(field: Any) -> st.SearchStrategy[Any]:
    """Return what `field` accepts."""
    if isinstance(field, Part):
        return object_of(field.shape)
    if isinstance(field, ListOf):
        most = min(field.least + 2, field.most if field.most is not None else 3)
        return st.lists(value_of(field.entry), min_size=field.least, max_size=most)
    if isinstance(field, Text | Timestamp | Day):
        return _text_of(field)
    if isinstance(field, CodeName | Choice):
        return st.sampled_from(field.json_schema()["enum"])
    if isinstance(field, WholeNumber):
        whole = st.integers(field.least, field.most)
        return whole | st.just(float(field.least))
    if isinstance(field, Flag):
        return st.booleans()
    if isinstance(field, AnyObject):
        return st.just({})
    assert isinstance(field, Said), field
    return st.text(_TEXT, max_size=8)


def _text_of(field: Any) -> st.SearchStrategy[str]:
    if isinstance(field, Text) and field.pattern is None:
        return st.text(_TEXT, min_size=field.least, max_size=min(field.most or 20, field.least + 12))
    pattern = field.pattern if isinstance(field, Text) else field.json_schema()["pattern"].strip("^$")
    return st.from_regex(pattern, fullmatch=True)


@st.composite
def object_of(draw: st.DrawFn, shape: Shape) -> dict[str, Any]:
    """Return an object with all required and some other fields; conditional rules are mostly followed."""
    names = {field.data_key or name: field for name, field in shape.fields.items()}
    optional = [name for name, field in names.items() if not field.required]
    chosen = draw(st.sets(st.sampled_from(optional))) if optional else set()
    sent = {name: draw(value_of(field)) for name, field in names.items() if field.required or name in chosen}
    if isinstance(shape, RuledShape) and draw(st.integers(0, 24)):
        _follow(draw, shape, names, sent)
    return sent


def _follow(draw: st.DrawFn, shape: RuledShape, names: dict[str, Any], sent: dict[str, Any]) -> None:
    for rule in shape.rules:
        fields = getattr(rule, "fields", ())
        if fields:
            keep = draw(st.sampled_from(fields))
            for name in fields:
                sent.pop(name, None)
            sent[keep] = draw(value_of(names[keep]))
    for rule in shape.rules:
        applies = getattr(rule, "field", None) in sent and (not rule.values or sent[rule.field] in rule.values)
        if applies:
            for name in rule.excludes:
                sent.pop(name, None)
            for name in rule.needs:
                sent.setdefault(name, draw(value_of(names[name])))


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Return a document of any transaction, with 1 to 3 segments in order."""
    transaction = draw(st.sampled_from(sorted(TRANSACTIONS)))
    header = draw(object_of(HeaderShape())) | {"transaction": transaction}
    segments = [draw(object_of(SEGMENTS[transaction])) for _ in range(draw(st.integers(1, 3)))]
    for place, segment in enumerate(segments, start=1):
        segment["number"] = place
    return {"header": header, "segments": segments}


@st.composite
def broken_documents(draw: st.DrawFn) -> Any:
    """Return a document in which up to 3 places were changed at random."""
    document = copy.deepcopy(draw(documents()))
    for _ in range(draw(st.sampled_from([1, 1, 1, 2]))):
        places = list(_places(document))
        if not places:
            break
        holder, key = draw(st.sampled_from(places))
        change = draw(st.sampled_from(["replace", "remove", "rename", "add", "lengthen"]))
        _change(draw, holder, key, change)
    return document


def _places(value: Any) -> Any:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield value, key
        yield from _places(member)


def _change(draw: st.DrawFn, holder: Any, key: Any, change: str) -> None:
    if change == "remove":
        del holder[key]
    elif change == "add" and isinstance(holder, dict):
        holder[draw(st.sampled_from(["pattern", "zip", "class", "line", "_schema", "x/~"]) | _MESSY_TEXT)] = draw(
            ODD_VALUES
        )
    elif change == "rename" and isinstance(holder, dict):
        holder[draw(_MESSY_TEXT)] = holder.pop(key)
    elif change == "lengthen" and isinstance(holder[key], str):
        holder[key] += draw(st.sampled_from(["\n", " ", "X" * 60, "0"]))
    else:
        holder[key] = draw(ODD_VALUES)


def as_body(value: Any) -> bytes:
    """Return `value` as the body of a message."""
    return json.dumps(value, ensure_ascii=False).encode()
