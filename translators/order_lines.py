"""The lines of an order that come as rows of their own: rows of one order, one after the other, become one segment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contracts.answer_error import answer_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from contracts.answer_error import AnswerError
    from translators.record_mapping import MappedRecord

    Complain = Callable[[int, str, AnswerError], None]

_DIFFERS = "It differs from the first row of the same order."
_REPEAT = "Repeat it as it stands there, leave it empty, or give the order another purchase order number."
_APART = answer_error(
    "E022",
    "/request/pon",
    text="Rows of this order stand further up, with those of another between.",
    hint="Let the rows of one order follow each other.",
)


def gathered(records: Iterable[MappedRecord], complain: Complain) -> Iterator[MappedRecord]:
    """Yield one record per end user: rows with the same purchase order number and version are lines of one order.

    What a later row says beside its line must be what the first one says, or nothing: each difference is told.
    """
    first: MappedRecord | None = None
    order: tuple[Any, ...] | None = None
    before: set[tuple[Any, ...]] = set()
    for record in records:
        request = record.segment["request"]
        line = request.get("lines")
        if not isinstance(line, dict):
            if first is not None:
                yield first
            first = order = None
            yield record
            continue
        request["lines"] = [line]
        record.line_places.append(record.place)
        named = _order(record)
        if first is not None and named is not None and order in (named, _of_version(named, order)):
            _join(first, record, complain)
            continue
        if first is not None:
            yield first
        if named in before:
            complain(record.place, "/request/pon", _APART)
        elif named is not None:
            before.add(named)
        first, order = record, named
    if first is not None:
        yield first


def _order(record: MappedRecord) -> tuple[Any, ...] | None:
    """What names an order; None for a row that names none, which the contract then misses."""
    request = record.segment["request"]
    if "pon" not in request:
        return None
    return (request["pon"], request.get("version"), *record.header.items())


def _of_version(named: tuple[Any, ...], order: tuple[Any, ...] | None) -> tuple[Any, ...]:
    """A row that says no version is of the version that the rows before it say."""
    pon, version, *rest = named
    return named if version is not None or order is None else (pon, order[1], *rest)


def _join(first: MappedRecord, later: MappedRecord, complain: Complain) -> None:
    for path in _differences(later.segment, first.segment, ""):
        complain(later.place, path, answer_error("E022", path, text=_DIFFERS, hint=_REPEAT))
    first.segment["request"]["lines"] += later.segment["request"]["lines"]
    first.line_places.append(later.place)


def _differences(later: Mapping[str, Any], first: Mapping[str, Any], above: str) -> Iterator[str]:
    for name, value in later.items():
        path, known = f"{above}/{name}", first.get(name)
        if path == "/request/lines" or value == known:
            continue
        if isinstance(value, dict) and isinstance(known, dict):
            yield from _differences(value, known, path)
        else:
            yield path
