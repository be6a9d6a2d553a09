"""A second opinion on a free line that our own reading does not place: the trained parser of `usaddress`.

It sees names of people and buildings before the number, which a rule cannot tell from anything else.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from contracts.address import Unit
from serviceability.asked import Asked, five_digits
from serviceability.directions import DIRECTIONS
from serviceability.field_reading import asked_units, asked_where
from serviceability.house_numbers import read_heads
from serviceability.line_words import line_words
from serviceability.standard_line import unit_line
from serviceability.states import state_code
from serviceability.unit_designators import standard_designator
from serviceability.unit_reading import units_from
from serviceability.words import fold, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contracts.address import Address

_STREET = frozenset({"StreetNamePreDirectional", "StreetNamePreModifier", "StreetNamePreType", "StreetName",
    "StreetNamePostType", "StreetNamePostDirectional", "StreetNamePostModifier"})  # fmt: skip
_NUMBER = frozenset({"AddressNumberPrefix", "AddressNumber", "AddressNumberSuffix"})


def second_opinion(address: Address) -> Iterator[Asked]:
    """Yield the parser's reading of `address.line`, as a guess: it counts where the file bears it out."""
    # The import loads a model of some megabytes: only processes that meet such a line pay for it.
    import usaddress

    labelled: defaultdict[str, list[str]] = defaultdict(list)
    street: list[str] = []
    number: list[str] = []
    behind_number: list[str] = []
    for token, label in usaddress.parse(address.line or ""):
        if number:
            behind_number += words_of(token)
        if label in _STREET:
            street += words_of(token)
        elif label in _NUMBER:
            number += line_words(token)[0]
        else:
            labelled[label].append(token.strip(" ,;"))
    given = asked_where(address)
    where = given._replace(
        city=given.city or " ".join(words_of(" ".join(labelled["PlaceName"]))),
        state=given.state or state_code(" ".join(labelled["StateName"])),
        zip=given.zip or five_digits("".join(labelled["ZipCode"])),
    )
    if _directions(behind_number) != _directions(street):
        return  # ``APT 3 N``, ``EAST PORTLAND``: the direction may be the street's, and would be lost
    inside = [unit for kind in ("Occupancy", "Subaddress") for unit in _units(labelled, kind)]
    for house, taken in read_heads(number):
        if taken == len(number) and street and all(map(_can_be_read_again, inside)):
            yield Asked(house, tuple(street), (*inside, *asked_units(address)), where, guessed=True)


def _units(labelled: defaultdict[str, list[str]], kind: str) -> Iterator[Unit]:
    value = " ".join(line_words(" ".join(labelled[f"{kind}Identifier"]))[0]).replace("# ", "")
    designator = " ".join(labelled[f"{kind}Type"])
    if value:
        yield Unit(standard_designator(fold(designator)) or "#", value)


def _can_be_read_again(unit: Unit) -> bool:
    """True if a line with this unit gives this unit: what the parser could not place it calls a unit, too."""
    return units_from(unit_line(unit).split(), 0)[0] == (unit,)


def _directions(words: Iterable[str]) -> list[str]:
    return [word for word in words if word in DIRECTIONS]
