"""Real points make the ranges that were derived from them independently; runs where WHOLESALE_REAL_DATA is set."""

import csv
import os
from pathlib import Path

import psycopg
import pytest

from demo.territory import write_territory
from serviceability.street_parts import file_parts
from wholesaler_worker.db.addresses import load_points
from wholesaler_worker.db.database import Database
from wholesaler_worker.loading.openaddresses import read_points
from wholesaler_worker.loading.refusals import Reading, Refusal

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
