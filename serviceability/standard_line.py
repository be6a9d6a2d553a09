"""Writes an address of the file: its fields in the file's spelling, and Publication 28's single line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.address import StandardAddress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contracts.address import Unit
    from serviceability.house_numbers import HouseNumber
    from serviceability.streets import Street


def street_line(street: Street) -> str:
    """Return the street as a line has it, such as ``SW MAIN ST``."""
    return " ".join(filter(None, (street.pre, street.name, street.type, street.post)))


def place_line(street: Street) -> str:
    """Return community, state and ZIP as a line has them; what the file does not know is left out."""
    place = street.place
    return ", ".join(filter(None, (place.community, f"{place.state} {place.zip}".strip())))


def unit_line(unit: Unit) -> str:
    """Return a unit as a line has it, such as ``APT 3``."""
    return f"{unit.designator} {unit.value}".strip()


def standard_address(street: Street, house: HouseNumber, units: Sequence[Unit] = ()) -> StandardAddress:
    """Return the address of `house` on `street`."""
    door = " ".join(filter(None, (house.text, street_line(street), *map(unit_line, units))))
    place = street.place
    return StandardAddress(
        line=f"{door}, {place_line(street)}",
        prefix=house.prefix or None,
        number=str(house.number),
        number_suffix=house.suffix or None,
        pre_direction=street.pre or None,
        street=street.name,
        street_type=street.type or None,
        post_direction=street.post or None,
        units=tuple(units),
        city=place.community or None,
        state=place.state or None,
        zip=place.zip or None,
    )
