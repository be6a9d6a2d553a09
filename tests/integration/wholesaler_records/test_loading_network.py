"""A network describes its offices whole and leaves others alone."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from wholesaler_worker.db.database import Database
from wholesaler_worker.db.errors import RecordRefused
from wholesaler_worker.db.network import (
    Network,
    OfficeRow,
    ServingRow,
    SwitchFeatureRow,
    SwitchRow,
    load_network,
    switch_rate_centers,
)


@pytest.fixture
def database(postgres_dsn: str) -> Iterator[Database]:
    with Database(postgres_dsn) as opened:
        yield opened


def feature(switch: str, usoc: str, status: str = "available") -> SwitchFeatureRow:
    return SwitchFeatureRow(switch, usoc, f"service {usoc}", "both", status, "", [], [], None, None)


def network(clli: str = "SNFCCA01", zip_code: str = "94103", **changed: Any) -> Network:
    usual = Network(
        (OfficeRow(clli, "Folsom (synthetic)", "SAN FRANCISCO"),),
        (ServingRow(clli, "CA", zip_code, None), ServingRow(clli, "CA", None, f"TOWN {clli}")),
        (SwitchRow(f"{clli}DS0", "5ESS", ["415555"]), SwitchRow(f"{clli}CG0", "1AESS", [])),
        (feature(f"{clli}DS0", "1FR"), feature(f"{clli}DS0", "ESX"), feature(f"{clli}CG0", "1FR")),
    )
    return replace(usual, **changed)


def read(database: Database, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.dsn) as connection:
        return connection.execute(query).fetchall()


def test_loading_the_same_network_again_changes_nothing(database: Database) -> None:
    first, again = load_network(database, network()), load_network(database, network())
    assert (first.offices, first.serving, first.switches, first.features) == (1, 2, 2, 3)
    assert again.changed == 0
    assert switch_rate_centers(database) == {"SNFCCA01DS0": "SAN FRANCISCO", "SNFCCA01CG0": "SAN FRANCISCO"}


def test_what_an_office_has_beyond_its_description_is_removed(database: Database) -> None:
    load_network(database, network())
    counts = load_network(
        database,
        network(
            serving=(ServingRow("SNFCCA01", "CA", "94103", None),),
            switches=(SwitchRow("SNFCCA01DS0", "5ESS", ["415555"]),),
            features=(feature("SNFCCA01DS0", "1FR", "unavailable"),),
        ),
    )
    assert (counts.offices, counts.serving, counts.switches) == (0, 1, 1)
    assert read(database, "SELECT zip FROM serving_area") == [("94103",)]
    assert read(database, "SELECT clli FROM switch") == [("SNFCCA01DS0",)]
    assert read(database, "SELECT switch, usoc, status FROM feature") == [("SNFCCA01DS0", "1FR", "unavailable")]


def test_offices_that_are_not_described_stay_as_they_are(database: Database) -> None:
    load_network(database, network())
    load_network(database, network("OKLDCA01", "94601"))
    assert read(database, "SELECT clli FROM central_office ORDER BY 1") == [("OKLDCA01",), ("SNFCCA01",)]
    assert read(database, "SELECT count(*) FROM feature") == [(6,)]


def test_a_place_that_another_office_serves_is_refused_by_name(database: Database) -> None:
    load_network(database, network())
    with pytest.raises(RecordRefused, match="94103 CA is served by SNFCCA01 already"):
        load_network(database, network("OKLDCA01"))
    assert read(database, "SELECT clli FROM central_office") == [("SNFCCA01",)]


def test_a_place_moves_when_both_offices_are_described(database: Database) -> None:
    load_network(database, network())
    both = network(
        offices=(OfficeRow("SNFCCA01", "a", "SF"), OfficeRow("SNFCCA02", "b", "SF")),
        serving=(ServingRow("SNFCCA02", "CA", "94103", None),),
    )
    load_network(database, both)
    assert read(database, "SELECT central_office, zip FROM serving_area") == [("SNFCCA02", "94103")]


def test_a_switch_with_numbers_is_never_removed(database: Database) -> None:
    load_network(database, network())
    with psycopg.connect(database.dsn) as connection:
        connection.execute(
            "INSERT INTO inventory_number (telephone_number, switch, rate_center, state)"
            " VALUES ('4155550100', 'SNFCCA01CG0', 'SAN FRANCISCO', 'available')"
        )
    without = network(switches=network().switches[:1], features=network().features[:2])
    with pytest.raises(RecordRefused, match="switch SNFCCA01CG0 is not named any more and has 1 numbers"):
        load_network(database, without)
    assert read(database, "SELECT count(*) FROM switch") == [(2,)]
