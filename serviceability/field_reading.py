"""A fielded address as readings: the fields say which part is which, yet a part may stand in its neighbour's field."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from contracts.address import Unit
from serviceability.asked import Asked, Where, five_digits
from serviceability.house_numbers import HouseNumber, is_number, read_heads
from serviceability.line_words import line_words
from serviceability.states import state_code
from serviceability.unit_designators import standard_designator
from serviceability.unit_reading import units_from
from serviceability.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.address import Address


def asked_units(address: Address) -> tuple[Unit, ...]:
    """Return the units given beside the line, in standard spelling; what is empty is left out."""
    if not address.units:
        return ()
    return tuple(
        Unit(
            standard_designator(unit.designator) if unit.designator.strip() else "#",
            " ".join(line_words(unit.value)[0]),
        )
        for unit in address.units
        if unit.designator.strip() or unit.value.strip()
    )


def asked_where(address: Address) -> Where:
    """Return the community, state and ZIP given beside the line."""
    return _where(address.city or "", address.state or "", address.zip or "")


@lru_cache(maxsize=4096)
def _where(city: str, state: str, zip_code: str) -> Where:
    return Where(
        fold(city).strip() if city else "",
        state_code(state) if state else "",
        five_digits(zip_code) if zip_code else "",
    )


def read_fields(address: Address) -> Iterator[Asked]:
    """Yield the readings of a fielded address, the plain one first; none when there is no house number at all."""
    where, units = asked_where(address), asked_units(address)
    for house, street in _heads(address):
        yield Asked(house, street, units, where)
        for place in range(1, len(street)):
            inside, end = units_from(street, place)
            if inside and end == len(street):
                yield Asked(house, street[:place], (*inside, *units), where)
                break


def _heads(address: Address) -> Iterator[tuple[HouseNumber, tuple[str, ...]]]:
    """Yield the house number with the street's words: as the fields have them, then as if they were one line."""
    ends = (address.pre_direction, address.street, address.street_type, address.post_direction)
    words = tuple(line_words(" ".join([part for part in ends if part]))[0])
    number = address.number or ""
    head = [number] if number.isascii() and number.isdigit() else line_words(number)[0]
    prefix = "".join(line_words(address.prefix)[0]) if address.prefix else ""
    suffix = line_words(address.number_suffix)[0] if address.number_suffix else []
    if words and len(head) == 1 and is_number(head[0]):
        yield HouseNumber(int(head[0]), prefix, " ".join(suffix)), words
    line = [*([prefix] if prefix else []), *head, *suffix, *words]
    for house, taken in read_heads(line):
        if taken < len(line):
            yield house, tuple(line[taken:])
