"""Real files load whole, and what was loaded is found; runs where WHOLESALE_REAL_DATA is set."""

import csv
import os
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from contracts.address import Address
from contracts.results import Match
from demo.territory import write_territory
from serviceability.decision import validate
from serviceability.index import open_index
from serviceability.street_parts import file_parts
from wholesaler_worker.db.addresses import load_points, load_ranges
from wholesaler_worker.db.database import Database
from wholesaler_worker.loading.openaddresses import read_points
from wholesaler_worker.loading.refusals import Reading, Refusal
from wholesaler_worker.loading.tiger import read_tiger
from wholesaler_worker.publication.publishing import publish_area

REAL_DATA = os.environ.get("WHOLESALE_REAL_DATA", "")


@pytest.mark.skipif(not REAL_DATA, reason="WHOLESALE_REAL_DATA is not set")
def test_real_points_make_the_ranges_that_were_derived_from_them(postgres_dsn: str, tmp_path: Path) -> None:
    write_territory(tmp_path, Path(REAL_DATA))
    refused: list[Refusal] = []
    with Database(postgres_dsn) as database:
        load_points(database, read_points([tmp_path / "addresses.csv"], Reading(refused.append)))
    assert all("'UNKNOWN'" in refusal.reason or "'0" in refusal.reason for refusal in refused)
    made: dict[tuple[object, ...], list[int]] = {}
    with psycopg.connect(postgres_dsn) as connection:
        for *names, zip_code, parity, low, high in connection.execute(
            "SELECT pre_direction, street, street_type, post_direction, zip, parity, low, high FROM address_range"
            " WHERE prefix = ''"
        ):
            made.setdefault((file_parts(*names), zip_code, parity), []).extend((low, high))
    with (Path(REAL_DATA) / "ranges_sf_oakland_portland.csv").open(encoding="utf-8", newline="") as lines:
        expected = [row for row in csv.DictReader(lines) if row["street"] != "UNKNOWN"]
    assert len(expected) > 1000
    for row in expected:
        parts = file_parts(row["predir"], row["street"], row["type"], row["sufdir"])
        numbers = made[parts, row["zip"], row["parity"]]
        assert (min(numbers), max(numbers)) == (int(row["low"]), int(row["high"])), row


@pytest.mark.skipif(not REAL_DATA, reason="WHOLESALE_REAL_DATA is not set")
def test_every_range_of_a_real_tiger_file_is_loaded_and_its_ends_resolve(postgres_dsn: str, tmp_path: Path) -> None:
    file = Path(REAL_DATA) / "tiger_addrfeat_30059_meagher_mt.csv"
    refused: list[Refusal] = []
    with Database(postgres_dsn) as database:
        for changed in (878, 0):
            located = list(read_tiger([file], "MT", Reading(refused.append)))
            assert load_ranges(database, located, lambda *refusal: pytest.fail(str(refusal))).changed == changed
        index = open_index(publish_area(database, tmp_path).path)
    assert refused == []
    today = datetime.now(UTC).date()
    for row in (found.row for found in located):
        words = (row.pre_direction, row.street, row.street_type, row.post_direction)
        for number in (row.low, row.high):
            asked = Address(line=" ".join((str(number), *filter(None, words))), state="MT", zip=row.zip or None)
            result = validate(index, asked, today=today).result
            found = result.address
            assert (result.code, result.match is Match.CORRECTED) == ("A111", False), (asked, result)
            assert found is not None
            there = (found.pre_direction, found.street, found.street_type, found.post_direction)
            assert (found.number, found.zip or "") == (str(number), row.zip)
            assert file_parts(*(word or "" for word in there)) == file_parts(*words)
    index.close()
