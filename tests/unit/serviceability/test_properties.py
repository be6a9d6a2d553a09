"""What must hold for every address: standardising is idempotent, points resolve to themselves, wrong ones never do."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.address import Address
from serviceability.decision import validate
from serviceability.directions import STANDARD_DIRECTIONS
from serviceability.street_types import TYPE_NAMES
from serviceability.words import fold, words_of
from tests.unit.serviceability.small_territory import TODAY, index_of, street

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.reference import AddressRow
    from serviceability.index import ReferenceIndex
    from tests.unit.serviceability.small_territory import Territory

_SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_TYPES = ("", "ST", "AVE", "RD", "LN", "CT", "BLVD", "WAY", "TRL", "HWY")
_DIRECTIONS = ("", "", "", *sorted(STANDARD_DIRECTIONS))
_NAMES = (
    "MAPLE", "OAK RIDGE", "ST JOHN", "5TH", "22ND", "LA PLAYA", "MISSION", "PARK", "EAST LAKE", "O NEIL", "AVENUE B",
    "COUNTY ROAD 7", "STATE HWY 9", "CALLE LUNA", "MARTIN LUTHER KING JR", "TWENTY SECOND", "SAINT ANNE", "300",
    "QUAIL RUN", "MT ADAMS", "CAÑADA", "HOLLOW TREE", "NORTH", "CIRCLE",
)  # fmt: skip

names = st.sampled_from(_NAMES)
rows = st.builds(
    lambda name, kind, pre, post, low, size, parity: street(
        name, kind, pre, post,
        low=low + (low % 2 == 0) * (parity == "O") + (low % 2) * (parity == "E"),
        high=low + (low % 2 == 0) * (parity == "O") + (low % 2) * (parity == "E") + 2 * size,
        parity=parity,
    ),
    names, st.sampled_from(_TYPES), st.sampled_from(_DIRECTIONS), st.sampled_from(_DIRECTIONS),
    st.integers(1, 20000), st.integers(0, 60), st.sampled_from("OEB"),
)  # fmt: skip
streets = st.lists(rows, min_size=1, max_size=8)


def _open(tmp_path: Path, ranges: list[AddressRow]) -> ReferenceIndex:
    return index_of(tmp_path / "all.sqlite", ranges)


def _door(row: AddressRow, number: int) -> str:
    return " ".join(filter(None, (str(number), row.pre_direction, row.street, row.street_type, row.post_direction)))


def _is_on(row: AddressRow, number: int) -> bool:
    return row.low <= number <= row.high and (row.parity == "B" or (row.parity == "O") == bool(number % 2))


@_SETTINGS
@given(
    ranges=streets,
    spelling=st.sampled_from(("plain", "lower", "spelt out", "spaced", "fielded", "one line", "with units")),
)
def test_every_point_resolves_to_itself_in_every_spelling(
    tmp_path: Path, ranges: list[AddressRow], spelling: str
) -> None:
    index = _open(tmp_path, ranges)
    for row in ranges:
        kind = TYPE_NAMES.get(row.street_type, "").title() if spelling == "spelt out" else row.street_type
        door = " ".join(filter(None, (str(row.low), row.pre_direction, row.street, kind, row.post_direction)))
        lines = {
            "lower": door.lower(),
            "spaced": f" {door.replace(' ', '   ')} ",
            "with units": f"{door} Apt 3, 2nd Fl",
        }
        address = Address(line=lines.get(spelling, door), city="Naperville", zip="60540")
        if spelling == "one line":
            address = Address(line=f"{door} naperville il 60540-1234 usa")
        if spelling == "fielded":
            address = Address(number=str(row.low), pre_direction=row.pre_direction or None, street=row.street,
                              street_type=row.street_type or None, post_direction=row.post_direction or None,
                              zip="60540")  # fmt: skip
        result = validate(index, address, today=TODAY).result
        assert result.address is not None, (address, result)
        found = result.address.line.partition(",")[0].removesuffix(" APT 3 FLR 2")
        assert words_of(found) == words_of(_door(row, row.low)), (address, result)
    index.close()


@_SETTINGS
@given(ranges=streets, seed=st.integers(0, 2**32))
def test_a_number_that_no_range_holds_is_never_accepted(tmp_path: Path, ranges: list[AddressRow], seed: int) -> None:
    index = _open(tmp_path, ranges)
    rng = random.Random(seed)
    for row in ranges:
        number = rng.choice((row.low - 1, row.high + 1, row.high + 2, row.low + 1, row.high + 1000))
        if number < 1 or any(_is_on(other, number) for other in ranges):
            continue
        result = validate(index, Address(line=_door(row, number), zip="60540"), today=TODAY).result
        assert result.address is None, (_door(row, number), result)
        assert result.code in ("A106", "A103", "A107", "A104")
    index.close()


@_SETTINGS
@given(ranges=streets, direction=st.sampled_from(sorted(STANDARD_DIRECTIONS)), before=st.booleans())
def test_a_direction_that_no_such_street_has_is_never_accepted(
    tmp_path: Path, ranges: list[AddressRow], direction: str, before: bool
) -> None:
    index = _open(tmp_path, ranges)
    known = {fold(word) for row in ranges for word in (row.pre_direction, row.post_direction) if word}
    if not any(set(direction) & set(word) for word in known):
        for row in ranges:
            if row.street in ("NORTH", "EAST LAKE"):
                continue
            door = f"{row.low} {row.street} {row.street_type} {direction}"
            if before:
                door = f"{row.low} {direction} {row.street} {row.street_type}"
            assert validate(index, Address(line=door, zip="60540"), today=TODAY).result.address is None, door
    index.close()


@_SETTINGS
@given(
    number=st.integers(1, 3000),
    words=st.lists(st.sampled_from(("N", "E", "Main", "Folsom", "Lake", "St", "Street", "Ave", "Apt", "3", "#", "Oak",
        "NE", "Naperville", "IL", "60540", "1/2", "Park", "14th", ",", "Floor", "Rear", "Oswego", "Shore")),
        min_size=1, max_size=8),
)  # fmt: skip
def test_standardising_is_idempotent(territory: Territory, number: int, words: list[str]) -> None:
    first = territory.ask(f"{number} {' '.join(words)}").result
    if first.address is not None:
        again = territory.ask(first.address.line).result
        assert again.address == first.address
        assert again.code in ("A100", "A101")
        assert again.changed == ()


@_SETTINGS
@given(line=st.text(max_size=60), city=st.none() | st.text(max_size=12), zip_code=st.none() | st.text(max_size=10))
def test_any_text_gets_an_answer(territory: Territory, line: str, city: str | None, zip_code: str | None) -> None:
    result = territory.ask(line or "?", city=city, zip=zip_code).result
    assert result.code.startswith("A1")
