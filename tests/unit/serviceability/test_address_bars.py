"""The bars of address quality, on the points of every area: made-up ones always, real ones by WHOLESALE_REAL_DATA."""

from __future__ import annotations

import os
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.addresses.areas import AREAS, MADE_UP, points_of
from bench.addresses.points import ranges_of
from bench.addresses.spellings import Truth, honest, misspelt, wrong
from contracts.address import Address
from serviceability.decision import validate
from tests.unit.serviceability.small_territory import TODAY, index_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.addresses.points import Point
    from contracts.reference import AddressRow
    from contracts.results import AddressResult
    from serviceability.index import ReferenceIndex

_FOLDER = os.environ.get("WHOLESALE_REAL_DATA", "")
SAMPLE = 120
"""Points of an area that are tried, by a fixed seed; WHOLESALE_ADDRESS_SAMPLE names another number."""


@dataclass(frozen=True, slots=True)
class Area:
    """An area with its index and the points that are tried."""

    index: ReferenceIndex
    ranges: tuple[AddressRow, ...]
    tried: list[Point]

    def ask(self, line: str) -> AddressResult:
        """Validate a line, with as many alternatives as there can be."""
        return validate(self.index, Address(line=line), alternatives=20, today=TODAY).result


@pytest.fixture(scope="module", params=list(AREAS))
def area(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Area]:
    if request.param not in MADE_UP and not _FOLDER:
        pytest.skip("WHOLESALE_REAL_DATA names no folder of real addresses")
    points = points_of(request.param, Path(_FOLDER))
    ranges = tuple(ranges_of(points))
    index = index_of(tmp_path_factory.mktemp("area") / "all.sqlite", ranges)
    sample = int(os.environ.get("WHOLESALE_ADDRESS_SAMPLE", str(SAMPLE)))
    yield Area(index, ranges, random.Random(3).sample(points, min(sample, len(points))))
    index.close()


def _is_itself(point: Point, result: AddressResult) -> bool:
    found = result.address
    return found is not None and (
        (found.number, found.prefix or "", found.number_suffix or "", found.zip)
        == (str(point.number), point.prefix, point.suffix, point.zip)
        and (found.pre_direction or "", found.street, found.street_type or "", found.post_direction or "")
        == point.street
    )  # fmt: skip


def test_honest_spellings_resolve_to_their_own_street_and_number(area: Area) -> None:
    truth = Truth(area.ranges)
    tried, missed = Counter[str](), defaultdict[str, list[tuple[str, str]]](list)
    for written in honest(area.tried):
        result = area.ask(written.line)
        if len(truth.could_mean(written)) > 1:
            # The line says too little: each place that it may mean is offered, and none is taken.
            assert result.code == "A105", (written.line, result)
            assert written.point.zip in {other.address.zip for other in result.alternatives}
            continue
        tried[written.kind] += 1
        if not _is_itself(written.point, result):
            missed[written.kind].append((written.line, result.code))
    for kind, count in tried.items():
        assert len(missed[kind]) <= count / 100, (kind, missed[kind][:20])


def test_no_wrong_number_side_or_direction_is_accepted(area: Area) -> None:
    tried = Counter[str]()
    for written in wrong(area.tried, Truth(area.ranges)):
        tried[written.kind] += 1
        result = area.ask(written.line)
        assert result.address is None, (written.kind, written.line, result.code, result.address)
    assert set(tried) == {"out of range", "wrong side", "wrong direction"}


def test_misspelt_streets_offer_the_right_one_first(area: Area) -> None:
    tried, missed = Counter[str](), defaultdict[str, list[tuple[str, str]]](list)
    for written in misspelt(area.tried, Truth(area.ranges)):
        result = area.ask(written.line)
        offered = result.address or (result.alternatives[0].address if result.alternatives else None)
        street = written.point.street
        tried[written.kind] += 1
        if offered is None or (offered.street, offered.street_type or "") != (street.name, street.type):
            missed[written.kind].append((written.line, result.code))
        if result.code == "A102" and result.address:
            assert result.address.street == street.name, (written.line, result.address)
    all_missed = [line for lines in missed.values() for line in lines]
    assert len(all_missed) <= tried.total() / 20, all_missed[:20]
    for kind, count in tried.items():
        # Of a kind that hardly occurs in the area a single miss would be more than one in twenty.
        assert count < 100 or len(missed[kind]) <= count / 10, (kind, missed[kind][:20])


def test_standardising_a_point_is_idempotent(area: Area) -> None:
    for point in area.tried:
        first = area.ask(f"{point.spelt_out()}, {point.city}, {point.state} {point.zip}").address
        if first is not None:
            again = area.ask(first.line)
            assert (again.address, again.changed) == (first, ())
