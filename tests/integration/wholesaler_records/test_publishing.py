"""Epochs count changes of the records, and an index is in force whole or not at all."""

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import psycopg
import pytest

from serviceability.index import open_index
from tests.integration.wholesaler_records.territory import (
    OAKLAND,
    SAN_FRANCISCO,
    load_territory,
    network,
    point,
)
from wholesaler_worker.db.addresses import load_points
from wholesaler_worker.db.database import Database
from wholesaler_worker.db.network import ServingRow, load_network
from wholesaler_worker.db.reference_rows import reference_snapshot
from wholesaler_worker.errors import PublicationFailed
from wholesaler_worker.publication import index_path, publishing
from wholesaler_worker.publication.publishing import PublishReport, publish_area


@pytest.fixture
def database(postgres_dsn: str) -> Iterator[Database]:
    with Database(postgres_dsn) as opened:
        load_territory(opened)
        yield opened


def epochs(report: PublishReport) -> tuple[int, int]:
    return report.address.epoch, report.feature.epoch


def recorded(database: Database) -> list[tuple[str, int]]:
    with psycopg.connect(database.dsn) as connection:
        rows = connection.execute("SELECT file, epoch FROM publication ORDER BY file, epoch").fetchall()
        return [(str(file), int(epoch)) for file, epoch in rows]


def index_epochs(data_dir: Path) -> tuple[int, int]:
    index = open_index(index_path(data_dir))
    try:
        return index.address_epoch, index.feature_epoch
    finally:
        index.close()


def test_the_first_publication_has_epoch_1_and_its_index_is_in_force(database: Database, tmp_path: Path) -> None:
    report = publish_area(database, tmp_path)
    assert (report.new, report.built, report.unserved) == (("address", "feature"), True, 0)
    assert report.path == tmp_path / "reference" / "all.sqlite"
    assert epochs(report) == index_epochs(tmp_path) == (1, 1)
    assert (report.address.rows, report.feature.rows) == (2, 1)


def test_unchanged_records_make_no_new_epoch_and_leave_the_index_alone(database: Database, tmp_path: Path) -> None:
    publish_area(database, tmp_path)
    before = index_path(tmp_path).stat().st_ino
    report = publish_area(database, tmp_path)
    assert (report.new, report.built) == ((), False)
    assert index_path(tmp_path).stat().st_ino == before
    assert recorded(database) == [("address", 1), ("feature", 1)]


def test_only_the_file_that_changed_gets_a_new_epoch(database: Database, tmp_path: Path) -> None:
    publish_area(database, tmp_path)
    load_points(database, [point(1401)])
    assert epochs(publish_area(database, tmp_path)) == (2, 1)
    load_network(database, network(status="unavailable"))
    assert epochs(publish_area(database, tmp_path)) == index_epochs(tmp_path) == (2, 2)


def test_content_of_an_earlier_epoch_gets_an_epoch_of_its_own(database: Database, tmp_path: Path) -> None:
    for status, feature_epoch in (("available", 1), ("unavailable", 2), ("available", 3)):
        load_network(database, network(status=status))
        assert publish_area(database, tmp_path).feature.epoch == feature_epoch


def test_the_narrowest_serving_area_wins(database: Database) -> None:
    load_points(
        database,
        [point(1, community="COLMA"), point(3, zip="", community="COLMA"), point(5, zip="94014", community="COLMA"),
         point(7, zip="99999")],
    )  # fmt: skip
    load_network(
        database,
        network(
            ServingRow(SAN_FRANCISCO, "CA", "94103", None),
            ServingRow(OAKLAND, "CA", None, "COLMA"),
            ServingRow(SAN_FRANCISCO, "CA", "94014", None),
            ServingRow(OAKLAND, "CA", "94014", "COLMA"),
        ),
    )
    with database.transaction() as connection, reference_snapshot(connection) as snapshot:
        served = {row.low: (row.central_office, row.rate_center) for row in snapshot.address_rows() if row.low < 100}
        assert snapshot.unserved() == 1
    assert served == {
        1: (SAN_FRANCISCO, "SAN FRANCISCO"),  # the ZIP wins over the community
        3: (OAKLAND, "OAKLAND"),
        5: (OAKLAND, "OAKLAND"),  # the community's part wins over the whole ZIP
        7: ("", ""),
    }


def test_a_snapshot_stays_as_it_was_while_the_records_change(database: Database) -> None:
    with database.transaction() as connection, reference_snapshot(connection) as snapshot:
        before = snapshot.content("address")
        load_points(database, [point(1501)])
        assert sorted(row.high for row in snapshot.address_rows()) == [1302, 1399]
        assert snapshot.content("address") == before
        (feature,) = snapshot.feature_rows()
    assert (feature.npa_nxx, feature.requires, feature.excludes) == (("415555", "415556"), ("ESX",), ("1MR",))


def test_nothing_is_published_from_records_without_addresses(postgres_dsn: str, tmp_path: Path) -> None:
    with Database(postgres_dsn) as empty:
        with pytest.raises(PublicationFailed, match="there are no addresses"):
            publish_area(empty, tmp_path)
        assert recorded(empty) == []
    assert not index_path(tmp_path).exists()


def test_an_index_that_is_missing_or_damaged_is_built_again_under_its_epoch(database: Database, tmp_path: Path) -> None:
    publish_area(database, tmp_path)
    index_path(tmp_path).unlink()
    report = publish_area(database, tmp_path)
    assert (report.new, report.built, index_epochs(tmp_path)) == ((), True, (1, 1))
    index_path(tmp_path).write_bytes(b"half of a file")
    assert publish_area(database, tmp_path).built
    assert index_epochs(tmp_path) == (1, 1)


def test_another_machine_builds_the_index_of_the_same_epoch(database: Database, tmp_path: Path) -> None:
    here, there = publish_area(database, tmp_path / "here"), publish_area(database, tmp_path / "there")
    assert epochs(here) == epochs(there)
    assert (there.new, there.built) == ((), True)


def test_a_failing_disk_leaves_the_index_before_in_force(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_area(database, tmp_path)
    load_points(database, [point(1401)])

    def full_disk(*args: object, **kwargs: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(publishing, "build_index", full_disk)
        with pytest.raises(PublicationFailed, match="disk is full"):
            publish_area(database, tmp_path)
    assert index_epochs(tmp_path) == (1, 1)
    report = publish_area(database, tmp_path)
    assert (report.new, report.built, index_epochs(tmp_path)) == ((), True, (2, 1))


_KILLED = textwrap.dedent(
    """
    import os, pathlib, signal, sys
    from wholesaler_worker.db.database import Database
    from wholesaler_worker.publication import publishing

    def killed(path, *, address_rows, **rest):
        next(iter(address_rows))
        path.with_name(f"{path.name}.building-{os.getpid()}").write_text("half an index")
        os.kill(os.getpid(), signal.SIGKILL)

    publishing.build_index = killed
    with Database(os.environ["DSN"]) as database:
        publishing.publish_area(database, pathlib.Path(sys.argv[1]))
    """
)


def test_a_killed_publisher_leaves_the_index_before_and_the_next_one_ends_its_work(
    database: Database, tmp_path: Path
) -> None:
    publish_area(database, tmp_path)
    load_points(database, [point(1401)])
    environment = {**os.environ, "DSN": database.dsn}
    ended = subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path)], env=environment, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert index_epochs(tmp_path) == (1, 1)
    report = publish_area(database, tmp_path)
    assert (report.new, report.built, index_epochs(tmp_path)) == ((), True, (2, 1))
    assert [file.name for file in (tmp_path / "reference").iterdir()] == ["all.sqlite"]


def test_publishers_at_the_same_time_make_one_epoch(postgres_dsn: str, database: Database, tmp_path: Path) -> None:
    together = Barrier(4)

    def publish(place: int) -> PublishReport:
        with Database(postgres_dsn) as own:
            together.wait(timeout=60)
            return publish_area(own, tmp_path / str(place))

    with ThreadPoolExecutor(4) as threads:
        reports = list(threads.map(publish, range(4)))
    assert sorted(report.new for report in reports) == [(), (), (), ("address", "feature")]
    assert {epochs(report) for report in reports} == {(1, 1)}
    assert recorded(database) == [("address", 1), ("feature", 1)]


def test_a_publisher_that_waited_publishes_what_was_loaded_meanwhile(
    postgres_dsn: str, database: Database, tmp_path: Path
) -> None:
    publish_area(database, tmp_path)
    with psycopg.connect(postgres_dsn, autocommit=True) as holder, ThreadPoolExecutor(1) as thread:
        holder.execute("SELECT pg_advisory_lock(7305002, hashtext('publish all'))")
        waiting = thread.submit(publish_area, database, tmp_path)
        query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND classid = 7305002"
        while holder.execute(query).fetchone() == (0,):
            assert not waiting.done()
        load_points(database, [point(1401)])
        holder.execute("SELECT pg_advisory_unlock(7305002, hashtext('publish all'))")
        assert epochs(waiting.result(timeout=60)) == (2, 1)
