"""The index file: built beside, the same from any order of rows, refused when it is not one."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from contracts.address import Address
from serviceability.decision import validate
from serviceability.index import IndexUnusable, build_index, open_index
from tests.unit.serviceability.small_territory import SERVICES, STREETS, TODAY, index_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contracts.reference import AddressRow


def test_an_index_says_what_it_was_built_from(tmp_path: Path) -> None:
    index = index_of(tmp_path / "all.sqlite", STREETS, SERVICES)
    assert (index.area, index.address_epoch, index.feature_epoch) == ("all", 41, 12)
    assert index.office_names() == ["NPVLIL01", "OSWGIL01"]
    index.close()


def test_the_order_of_the_rows_does_not_matter(tmp_path: Path) -> None:
    one = index_of(tmp_path / "one.sqlite", STREETS, SERVICES)
    other = index_of(tmp_path / "other.sqlite", reversed(STREETS), reversed(SERVICES))
    for line in ("100 Lincoln Ave", "100 LAEK ST", "100 E Main St", "1500 Folsom St", "100 Lake St, Oswego, IL 60540"):
        assert validate(one, Address(line=line), today=TODAY) == validate(other, Address(line=line), today=TODAY)
    one.close()
    other.close()


def test_a_build_that_fails_leaves_the_old_index_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "all.sqlite"
    index_of(path, STREETS).close()
    before = path.read_bytes()

    def broken() -> Iterator[AddressRow]:
        yield from STREETS
        raise ConnectionError("the records went away")

    with pytest.raises(ConnectionError):
        build_index(
            path,
            area="all",
            address_rows=broken(),
            feature_rows=(),
            address_epoch=42,
            feature_epoch=12,
            published_at=datetime(2026, 11, 24, tzinfo=UTC),
        )
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_an_open_index_keeps_answering_after_a_new_one_took_its_place(tmp_path: Path) -> None:
    path = tmp_path / "all.sqlite"
    old = index_of(path, STREETS)
    new = index_of(path, [replace(row, street=f"NEW {row.street}") for row in STREETS])
    assert validate(old, Address(line="100 Lake St 60540"), today=TODAY).result.code == "A100"
    assert validate(new, Address(line="100 New Lake St 60540"), today=TODAY).result.code == "A100"
    old.close()
    new.close()


def test_what_is_no_index_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable, match=r"missing\.sqlite cannot be read as an index"):
        open_index(tmp_path / "missing.sqlite")
    (tmp_path / "text.sqlite").write_text("this is no database, and long enough to be read as one " * 20)
    with pytest.raises(IndexUnusable, match="build or publish it again"):
        open_index(tmp_path / "text.sqlite")
    index_of(tmp_path / "old.sqlite", STREETS).close()
    db = sqlite3.connect(tmp_path / "old.sqlite")
    with db:
        db.execute("UPDATE meta SET value = 'serviceability/0' WHERE name = 'version'")
    db.close()
    with pytest.raises(IndexUnusable, match="is an index of version serviceability/0"):
        open_index(tmp_path / "old.sqlite")


def test_an_empty_index_answers(tmp_path: Path) -> None:
    index = index_of(tmp_path / "empty.sqlite", ())
    assert validate(index, Address(line="100 Lake St"), today=TODAY).result.code == "A104"
    assert validate(index, Address(line="100 Lake St, 60540"), today=TODAY).result.code == "A110"
    index.close()
