"""The bars of address quality, on real published points: the folder is named by WHOLESALE_REAL_DATA."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contracts.address import Address
from serviceability.decision import validate
from serviceability.directions import STANDARD_DIRECTIONS
from serviceability.words import words_of
from tests.unit.serviceability.real_points import DIRECTION_NAMES, Point, points_of, ranges_in, ranges_of
from tests.unit.serviceability.small_territory import TODAY, index_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contracts.reference import AddressRow
    from contracts.results import AddressResult
    from serviceability.index import ReferenceIndex

_FOLDER = os.environ.get("WHOLESALE_REAL_DATA", "")
pytestmark = pytest.mark.skipif(not _FOLDER, reason="WHOLESALE_REAL_DATA names no folder of real addresses")

SAMPLE = 1500
_HONEST: dict[str, Callable[[Point], str]] = {
    "plain": Point.door,
    "spelt out": Point.spelt_out,
    "lower case": lambda point: point.door().lower(),
    "odd spacing": lambda point: f"  {point.door().replace(' ', '   ')}  ",
    "with city": lambda point: f"{point.door()}, {point.city}",
    "with city, state and ZIP": lambda point: f"{point.door()}, {point.city}, {point.state} {point.zip}",
    "without commas": lambda point: f"{point.spelt_out()} {point.city} {point.state} {point.zip}".lower(),
}


@pytest.fixture(scope="module")
def points() -> list[Point]:
    # Number 0 is how one publisher writes "no number": nobody lives there.
    return [point for point in points_of(Path(_FOLDER)) if point.number]


@pytest.fixture(scope="module")
def ranges(points: list[Point]) -> list[AddressRow]:
    return list(ranges_of(points))


@pytest.fixture(scope="module")
def index(ranges: list[AddressRow], tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReferenceIndex]:
    opened = index_of(tmp_path_factory.mktemp("real") / "all.sqlite", ranges)
    yield opened
    opened.close()


def _ask(index: ReferenceIndex, line: str) -> AddressResult:
    return validate(index, Address(line=line), today=TODAY).result


def _is_itself(point: Point, result: AddressResult) -> bool:
    found = result.address
    return found is not None and (
        found.number,
        found.number_suffix or "",
        found.pre_direction or "",
        found.street,
        found.street_type or "",
        found.post_direction or "",
    ) == (str(point.number), point.suffix, point.pre, point.street, point.type, point.post)


@pytest.mark.parametrize("spelling", _HONEST)
def test_honest_spellings_resolve_to_their_own_street_and_number(
    index: ReferenceIndex, points: list[Point], spelling: str
) -> None:
    write = _HONEST[spelling]
    missed = [write(point) for point in points if not _is_itself(point, _ask(index, write(point)))]
    assert len(missed) <= len(points) / 100, missed[:20]


def _exists(ranges: list[AddressRow], point: Point, number: int, pre: str, post: str) -> bool:
    asked = words_of(" ".join((pre, point.street, point.type, post)))
    return any(
        row.low <= number <= row.high
        and (row.parity == "O") == bool(number % 2)
        and [DIRECTION_NAMES.get(word, word).upper() for word in asked]
        == [DIRECTION_NAMES.get(word, word).upper()
            for word in words_of(" ".join((row.pre_direction, row.street, row.street_type, row.post_direction)))]
        for row in ranges
    )  # fmt: skip


def _wrong(point: Point, rng: random.Random) -> Iterator[tuple[Point, str]]:
    """Yield perturbed forms of a point, each with its line."""
    for number in (point.number + 1, point.number + rng.choice((10_000, 50_000))):
        other = Point(point.pre, point.street, point.type, point.post, point.state, number, point.zip, point.city)
        yield other, other.door()
        yield other, f"{other.spelt_out()}, {point.city}, {point.state} {point.zip}"
    direction = rng.choice(sorted(STANDARD_DIRECTIONS - {point.pre, point.post}))
    for pre, post in ((direction, point.post), (point.pre, direction)):
        other = Point(pre, point.street, point.type, post, point.state, point.number, point.zip, point.city)
        yield other, other.door()
        yield other, f"{other.spelt_out()}, {point.city}, {point.state} {point.zip}"


def test_no_wrong_number_side_or_direction_is_accepted(
    index: ReferenceIndex, points: list[Point], ranges: list[AddressRow]
) -> None:
    rng = random.Random(7)
    tried = 0
    for point in rng.sample(points, SAMPLE):
        for other, line in _wrong(point, rng):
            if not _exists(ranges, other, other.number, other.pre, other.post):
                tried += 1
                result = _ask(index, line)
                assert result.address is None, (line, result.code, result.address)
    assert tried > SAMPLE


def _misspelt(name: str, rng: random.Random) -> str:
    place = rng.randrange(1, len(name) - 1)
    letter = rng.choice([letter for letter in "ABCDEFGHIJKLMNOPRSTUVWY" if letter != name[place]])
    return rng.choice((
        name[:place] + name[place + 1] + name[place] + name[place + 2 :],
        name[:place] + name[place + 1 :],
        name[:place] + name[place] + name[place:],
        name[:place] + letter + name[place + 1 :],
    ))  # fmt: skip


@pytest.mark.parametrize("place", ["", ", {city}", ", {city}, {state} {zip}"])
def test_misspelt_streets_offer_the_right_one_first(index: ReferenceIndex, points: list[Point], place: str) -> None:
    rng = random.Random(11)
    tried, missed, wrongly_corrected = 0, [], []
    for point in rng.sample(points, SAMPLE):
        name = _misspelt(point.street, rng) if len(point.street) > 3 else point.street
        if name == point.street or any(letter.isdigit() for letter in name):
            continue
        tried += 1
        line = point.door(street=name) + place.format(city=point.city, state=point.state, zip=point.zip)
        result = _ask(index, line)
        offered = result.address or (result.alternatives[0].address if result.alternatives else None)
        if offered is None or (offered.street, offered.street_type or "") != (point.street, point.type):
            missed.append((line, result.code, offered and offered.line))
        if result.code == "A102" and result.address and result.address.street != point.street:
            wrongly_corrected.append((line, result.address.line))
    assert not wrongly_corrected
    assert len(missed) <= tried / 20, missed[:20]


def test_standardising_a_real_address_is_idempotent(index: ReferenceIndex, points: list[Point]) -> None:
    for point in random.Random(13).sample(points, SAMPLE):
        first = _ask(index, f"{point.spelt_out()}, {point.city}, {point.state} {point.zip}").address
        if first is not None:
            again = _ask(index, first.line)
            assert (again.address, again.changed) == (first, ())


def test_every_range_of_the_file_of_ranges_resolves_at_both_ends(tmp_path: Path) -> None:
    rows = list(ranges_in(Path(_FOLDER) / "ranges_sf_oakland_portland.csv"))
    index = index_of(tmp_path / "ranges.sqlite", rows)
    for row in rows:
        for number in {row.low, row.high}:
            street = " ".join(filter(None, (row.pre_direction, row.street, row.street_type, row.post_direction)))
            if not number:
                continue
            result = _ask(index, f"{number} {street}, {row.state} {row.zip}")
            assert result.address is not None, (number, street, result)
            assert (result.code, result.address.street, result.address.zip) == ("A100", row.street, row.zip)
    index.close()
