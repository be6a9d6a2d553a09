"""Building the index from streams of reference rows: beside the old file, synced, then renamed over it."""

from __future__ import annotations

import json
import os
import sqlite3
from array import array
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from serviceability.index_schema import INDEX_VERSION, INDEXES, SCHEMA, STAGING
from serviceability.sound import sound_of
from serviceability.street_parts import StreetParts, file_parts, split_as_it_stands

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from contracts.reference import AddressRow, FeatureRow


_FOLLOWS = 100
"""A range that begins within the same hundred block follows the one before."""


_PLAIN_VALUES = 4
"""A range has at least low, high, parity and serving."""


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What was built: rows read, streets written, and the size of the file in bytes."""

    address_rows: int
    feature_rows: int
    streets: int
    bytes: int


def build_index(
    path: Path,
    *,
    area: str,
    address_rows: Iterable[AddressRow],
    feature_rows: Iterable[FeatureRow],
    address_epoch: int,
    feature_epoch: int,
    published_at: datetime,
) -> IndexReport:
    """Build the index of `area` at `path`; both inputs are read once, as streams, in any order.

    The old file stays in force until the new one is complete and on the disk. Raises what the inputs raise, and
    `OSError` or `sqlite3.Error` when the disk fails; the half-built file is removed then.
    """
    beside = path.with_name(f"{path.name}.building-{os.getpid()}")
    beside.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(beside, isolation_level=None)) as db:
            db.executescript("PRAGMA page_size=4096; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
                             "PRAGMA cache_size=-32000; PRAGMA temp_store=FILE;" + SCHEMA + STAGING)  # fmt: skip
            db.execute("BEGIN")
            addresses = _Addresses(db)
            address_count = addresses.stage(address_rows)
            feature_count = _stage_features(db, feature_rows)
            streets = addresses.pack()
            addresses.name()
            _write_spellings(db)
            _pack_offices(db)
            meta = {"version": INDEX_VERSION, "area": area, "address_epoch": address_epoch,
                    "feature_epoch": feature_epoch, "published_at": published_at.isoformat()}  # fmt: skip
            db.executemany("INSERT INTO meta VALUES (?, ?)", [(name, str(value)) for name, value in meta.items()])
            db.execute("COMMIT")
            db.executescript(INDEXES)
        _sync(beside)
        beside.replace(path)
        _sync(path.parent)
    finally:
        beside.unlink(missing_ok=True)
    return IndexReport(address_count, feature_count, streets, path.stat().st_size)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


class _Addresses:
    """Stages address rows and packs them per street and place."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._places: dict[tuple[str, str, str], int] = {}
        self._serving: dict[tuple[str, str], int] = {}

    def stage(self, rows: Iterable[AddressRow]) -> int:
        cursor = self._db.executemany("INSERT INTO staged VALUES (?,?,?,?,?,?,?,?,?)", map(self._staged, rows))
        # Places are numbered in their own order, not in that of the rows: the same rows make the same index.
        ranked = sorted(self._places)
        self._db.executemany("INSERT INTO place VALUES (?,?,?,?)", ((n, *place) for n, place in enumerate(ranked)))
        self._db.executemany(
            "INSERT INTO place_rank VALUES (?,?)", ((self._places[p], n) for n, p in enumerate(ranked))
        )
        self._db.executemany(
            "INSERT INTO serving VALUES (?,?,?)", ((n, *office) for office, n in self._serving.items())
        )
        return max(cursor.rowcount, 0)

    def _staged(self, row: AddressRow) -> tuple[str | int, ...]:
        place = self._places.setdefault((row.state, row.zip, row.community), len(self._places))
        serving = self._serving.setdefault((row.central_office, row.rate_center), len(self._serving))
        packed: list[object] = [row.low, row.high, row.parity, serving, row.prefix, _day(row.valid_from),
                                _day(row.valid_to), row.number_suffixes, row.units]  # fmt: skip
        while not packed[-1] and len(packed) > _PLAIN_VALUES:
            packed.pop()
        key = file_parts(row.pre_direction, row.street, row.street_type, row.post_direction).key
        text = json.dumps(packed, separators=(",", ":"))
        names = row.pre_direction, row.street, row.street_type, row.post_direction
        return key, place, *names, row.low, row.high, text

    def pack(self) -> int:
        rows = self._db.execute(
            "SELECT key, place.rank, pre, street, type, post, packed "
            "FROM staged JOIN place_rank AS place USING (place) "
            "ORDER BY key, place.rank, pre, street, type, post, packed"
        )
        return max(self._db.executemany("INSERT INTO street VALUES (?,?,?)", _packed_streets(rows)).rowcount, 0)

    def name(self) -> None:
        """Write where in the area each street name lies."""
        rows = self._db.execute(
            "SELECT key, pre, street, type, post, place.rank, low, high "
            "FROM staged JOIN place_rank AS place USING (place) ORDER BY 1, 2, 3, 4, 5, 6, 7, 8"
        )
        self._db.executemany("INSERT INTO named VALUES (?,?,?,?,?,?,?)", _named_streets(rows))


def _packed_streets(rows: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, str, str]]:
    for (key, place), group in groupby(rows, key=lambda row: row[:2]):
        variants = []
        for names, ranges in groupby(group, key=lambda row: row[2:6]):
            head = _json((*names, _parts_to_keep(*names)))
            variants.append(f"{head[:-1]},{_packed_ranges([row[6] for row in ranges])}]")
        yield key, place, f"[{','.join(variants)}]"


def _packed_ranges(ranges: Sequence[str]) -> str:
    """Return `ranges` (JSON lists) as two lists: the values of the plain ones in a row, then the others as they are."""
    plain = [text[1:-1] for text in ranges if text.count(",") == _PLAIN_VALUES - 1]
    rich = [text for text in ranges if text.count(",") >= _PLAIN_VALUES]
    return f"[{','.join(plain)}],[{','.join(rich)}]"


def _parts_to_keep(*names: str) -> StreetParts | None:
    """Return the reading of a street, or None where the names say it; at run time nothing is read again."""
    parts = file_parts(*names)
    return None if parts == split_as_it_stands(*names) else parts


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _named_streets(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[str | bytes | None, ...]]:
    for names, places in groupby(rows, key=lambda row: row[:5]):
        parts = _parts_to_keep(*names[1:])
        yield *names, _json(parts) if parts else None, _runs(row[5:] for row in places).tobytes()


def _runs(ranges: Iterable[tuple[int, int, int]]) -> array[int]:
    """Return `ranges` (sorted triples of place, low and high) with those joined that follow one another."""
    runs = array("i")
    for place, low, high in ranges:
        if runs and runs[-3] == place and low <= runs[-1] + _FOLLOWS:
            runs[-1] = max(runs[-1], high)
        else:
            runs.extend((place, low, high))
    return runs


def _write_spellings(db: sqlite3.Connection) -> None:
    keys = db.execute("SELECT DISTINCT key FROM street ORDER BY key")
    db.executemany("INSERT INTO spelling VALUES (?,?,?)", ((key, key[::-1], sound_of(key)) for (key,) in keys))


def _stage_features(db: sqlite3.Connection, rows: Iterable[FeatureRow]) -> int:
    names: dict[str, str] = {}

    def staged() -> Iterator[tuple[str, str, str, str]]:
        for row in rows:
            # The least name wins when rows disagree, so that the order of the file does not matter.
            names[row.usoc] = min(names.get(row.usoc, row.name), row.name)
            packed = [row.switch, row.switch_type, row.npa_nxx, row.usoc, row.name, row.customer_class, row.status,
                      row.condition, row.requires, row.excludes, _day(row.valid_from), _day(row.valid_to)]  # fmt: skip
            yield row.central_office, row.switch, row.usoc, json.dumps(packed, separators=(",", ":"))

    cursor = db.executemany("INSERT INTO staged_feature VALUES (?,?,?,?)", staged())
    db.executemany("INSERT INTO usoc VALUES (?, ?)", sorted(names.items()))
    return max(cursor.rowcount, 0)


def _pack_offices(db: sqlite3.Connection) -> None:
    rows = db.execute("SELECT central_office, packed FROM staged_feature ORDER BY central_office, switch, usoc, packed")
    offices = groupby(rows, key=lambda row: row[0])
    db.executemany(
        "INSERT INTO office VALUES (?, ?)",
        ((office, f"[{','.join(row[1] for row in group)}]") for office, group in offices),
    )
