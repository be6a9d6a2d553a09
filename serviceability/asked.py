"""One reading of an asked address: what each part of it is taken to be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from contracts.address import Unit
    from serviceability.house_numbers import HouseNumber

_ZIP = re.compile(r"([0-9]{5})(?:[ -]?[0-9]{4})?\Z")


class Where(NamedTuple):
    """Community, state and ZIP as they were asked, folded; empty where nothing was said.

    `line_zip` is a ZIP in the line that contradicts the field beside it.
    """

    city: str = ""
    state: str = ""
    zip: str = ""
    line_zip: str = ""


class Asked(NamedTuple):
    """One reading of an address: the number, the street's words as written (folded), the units and where it is.

    `guessed` readings drop or reinterpret words; they count only where the file has exactly what they say.
    """

    house: HouseNumber
    street: tuple[str, ...]
    units: tuple[Unit, ...]
    where: Where
    guessed: bool = False


def five_digits(text: str) -> str:
    """Return the five digits of a ZIP or ZIP+4, or `text` when it is neither."""
    if len(text) == 5 and text.isdigit():
        return text
    found = _ZIP.match(text.strip())
    return found[1] if found else text.strip()
