"""One address that exists, how it is written, and the ranges that a load makes of many."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import count, groupby
from typing import TYPE_CHECKING, NamedTuple

from contracts.reference import AddressRow
from serviceability.street_types import STREET_TYPES, TYPE_NAMES
from wholesaler_worker.loading.street_text import read_street

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DIRECTION_NAMES = {
    "N": "North", "S": "South", "E": "East", "W": "West",
    "NE": "Northeast", "NW": "Northwest", "SE": "Southeast", "SW": "Southwest",
}  # fmt: skip


class Street(NamedTuple):
    """A street as its publisher takes it apart."""

    pre: str
    name: str
    type: str
    post: str

    @property
    def text(self) -> str:
        """The street as one writes it."""
        return " ".join(filter(None, self))

    def spelt_out(self) -> Street:
        """The street with its type and its directions in full."""
        standard = STREET_TYPES.get(self.type, self.type)
        return Street(
            DIRECTION_NAMES.get(self.pre, ""),
            self.name,
            TYPE_NAMES.get(standard, standard).title(),
            DIRECTION_NAMES.get(self.post, ""),
        )


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """One address that exists. `written` are further ways to write its street that people use there."""

    street: Street
    state: str
    number: int
    zip: str
    city: str
    prefix: str = ""
    suffix: str = ""
    unit: str = ""
    written: tuple[str, ...] = ()
    community: str | None = None
    """What the file calls the community, where that is not the city: nothing at all in TIGER/Line."""

    @property
    def house(self) -> str:
        """The house number as one writes it."""
        return f"{self.prefix}{self.number} {self.suffix}".strip()

    def door(self, street: str = "") -> str:
        """Number and street as one writes them; `street` replaces the street."""
        return f"{self.house} {street or self.street.text}"

    def spelt_out(self) -> str:
        """The door with its type and its directions in full."""
        return self.door(self.street.spelt_out().text)

    def at(self, number: int) -> Point:
        """The same place on the street with another number, which may not exist."""
        return replace(self, number=number, suffix="", unit="")


def taken_apart(text: str) -> Street:
    """Take a street apart as a load does."""
    return Street(*read_street(text))


def ranges_of(points: Iterable[Point]) -> Iterator[AddressRow]:
    """Yield a range for each unbroken row of points on one side of a street, as the load does."""
    names = count(1)
    sides: defaultdict[tuple[object, ...], list[Point]] = defaultdict(list)
    for point in points:
        sides[point.street, point.state, point.prefix, point.number % 2].append(point)
    for _, side in sorted(sides.items()):
        along = sorted(side, key=lambda point: (point.number, point.zip, point.city))
        for _, run in groupby(along, key=lambda point: (point.zip, point.city)):
            yield _range(str(next(names)), list(run))


def _range(name: str, run: list[Point]) -> AddressRow:
    first = run[0]
    return AddressRow(
        range_id=name,
        state=first.state,
        zip=first.zip,
        community=first.city if first.community is None else first.community,
        pre_direction=first.street.pre,
        street=first.street.name,
        street_type=first.street.type,
        post_direction=first.street.post,
        low=first.number,
        high=run[-1].number,
        parity="O" if first.number % 2 else "E",
        prefix=first.prefix,
        number_suffixes=tuple(sorted({f"{point.number} {point.suffix}" for point in run if point.suffix})),
        units=tuple(sorted({f"{point.number} {point.unit}" for point in run if point.unit})),
        central_office="SNFCCA01",
        rate_center="SAN FRANCISCO",
    )
