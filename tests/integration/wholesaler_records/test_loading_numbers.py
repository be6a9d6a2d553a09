"""Numbers are loaded again and again, and none that somebody has is ever freed by it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest

from wholesaler_worker.db.database import Database
from wholesaler_worker.db.inventory_loading import InventoryCounts, NumberRow, load_numbers
from wholesaler_worker.db.network import Network, OfficeRow, SwitchRow, load_network
from wholesaler_worker.db.numbers import NumberInventory

SWITCH, OTHER_SWITCH, CENTER = "SNFCCA01DS0", "SNFCCA01CG0", "SAN FRANCISCO"
LATER = date(2030, 1, 1)


@pytest.fixture
def database(postgres_dsn: str) -> Iterator[Database]:
    with Database(postgres_dsn) as opened:
        switches = (SwitchRow(SWITCH, "5ESS", []), SwitchRow(OTHER_SWITCH, "1AESS", []))
        load_network(opened, Network((OfficeRow("SNFCCA01", "Folsom (synthetic)", CENTER),), (), switches, ()))
        yield opened


def number(line: int, state: str = "available", until: date | None = None, **other: Any) -> NumberRow:
    usual = NumberRow(f"415555{line:04}", SWITCH, CENTER, state, until, "", "", "", "", 0, line)
    return usual._replace(**other)


def load(database: Database, *rows: NumberRow) -> tuple[InventoryCounts, list[tuple[int, int, str]]]:
    refused: list[tuple[int, int, str]] = []
    return load_numbers(database, rows, lambda *refusal: refused.append(refusal)), refused


def states(database: Database) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.dsn) as connection:
        query = "SELECT telephone_number, state, until FROM inventory_number ORDER BY 1"
        return [(telephone_number[6:], *rest) for telephone_number, *rest in connection.execute(query).fetchall()]


def test_loading_the_same_numbers_again_changes_nothing(database: Database) -> None:
    rows = [number(100), number(101, "assigned"), number(102, "aging", LATER), number(103, "held", LATER)]
    assert load(database, *rows) == (InventoryCounts(4, 0, 0), [])
    assert load(database, *rows) == (InventoryCounts(0, 0, 0), [])


def test_numbers_that_nobody_has_are_brought_up_to_date(database: Database) -> None:
    load(database, number(100), number(101, "aging", LATER), number(102, "restricted"))
    rows = [number(100, switch=OTHER_SWITCH), number(101), number(102, "assigned"), number(103)]
    assert load(database, *rows) == (InventoryCounts(1, 3, 0), [])
    assert states(database) == [
        ("0100", "available", None), ("0101", "available", None),
        ("0102", "assigned", None), ("0103", "available", None),
    ]  # fmt: skip


@pytest.mark.parametrize("state", ["available", "aging", "restricted", "held"])
def test_a_load_never_takes_an_assigned_number_away(database: Database, state: str) -> None:
    load(database, number(100, "assigned"))
    until = LATER if state in {"aging", "held"} else None
    counts, refused = load(database, number(100, state, until), number(101))
    assert counts == InventoryCounts(1, 0, 0)
    assert refused == [(0, 100, "4155550100 is assigned in the records, and a load does not change that")]
    assert states(database)[0] == ("0100", "assigned", None)


@pytest.mark.parametrize(("state", "until"), [("available", None), ("assigned", None), ("held", date(2031, 1, 1))])
def test_a_load_never_ends_or_moves_a_hold(database: Database, state: str, until: date | None) -> None:
    load(database, number(100, "held", LATER))
    _, refused = load(database, number(100, state, until))
    assert refused == [(0, 100, "4155550100 is held in the records, and a load does not change that")]
    assert states(database) == [("0100", "held", LATER)]


def test_a_working_number_may_move_to_another_switch(database: Database) -> None:
    load(database, number(100, "assigned"))
    assert load(database, number(100, "assigned", switch=OTHER_SWITCH)) == (InventoryCounts(0, 1, 0), [])


def test_the_first_row_of_a_number_counts_and_the_others_are_refused(database: Database) -> None:
    rows = [number(100, "assigned", row=7), number(101), number(100, row=3), number(100, row=2, file=1)]
    counts, refused = load(database, *rows)
    assert counts == InventoryCounts(2, 0, 0)
    sentence = "4155550100 is there already in an earlier row"
    assert refused == [(0, 7, sentence), (1, 2, sentence)]
    assert states(database)[0] == ("0100", "available", None)


def test_a_working_number_leads_to_the_address_of_its_row(database: Database) -> None:
    works = {"line": "1368 Folsom St", "city": "San Francisco", "address_state": "CA", "zip": "94103"}
    row = number(100, "assigned")._replace(**works)
    assert load(database, row)[0] == InventoryCounts(1, 0, 1)
    assert load(database, row)[0] == InventoryCounts(0, 0, 0)
    assert load(database, number(100, "assigned"))[0] == InventoryCounts(0, 0, 0)
    address = NumberInventory(database).service_addresses(["4155550100"])["4155550100"]
    assert (address.line, address.city, address.state, address.zip) == tuple(works.values())
    assert load(database, row._replace(line="7 Elm St"))[0] == InventoryCounts(0, 0, 1)


def test_a_load_that_breaks_off_leaves_nothing(database: Database) -> None:
    def broken() -> Iterator[NumberRow]:
        yield number(100)
        raise RuntimeError("the file ended in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        load_numbers(database, broken(), print)
    assert states(database) == []


def test_a_number_whose_aging_has_ended_is_loaded_as_available_again_and_again(database: Database) -> None:
    row = number(100, "aging", date(2020, 1, 1))
    assert load(database, row) == (InventoryCounts(1, 0, 0), [])
    assert states(database) == [("0100", "available", None)]
    assert load(database, row) == (InventoryCounts(0, 0, 0), [])
