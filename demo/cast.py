"""The end users of the story: real addresses chosen by rule from the territory, and what each must be answered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from demo.network import Office
    from demo.points import Point

_OUT_OF_RANGE = 90_000
"""Added to a house number: no street of the territory is that long, and the side of the street stays the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndUser:
    """One end user's request and the answer that it must get.

    `codes` is the code that each asked service must have (``None``: all that must be said is in `address_code`), and
    `asked` the line as the end user writes it.
    """

    about: str
    name: str
    asked: str
    city: str
    state: str
    zip: str
    customer_class: str
    address_code: str
    office: str | None
    services: Mapping[str, str]
    meant: str = ""
    """The street that a misspelling stands for, in capitals."""


class TerritoryTooSmall(Exception):
    """The points have no address of a kind that the story needs; use the packaged ones or larger files."""


def qualifying_end_users(points: Sequence[Point], offices: Sequence[Office]) -> list[EndUser]:
    """The end users whose services are asked for, one of each kind.

    Raises `TerritoryTooSmall` when the points have no such kind.
    """
    served = list(_served(points, offices))
    if len(served) < 4:
        raise TerritoryTooSmall("fewer than four plain addresses are served by an office with two switches")
    step = len(served) // 4
    (one, one_office), (two, two_office), (three, three_office), (four, four_office) = served[::step][:4]
    wrong, wrong_office, misspelt = _misspelling(served)
    return [
        _end_user("all of it can be had", "Ada Byron", one, one_office, {"1FR": "F200", "ESX": "F200"}),
        _end_user("the office's new switch is needed", "Grace Murray", two, two_office, {"1FR": "F200", "NSD": "F200"}),
        _end_user("data with a condition", "Edith Clarke", three, three_office, {"1FR": "F200", "1DSLX": "F201"}),
        replace(
            _end_user("no switch has it", "Clarke & Sons", four, four_office, {"1FB": "F200", "PRXTY": "F202"}),
            customer_class="business",
        ),
        replace(
            _end_user("the street is misspelt", "Mary Kenneth", wrong, wrong_office, {"1FR": "F200"}),
            asked=f"{wrong.number} {misspelt}",
            address_code="A102",
            meant=wrong.street.upper(),
        ),
        replace(
            _end_user("no such number on the street", "Hedy Kiesler", two, two_office, {}),
            asked=f"{int(two.number) + _OUT_OF_RANGE} {two.street}",
            address_code="A106",
            office=None,
        ),
    ]


def number_end_users(points: Sequence[Point], offices: Sequence[Office]) -> list[tuple[EndUser, Office]]:
    """Two end users who want telephone numbers, each with the office whose numbers they can have."""
    served = list(_served(points, offices))
    chosen = (served[len(served) // 3], served[2 * len(served) // 3])
    names = ("Joan Clarke", "Katherine Coleman")
    return [
        (_end_user("telephone numbers", name, point, office, {}), office)
        for name, (point, office) in zip(names, chosen, strict=True)
    ]


def _end_user(about: str, name: str, point: Point, office: Office, services: Mapping[str, str]) -> EndUser:
    return EndUser(
        about=about,
        name=name,
        asked=f"{point.number} {point.street}",
        city=point.city,
        state=point.state,
        zip=point.zip[:5],
        customer_class="residence",
        address_code="",
        office=office.clli,
        services=services,
    )


def _served(points: Sequence[Point], offices: Sequence[Office]) -> Iterator[tuple[Point, Office]]:
    """Plain addresses, without a unit, in a ZIP code that an office with two switches serves."""
    by_zip = {(office.state, zip_code): office for office in offices for zip_code in office.zips}
    doors: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for point in points:
        doors[point.number, point.street, point.zip].add(point.unit)
    for point in points:
        office = by_zip.get((point.state.upper(), point.zip[:5]))
        if office is None or len(office.switches) < 2 or not point.number.isdigit():
            continue
        if doors[point.number, point.street, point.zip] == {""}:
            yield point, office


def _misspelling(served: Sequence[tuple[Point, Office]]) -> tuple[Point, Office, str]:
    """The first street of two words whose name is long enough to be known with two letters exchanged."""
    streets = {point.street.upper() for point, _ in served}
    for point, office in served:
        name, _, kind = point.street.partition(" ")
        if len(name) < 7 or not name.isalpha() or not kind.isalpha() or name[3] == name[4]:
            continue
        misspelt = f"{name[:3]}{name[4]}{name[3]}{name[5:]} {kind}"
        if misspelt.upper() not in streets:
            return point, office, misspelt
    raise TerritoryTooSmall("no street of two words has a name of seven letters")
