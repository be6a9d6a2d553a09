"""Writes the demo's territory as the files that `wholesaler-worker load` reads.

`addresses.csv` (OpenAddresses columns, real points), `network/` (offices, serving areas, switches, features; synthetic)
and `numbers.csv` (real NPA-NXX, synthetic lines).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from demo.features import features_of
from demo.inventory import COLUMNS, numbers_of
from demo.network import offices, plain_points
from demo.points import folder_points, packaged_points

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from demo.network import Office
    from demo.points import Point

_AGING_UNTIL = "2099-12-31"


@dataclass(frozen=True, slots=True)
class Territory:
    """What was written, in rows."""

    points: int
    offices: int
    switches: int
    numbers: int


def write_territory(folder: Path, real_data: Path | None) -> Territory:
    """Write the files into `folder`, from `real_data` when given, else from the packaged addresses.

    Raises `demo.points.RealDataMissing` when `real_data` is not such a folder.
    """
    points = list(folder_points(real_data) if real_data else packaged_points())
    network = list(offices(points))
    (folder / "network").mkdir(parents=True, exist_ok=True)
    _write_points(folder / "addresses.csv", points)
    _write_network(folder / "network", network)
    numbers = [
        number
        for office in network
        for number in numbers_of(office, plain_points(office, points), aging_until=_AGING_UNTIL)
    ]
    _write(folder / "numbers.csv", COLUMNS, numbers)
    return Territory(len(points), len(network), sum(len(office.switches) for office in network), len(numbers))


def _write_points(path: Path, points: Iterable[Point]) -> None:
    columns = ("NUMBER", "STREET", "UNIT", "CITY", "REGION", "POSTCODE")
    _write(path, columns, ((p.number, p.street, p.unit, p.city, p.state, p.zip) for p in points))


def _write_network(folder: Path, network: Iterable[Office]) -> None:
    network = list(network)
    switches = [switch for office in network for switch in office.switches]
    _write(
        folder / "offices.csv",
        ("clli", "name", "rate_center", "state"),
        ((office.clli, office.name, office.rate_center, office.state) for office in network),
    )
    _write(
        folder / "serving.csv",
        ("central_office", "state", "zip", "community"),
        ((office.clli, office.state, zip_code, "") for office in network for zip_code in office.zips),
    )
    _write(
        folder / "switches.csv",
        ("clli", "type", "npa_nxx"),
        ((switch.clli, switch.type, "|".join(switch.npa_nxx)) for switch in switches),
    )
    _write(
        folder / "features.csv",
        ("switch", "usoc", "name", "class", "status", "condition", "requires", "excludes", "valid_from", "valid_to"),
        (
            (switch.clli, f.usoc, f.name, f.customer_class, f.status, f.condition, f.requires, f.excludes, "", "")
            for switch in switches
            for f in features_of(switch)
        ),
    )


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
