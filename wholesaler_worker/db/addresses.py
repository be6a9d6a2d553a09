"""The records of addresses: points that exist, and the ranges that are made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, cast

from wholesaler_worker.db.copy_text import copy_lines, day_or_null, line, text_array, text_or_null, texts
from wholesaler_worker.db.statements import statements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from contracts.reference import AddressRow
    from wholesaler_worker.db.database import Connection, Database


class PointRow(NamedTuple):
    """An address that exists, split and standardised; `unit` is ``designator value`` or empty.

    The fields stand in the order in which COPY takes them.
    """

    state: str
    pre_direction: str
    street: str
    street_type: str
    post_direction: str
    prefix: str
    number: int
    number_suffix: str
    unit: str
    zip: str
    community: str


class LocatedRange(NamedTuple):
    """A range with the place in its file; `file` counts the files of a load from 0, `line` is where its row ends."""

    row: AddressRow
    file: int
    line: int


@dataclass(frozen=True, slots=True)
class AddressCounts:
    """What a load did: rows that were new or different, and the ranges that there are now."""

    changed: int
    ranges: int


def load_points(database: Database, points: Iterable[PointRow]) -> AddressCounts:
    """Keep the points that are new and make the ranges of their streets again; all or nothing.

    `points` is read once, as a stream; an exception from it undoes the load.
    """
    sql = statements("addresses")
    with database.transaction() as connection:
        connection.execute(sql["stage_points"])
        connection.execute(sql["stage_changed_streets"])
        copy_lines(connection, "addresses", "copy_points", map(_point_line, points))
        connection.execute(b"ANALYZE staged_point")
        added = one_number(connection, sql["keep_points"])
        if added:
            connection.execute(b"ANALYZE changed_street")
            connection.execute(sql["drop_ranges_of_changed_streets"])
            connection.execute(sql["make_ranges_of_changed_streets"])
        return AddressCounts(added, one_number(connection, sql["count_ranges"]))


def load_ranges(
    database: Database, ranges: Iterable[LocatedRange], refuse: Callable[[int, int, str], None]
) -> AddressCounts:
    """Add the ranges that are new and replace those that differ, by `range_id`; all or nothing.

    `refuse` hears file, line and reason of a row that gives a range of an earlier row another content: the first one
    counts. `ranges` is read once, as a stream; an exception from it undoes the load.
    """
    sql = statements("addresses")
    with database.transaction() as connection:
        connection.execute(sql["sort_in_memory"])
        connection.execute(sql["stage_ranges"])
        copy_lines(connection, "addresses", "copy_ranges", map(_range_line, ranges))
        connection.execute(b"ANALYZE staged_range")
        with connection.cursor(name="contradicting_ranges") as rows:  # on the server: a wrong file may have millions
            for file, row, range_id in rows.execute(sql["contradicting_ranges"]):
                refuse(
                    cast("int", file), cast("int", row), f"range_id {range_id} is there already, with another content"
                )
        changed = one_number(connection, sql["keep_ranges"])
        return AddressCounts(changed, one_number(connection, sql["count_ranges"]))


def one_number(connection: Connection, statement: bytes) -> int:
    """The number that a statement returns."""
    row = connection.execute(statement).fetchone()
    return cast("int", row[0]) if row else 0


def _point_line(point: PointRow) -> str:
    *words, number, number_suffix, unit, zip_code, community = point
    return line(*texts(*words), str(number), *texts(number_suffix, unit, zip_code, community))


def _range_line(located: LocatedRange) -> str:
    """The columns of `copy_ranges`, in its order."""
    row = located.row
    return line(
        str(located.file),
        str(located.line),
        str(row.low),
        str(row.high),
        *texts(
            row.range_id,
            row.state,
            row.zip,
            row.community,
            row.pre_direction,
            row.street,
            row.street_type,
            row.post_direction,
            row.parity,
            row.prefix,
        ),
        text_array(row.number_suffixes),
        text_array(row.units),
        text_or_null(row.central_office),
        day_or_null(row.valid_from),
        day_or_null(row.valid_to),
    )
