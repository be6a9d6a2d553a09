"""Points become ranges, and loading is all or nothing, repeatable and additive."""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest

from contracts.reference import AddressRow
from wholesaler_worker.db.addresses import AddressCounts, LocatedRange, PointRow, load_points, load_ranges
from wholesaler_worker.db.database import Database


@pytest.fixture
def database(postgres_dsn: str) -> Iterator[Database]:
    with Database(postgres_dsn) as opened:
        yield opened


def point(number: int, **other: Any) -> PointRow:
    usual = PointRow("CA", "", "FOLSOM", "ST", "", "", number, "", "", "94103", "SAN FRANCISCO")
    return usual._replace(**other)


def ranges(dsn: str, columns: str = "low, high, parity") -> list[tuple[Any, ...]]:
    with psycopg.connect(dsn) as connection:
        query = f"SELECT {columns} FROM address_range ORDER BY street, low, zip"  # noqa: S608 - the tests' own columns
        return connection.execute(query).fetchall()


def test_each_side_of_a_street_is_a_range_between_existing_points(database: Database) -> None:
    load_points(database, [point(n) for n in (1301, 1302, 1399, 1350, 1305)])
    assert ranges(database.dsn) == [(1301, 1399, "O"), (1302, 1350, "E")]


def test_a_range_ends_where_a_point_of_another_zip_lies_between(database: Database) -> None:
    other = {"zip": "94105"}
    load_points(database, [point(101), point(103), point(105, **other), point(107), point(109, **other)])
    assert ranges(database.dsn, "low, high, zip") == [
        (101, 103, "94103"), (105, 105, "94105"), (107, 107, "94103"), (109, 109, "94105"),
    ]  # fmt: skip


def test_a_range_ends_where_a_point_of_another_community_lies_between(database: Database) -> None:
    load_points(database, [point(101), point(103, community="DALY CITY"), point(105)])
    assert [row[:2] for row in ranges(database.dsn)] == [(101, 101), (103, 103), (105, 105)]


def test_a_point_that_leaves_out_its_zip_does_not_interrupt_those_that_have_one(database: Database) -> None:
    load_points(database, [point(101), point(103, zip=""), point(105)])
    assert ranges(database.dsn, "low, high, zip") == [(101, 105, "94103"), (103, 103, "")]


def test_points_of_other_directions_types_and_prefixes_are_other_streets(database: Database) -> None:
    load_points(
        database,
        [point(1), point(3, street_type="AVE"), point(5, pre_direction="N"), point(7, post_direction="S"),
         point(9, prefix="25W"), point(11, state="OR"), point(13)],
    )  # fmt: skip
    assert [row[:2] for row in ranges(database.dsn)] == [(1, 13), (3, 3), (5, 5), (7, 7), (9, 9), (11, 11)]


def test_units_and_number_suffixes_are_kept_with_their_number(database: Database) -> None:
    load_points(
        database,
        [point(7), point(9, number_suffix="A"), point(9, number_suffix="1/2"), point(9, unit="APT 2"),
         point(11, number_suffix="A", unit="# 3"), point(9, unit="APT 2")],
    )  # fmt: skip
    assert ranges(database.dsn, "low, high, number_suffixes, units") == [
        (7, 11, ["11 A", "9 1/2", "9 A"], ["11 # 3", "9 APT 2"])
    ]


def test_loading_the_same_points_again_changes_nothing(database: Database) -> None:
    points = [point(n) for n in range(1, 200, 3)]
    first = load_points(database, points)
    before = ranges(database.dsn, "range_id, xmin::text")
    again = load_points(database, reversed(points))
    assert (first.changed, again.changed) == (67, 0)
    assert ranges(database.dsn, "range_id, xmin::text") == before
    assert again.ranges == len(before) == 2


def test_more_points_extend_the_ranges_of_their_streets_and_of_no_others(database: Database) -> None:
    load_points(database, [point(101), point(105), point(201, street="HARRISON")])
    untouched = ranges(database.dsn, "range_id, xmin::text")[1]
    load_points(database, [point(111), point(103)])
    assert [row[:2] for row in ranges(database.dsn)] == [(101, 111), (201, 201)]
    assert ranges(database.dsn, "range_id, xmin::text")[1] == untouched


def test_the_same_points_make_the_same_range_ids_in_whatever_order_they_come(
    postgres_dsn: str, database: Database
) -> None:
    load_points(database, [point(101), point(105), point(109)])
    (together,) = ranges(postgres_dsn, "range_id")
    with psycopg.connect(postgres_dsn) as connection:
        connection.execute("TRUNCATE address_point, address_range")
    load_points(database, [point(105)])
    load_points(database, [point(109), point(101)])
    assert ranges(postgres_dsn, "range_id") == [together]


def test_a_load_that_breaks_off_leaves_nothing(database: Database) -> None:
    def broken() -> Iterator[PointRow]:
        yield point(101)
        raise RuntimeError("the file ended in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        load_points(database, broken())
    assert ranges(database.dsn) == []
    assert load_points(database, [point(101)]).changed == 1


def test_every_point_is_in_a_range_and_no_number_is_in_a_zip_of_which_no_point_says_so(database: Database) -> None:
    chance = random.Random(20261124)
    points = [
        point(chance.randrange(1, 400), street=chance.choice(("FOLSOM", "ELM")), zip=chance.choice(("94103", "94105")))
        for _ in range(600)
    ]
    for start in range(0, 600, 200):
        load_points(database, points[start : start + 200])
    made = ranges(database.dsn, "street, zip, low, high, parity")
    zips_of: dict[tuple[str, int], set[str]] = {}
    for p in points:
        zips_of.setdefault((p.street, p.number), set()).add(p.zip)
    for street in ("FOLSOM", "ELM"):
        for number in range(1, 400):
            parity = "E" if number % 2 == 0 else "O"
            found = [r[1] for r in made if r[0] == street and r[2] <= number <= r[3] and r[4] == parity]
            said = zips_of.get((street, number))
            assert sorted(found) == sorted(said) if said else len(found) <= 1


def row(range_id: str, **other: Any) -> AddressRow:
    usual: dict[str, Any] = {
        "range_id": range_id, "state": "CA", "zip": "94103", "community": "SAN FRANCISCO", "pre_direction": "",
        "street": "FOLSOM", "street_type": "ST", "post_direction": "", "low": 1, "high": 99, "parity": "O",
    }  # fmt: skip
    return AddressRow(**{**usual, **other})


def load(database: Database, *rows: AddressRow) -> tuple[AddressCounts, list[tuple[int, int, str]]]:
    refused: list[tuple[int, int, str]] = []
    located = (LocatedRange(described, 0, line) for line, described in enumerate(rows, 2))
    return load_ranges(database, located, lambda *refusal: refused.append(refusal)), refused


def test_a_range_of_a_file_replaces_the_one_of_its_id(database: Database) -> None:
    rows = [row("r1"), row("r2", low=2, high=98, parity="E")]
    assert load(database, *rows)[0].changed == 2
    assert load(database, *rows)[0].changed == 0
    counts, _ = load(database, row("r1", high=199, units=("1 APT 2",), central_office="SNFCCA01"))
    assert (counts.changed, counts.ranges) == (1, 2)
    assert ranges(database.dsn, "low, high, units, given_office") == [
        (1, 199, ["1 APT 2"], "SNFCCA01"),
        (2, 98, [], None),
    ]


def test_the_first_row_of_a_range_counts_and_one_that_contradicts_it_is_refused(database: Database) -> None:
    counts, refused = load(database, row("r1"), row("r2"), row("r1", high=97), row("r1"))
    assert (counts.changed, counts.ranges) == (2, 2)
    assert refused == [(0, 4, "range_id r1 is there already, with another content")]
    assert ranges(database.dsn, "range_id, high") == [("r1", 99), ("r2", 99)]


def test_whatever_stands_in_a_field_arrives_as_it_is(database: Database) -> None:
    odd = row(
        "r1", street="A\\B\tC\nD", units=('1 APT "2"', "1 APT 3,4", "1 APT {\\5}", "1 \\N"), valid_to=date(2027, 1, 31)
    )
    assert load(database, odd)[0].changed == 1
    assert load(database, odd)[0].changed == 0
    assert ranges(database.dsn, "street, units, valid_from, valid_to") == [
        (odd.street, list(odd.units), None, odd.valid_to)
    ]


def test_points_leave_the_ranges_of_a_file_alone(database: Database) -> None:
    load_points(database, [point(101), point(105)])
    ((range_id,),) = ranges(database.dsn, "range_id")
    load(database, row(range_id, low=1, high=199))
    load_points(database, [point(107)])
    assert ranges(database.dsn, "range_id, low, high, origin") == [(range_id, 1, 199, "rows")]
