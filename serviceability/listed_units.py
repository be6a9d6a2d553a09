"""The number suffixes and units that a range lists, against those that were asked."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from contracts.address import Unit
from contracts.results import Verdict
from serviceability.line_words import line_words
from serviceability.unit_designators import ALONE_DESIGNATORS, DWELLING_DESIGNATORS, UNIT_DESIGNATORS
from serviceability.unit_reading import unit_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from serviceability.house_numbers import HouseNumber
    from serviceability.streets import Span

_ENTRY = re.compile(r"\s*([0-9]+)\s*(.*)\Z", re.DOTALL)


@lru_cache(maxsize=8192)
def read_entry(entry: str) -> tuple[int, str]:
    """Split ``12 APT 3`` or ``12 1/2`` into the number and the rest, folded; number 0 when there is none."""
    found = _ENTRY.match(entry)
    return (int(found[1]), " ".join(line_words(found[2])[0])) if found else (0, entry)


@lru_cache(maxsize=8192)
def read_unit(text: str) -> Unit:
    """Read the unit of an entry; a value without a designator has designator ``#``."""
    words = text.split()
    found = unit_at(words, 0) if words else None
    if found and found[1] == len(words):
        return found[0]
    if words and words[0] in UNIT_DESIGNATORS and len(words) > 1:
        return Unit(UNIT_DESIGNATORS[words[0]], " ".join(words[1:]))
    return Unit("#", text)


def listed_suffixes(spans: Iterable[Span], number: int) -> tuple[str, ...]:
    """Return the suffixes that exist at `number`."""
    entries = (read_entry(entry) for span in spans for entry in span.suffixes)
    return tuple(dict.fromkeys(suffix for at, suffix in entries if at == number))


def listed_units(spans: Sequence[Span], house: HouseNumber) -> tuple[Unit, ...]:
    """Return the units that exist at `house`; an entry with a suffix (``12 1/2 APT 3``) belongs to that suffix."""
    if not any(span.units for span in spans):
        return ()
    units: dict[Unit, None] = {}
    suffixes = listed_suffixes(spans, house.number) if any(span.suffixes for span in spans) else ()
    for span in spans:
        for entry in span.units:
            at, text = read_entry(entry)
            if at != house.number:
                continue
            first, _, rest = text.partition(" ")
            if first not in suffixes or not rest:
                units[read_unit(text)] = None
            elif first == house.suffix:
                units[read_unit(rest)] = None
    return tuple(units)


def suffix_verdict(spans: Sequence[Span], house: HouseNumber) -> Verdict | None:
    """Judge the asked suffix: it must be listed where the range lists any; None when none was asked."""
    if not house.suffix:
        return None
    if house.suffix in listed_suffixes(spans, house.number):
        return Verdict.VALID
    listing = any(span.suffixes for span in spans)
    return Verdict.INVALID if listing or house.loose else Verdict.UNCHECKED


def unit_verdict(asked: Sequence[Unit], listed: Sequence[Unit]) -> tuple[Verdict | None, tuple[Unit, ...]]:
    """Judge the asked units against those `listed` at the number, and return them in the file's spelling.

    Where units are listed, each asked one of a kind that is listed must be there; floors, wings and buildings are
    unchecked where only doors are listed. None when no unit was asked: the building itself is the address.
    """
    if not asked:
        return None, ()
    if not listed:
        return Verdict.UNCHECKED, tuple(asked)
    by_door = {(_kind(unit), _value(unit)): unit for unit in reversed(listed)}
    kinds = {kind for kind, _ in by_door}
    spelt: list[Unit] = []
    verdict = Verdict.UNCHECKED
    for unit in asked:
        found = by_door.get((_kind(unit), _value(unit)))
        if found is None and _kind(unit) in kinds:
            return Verdict.INVALID, tuple(asked)
        if found is not None:
            verdict = Verdict.VALID
        spelt.append(found or unit)
    return verdict, tuple(spelt)


def _kind(unit: Unit) -> str:
    designator = unit.designator
    if not unit.value and designator in ALONE_DESIGNATORS:
        return f"{designator} alone"
    return "door" if designator in DWELLING_DESIGNATORS else designator


def _value(unit: Unit) -> str:
    return unit.value.replace("-", "").replace(" ", "").lstrip("0") or unit.value
