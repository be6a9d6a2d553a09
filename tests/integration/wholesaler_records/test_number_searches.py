"""The inventory finds numbers as a caller may rely on."""

import random
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from wholesaler_worker.db import numbers
from wholesaler_worker.db.database import Database
from wholesaler_worker.db.numbers import NumberInventory, NumberState

OFFICE, SWITCH, CENTER = "SNFCCA01", "SNFCCA01DS0", "SAN FRANCISCO"


def add_numbers(dsn: str, lines: Iterable[int], state: str = "available", npa_nxx: str = "415555") -> None:
    until = "2030-01-01" if state in {"aging", "held"} else None
    with psycopg.connect(dsn) as connection:
        connection.execute(
            "INSERT INTO central_office VALUES (%s, 'Folsom (synthetic)', %s) ON CONFLICT DO NOTHING", (OFFICE, CENTER)
        )
        connection.execute("INSERT INTO switch (clli, type) VALUES (%s, '5ESS') ON CONFLICT DO NOTHING", (SWITCH,))
        connection.cursor().executemany(
            "INSERT INTO inventory_number (telephone_number, switch, rate_center, state, until)"
            " VALUES (%s, %s, %s, %s, %s)",
            [(f"{npa_nxx}{line:04d}", SWITCH, CENTER, state, until) for line in lines],
        )


@pytest.fixture
def inventory(postgres_dsn: str) -> Iterator[NumberInventory]:
    with Database(postgres_dsn) as database:
        yield NumberInventory(database)


def lines_of(found: list) -> list[int]:
    return [int(number.telephone_number[6:]) for number in found]


def test_a_specific_number_is_found_in_whatever_state_it_is(postgres_dsn: str, inventory: NumberInventory) -> None:
    add_numbers(postgres_dsn, range(100, 101), "aging")
    found = inventory.specific(["4155550100", "4155550199"])
    assert found.keys() == {"4155550100"}
    assert found["4155550100"].state is NumberState.AGING
    assert found["4155550100"].until.isoformat() == "2030-01-01"
    assert (found["4155550100"].switch, found["4155550100"].rate_center) == (SWITCH, CENTER)


def test_a_number_whose_aging_has_ended_is_available(postgres_dsn: str, inventory: NumberInventory) -> None:
    add_numbers(postgres_dsn, range(100, 103), "aging")
    with psycopg.connect(postgres_dsn) as connection:
        for number, days_ago in (("4155550100", 1), ("4155550101", 0)):
            connection.execute(
                "UPDATE inventory_number SET until = (now() AT TIME ZONE 'UTC')::date - %s WHERE telephone_number = %s",
                (days_ago, number),
            )
    found = inventory.specific(["4155550100", "4155550101"])
    assert (found["4155550100"].state, found["4155550100"].until) == (NumberState.AVAILABLE, None)
    assert found["4155550101"].state is NumberState.AGING


def test_random_numbers_are_different_available_ones_of_the_rate_center(
    postgres_dsn: str, inventory: NumberInventory
) -> None:
    add_numbers(postgres_dsn, range(100, 150))
    add_numbers(postgres_dsn, range(150, 160), "assigned")
    found = lines_of(inventory.random(CENTER, 20))
    assert len(set(found)) == 20
    assert max(found) < 150
    assert inventory.random("OAKLAND", 20) == []


def test_random_numbers_are_all_that_is_left_when_more_are_asked_for(
    postgres_dsn: str, inventory: NumberInventory
) -> None:
    add_numbers(postgres_dsn, range(100, 107))
    for _ in range(5):
        assert sorted(lines_of(inventory.random(CENTER, 20))) == list(range(100, 107))


def test_sequential_numbers_are_one_unbroken_run(postgres_dsn: str, inventory: NumberInventory) -> None:
    add_numbers(postgres_dsn, range(100, 104))
    add_numbers(postgres_dsn, range(104, 105), "assigned")
    add_numbers(postgres_dsn, range(105, 112))
    for _ in range(5):
        found = lines_of(inventory.sequential(CENTER, 6))
        assert found in ([*range(105, 111)], [*range(106, 112)])


def test_the_longest_run_is_given_when_none_is_long_enough(postgres_dsn: str, inventory: NumberInventory) -> None:
    add_numbers(postgres_dsn, range(100, 103))
    add_numbers(postgres_dsn, range(105, 110))
    assert lines_of(inventory.sequential(CENTER, 50)) == [105, 106, 107, 108, 109]
    assert inventory.sequential("OAKLAND", 3) == []


def test_a_run_never_crosses_into_another_npa_nxx(postgres_dsn: str, inventory: NumberInventory) -> None:
    add_numbers(postgres_dsn, range(9998, 10000))
    add_numbers(postgres_dsn, range(2), npa_nxx="415556")
    assert len(inventory.sequential(CENTER, 4)) == 2


def test_a_pattern_finds_the_lowest_available_numbers_that_fit(postgres_dsn: str, inventory: NumberInventory) -> None:
    add_numbers(postgres_dsn, range(100, 200))
    assert lines_of(inventory.pattern(CENTER, "415555..22", 10)) == [122]
    assert lines_of(inventory.pattern(CENTER, ".......1.0", 3)) == [100, 110, 120]
    assert inventory.pattern(CENTER, "510.......", 3) == []


def test_a_working_number_leads_to_its_address(postgres_dsn: str, inventory: NumberInventory) -> None:
    add_numbers(postgres_dsn, range(100, 101), "assigned")
    with psycopg.connect(postgres_dsn) as connection:
        connection.execute(
            "INSERT INTO service_address VALUES ('4155550100', '1368 Folsom St', 'San Francisco', 'CA', '94103')"
        )
    found = inventory.service_addresses(["4155550100", "4155550101"])
    assert found.keys() == {"4155550100"}
    assert (found["4155550100"].line, found["4155550100"].zip) == ("1368 Folsom St", "94103")


def age(dsn: str, line: int, days_ago: int) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute(
            "UPDATE inventory_number SET until = (now() AT TIME ZONE 'UTC')::date - %s WHERE telephone_number = %s",
            (days_ago, f"415555{line:04d}"),
        )


def test_every_search_finds_a_number_whose_aging_has_ended(postgres_dsn: str, inventory: NumberInventory) -> None:
    add_numbers(postgres_dsn, range(100, 103), "aging")
    age(postgres_dsn, 100, days_ago=1)
    age(postgres_dsn, 101, days_ago=0)
    with Database(postgres_dsn) as database:
        for search in (
            lambda fresh: fresh.pattern(CENTER, "415.......", 5),
            lambda fresh: fresh.random(CENTER, 5),
            lambda fresh: fresh.sequential(CENTER, 5),
        ):
            (found,) = search(NumberInventory(database))
            assert (found.telephone_number, found.state, found.until) == ("4155550100", NumberState.AVAILABLE, None)
    assert inventory.specific(["4155550101"])["4155550101"].state is NumberState.AGING


def test_a_rested_number_of_another_rate_center_waits_for_a_search_there(
    postgres_dsn: str, inventory: NumberInventory
) -> None:
    add_numbers(postgres_dsn, range(100, 101), "aging")
    age(postgres_dsn, 100, days_ago=1)
    inventory.random("OAKLAND", 1)
    with psycopg.connect(postgres_dsn) as connection:
        assert connection.execute("SELECT state FROM inventory_number").fetchone() == ("aging",)


PATTERNS = (
    "..........", "415.......", "......7...", ".........7", ".......7..", "........7.", "......7..7", ".......77.",
    "......77..", "........77", "......7.7.", ".......7.7", "......7777", "......777.", ".......777", "....5....7",
    "4155550...", "415556..2.", "510.......", ".1.5.6.2..", "4.5.5.1.2.", "......0007", "9.........", "...55600.7",
)  # fmt: skip


def test_whatever_the_pattern_the_lowest_numbers_that_fit_are_found(
    postgres_dsn: str, inventory: NumberInventory, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(20261124)
    available = {
        npa_nxx: sorted(chance.sample(range(10000), count))
        for npa_nxx, count in (("415555", 3000), ("415556", 40), ("415999", 1), ("628555", 2000))
    }
    for npa_nxx, lines in available.items():
        add_numbers(postgres_dsn, lines, npa_nxx=npa_nxx)
    every = [f"{npa_nxx}{line:04d}" for npa_nxx, lines in available.items() for line in lines]
    for first, longest in ((1_000, 10_000), (50, 6_000)):
        monkeypatch.setattr(numbers, "FIRST_READING", first)
        monkeypatch.setattr(numbers, "LONGEST_READING", longest)
        for pattern in PATTERNS:
            fitting = [number for number in every if re.fullmatch(pattern, number)]
            for quantity in (1, 10, 100):
                found = [number.telephone_number for number in inventory.pattern(CENTER, pattern, quantity)]
                assert found == fitting[:quantity], (pattern, quantity)


def test_a_run_is_found_wherever_it_is_when_the_rate_center_can_be_read_whole(
    postgres_dsn: str, inventory: NumberInventory
) -> None:
    add_numbers(postgres_dsn, range(0, 8000, 2))
    add_numbers(postgres_dsn, range(8001, 8051))
    for _ in range(5):
        found = lines_of(inventory.sequential(CENTER, 50))
        assert found in ([*range(8000, 8050)], [*range(8001, 8051)])


def test_a_number_whose_hold_has_expired_is_free_for_every_search(postgres_dsn: str) -> None:
    """Whether or not housekeeping has been there."""
    ends = datetime(2026, 11, 23, 12, tzinfo=UTC)
    add_numbers(postgres_dsn, [100, 101], "held")
    with psycopg.connect(postgres_dsn) as connection:
        connection.execute("INSERT INTO reseller (name, transactions) VALUES ('acme', '{number.reserve}')")
        for line, end in ((100, ends), (101, ends + timedelta(hours=1))):
            connection.execute(
                "INSERT INTO number_hold VALUES (%s, %s, 'acme', %s, %s, 0)",
                (f"{line:032d}", f"4155550{line}", ends - timedelta(hours=4), end),
            )
    now = ends - timedelta(seconds=1)
    with Database(postgres_dsn) as database:
        inventory = NumberInventory(database, lambda: now)
        searches = (
            lambda: inventory.random(CENTER, 5),
            lambda: inventory.sequential(CENTER, 5),
            lambda: inventory.pattern(CENTER, "415.......", 5),
        )
        held = inventory.specific(["4155550100"])["4155550100"]
        assert (held.state, str(held.until)) == (NumberState.HELD, "2030-01-01")
        assert [search() for search in searches] == [[], [], []]
        now = ends
        free = inventory.specific(["4155550100", "4155550101"])
        assert (free["4155550100"].state, free["4155550100"].until) == (NumberState.AVAILABLE, None)
        assert free["4155550101"].state is NumberState.HELD
        assert [lines_of(search()) for search in searches] == [[100], [100], [100]]


@pytest.mark.parametrize("kind", ["random", "sequential", "pattern"])
def test_each_search_frees_what_has_expired_when_it_finds_too_few(postgres_dsn: str, kind: str) -> None:
    add_numbers(postgres_dsn, [100])
    add_numbers(postgres_dsn, [101], "held")
    now = datetime(2029, 12, 31, 12, tzinfo=UTC)
    with Database(postgres_dsn) as database:
        inventory = NumberInventory(database, lambda: now)
        more = ("415.......",) if kind == "pattern" else ()
        assert len(getattr(inventory, kind)(CENTER, *more, 2)) == 1
        with psycopg.connect(postgres_dsn) as connection:
            connection.execute("UPDATE inventory_number SET until = '2029-12-30' WHERE state = 'held'")
        assert len(getattr(inventory, kind)(CENTER, *more, 2)) == 2
