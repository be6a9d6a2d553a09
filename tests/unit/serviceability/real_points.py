"""Real published address points of a folder, as the ranges that a load makes of them."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from itertools import count, groupby
from typing import TYPE_CHECKING

from contracts.reference import AddressRow
from serviceability.directions import STANDARD_DIRECTIONS
from serviceability.street_types import STREET_TYPES, TYPE_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

DIRECTION_NAMES = {
    "N": "North", "S": "South", "E": "East", "W": "West",
    "NE": "Northeast", "NW": "Northwest", "SE": "Southeast", "SW": "Southwest",
}  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """One address that exists, its street taken apart as its publisher does."""

    pre: str
    street: str
    type: str
    post: str
    state: str
    number: int
    zip: str
    city: str
    suffix: str = ""
    unit: str = ""

    def door(self, **other: str) -> str:
        """Number and street as one writes them; `other` replaces a part."""
        part = {"number": f"{self.number} {self.suffix}".strip(), "pre": self.pre, "street": self.street,
                "type": self.type, "post": self.post} | other  # fmt: skip
        return " ".join(filter(None, (part["number"], part["pre"], part["street"], part["type"], part["post"])))

    def spelt_out(self) -> str:
        """The door with its type and its directions in full."""
        standard = STREET_TYPES.get(self.type, self.type)
        return self.door(
            pre=DIRECTION_NAMES.get(self.pre, ""),
            post=DIRECTION_NAMES.get(self.post, ""),
            type=TYPE_NAMES.get(standard, standard).title(),
        )


def points_of(folder: Path) -> Iterator[Point]:
    """Yield the points of San Francisco, Oakland and Portland."""
    for row in _rows(folder / "sf_eas_addresses.csv"):
        yield Point("", row["street"], row["type"], "", row["state"], int(row["number"]), row["zip"], row["city"],
                    row["suffix"], row["unit"])  # fmt: skip
    for row in _rows(folder / "alameda_county_spad_oakland.csv"):
        if row["number"].isdigit():
            yield Point(row["predir"], row["street"], row["type"], row["sufdir"], "CA", int(row["number"]), row["zip"],
                        row["city"], "", f"{row['unittype']} {row['unit']}".strip())  # fmt: skip
    for row in _rows(folder / "oa_portland_metro.csv"):
        if row["NUMBER"].isdigit() and row["STREET"]:
            pre, street, kind, post = _taken_apart(row["STREET"].split())
            yield Point(pre, street, kind, post, "OR", int(row["NUMBER"]), row["POSTCODE"], row["CITY"] or "PORTLAND",
                        "", row["UNIT"])  # fmt: skip


def ranges_of(points: Iterable[Point]) -> Iterator[AddressRow]:
    """Yield a range for each unbroken row of points on one side of a street, as the load does."""
    names = count(1)
    sides: defaultdict[tuple[object, ...], list[Point]] = defaultdict(list)
    for point in points:
        sides[point.pre, point.street, point.type, point.post, point.state, point.number % 2].append(point)
    for _, side in sorted(sides.items()):
        along = sorted(side, key=lambda point: (point.number, point.zip, point.city))
        for (zip_code, city), run in groupby(along, key=lambda point: (point.zip, point.city)):
            those = list(run)
            first = those[0]
            yield AddressRow(
                range_id=str(next(names)), state=first.state, zip=zip_code, community=city, pre_direction=first.pre,
                street=first.street, street_type=first.type, post_direction=first.post, low=first.number,
                high=those[-1].number, parity="O" if first.number % 2 else "E",
                number_suffixes=tuple(sorted({f"{p.number} {p.suffix}" for p in those if p.suffix})),
                units=tuple(sorted({f"{p.number} {p.unit}" for p in those if p.unit})),
                central_office="SNFCCA01", rate_center="SAN FRANCISCO",
            )  # fmt: skip


def ranges_in(path: Path) -> Iterator[AddressRow]:
    """Yield the rows of a file of ranges."""
    for number, row in enumerate(_rows(path)):
        yield AddressRow(
            range_id=str(number), state=row["state"], zip=row["zip"], community=row["city"],
            pre_direction=row["predir"], street=row["street"], street_type=row["type"], post_direction=row["sufdir"],
            low=int(row["low"]), high=int(row["high"]), parity=row["parity"],
            central_office="SNFCCA01", rate_center="SAN FRANCISCO",
        )  # fmt: skip


def _taken_apart(words: list[str]) -> tuple[str, str, str, str]:
    pre = words.pop(0) if len(words) > 1 and words[0] in STANDARD_DIRECTIONS else ""
    post = words.pop() if len(words) > 1 and words[-1] in STANDARD_DIRECTIONS else ""
    kind = words.pop() if len(words) > 1 and words[-1] in STREET_TYPES else ""
    return pre, " ".join(words), kind, post


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
