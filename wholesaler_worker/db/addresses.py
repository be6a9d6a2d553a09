"""The records of addresses: points that exist, and the ranges that are made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from wholesaler_worker.db.statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterable

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
        copy(connection, "copy_points", points)
        connection.execute(b"ANALYZE staged_point")
        added = one_number(connection, sql["keep_points"])
        if added:
            connection.execute(b"ANALYZE changed_street")
            connection.execute(sql["drop_ranges_of_changed_streets"])
            connection.execute(sql["make_ranges_of_changed_streets"])
        return AddressCounts(added, one_number(connection, sql["count_ranges"]))


def load_ranges(database: Database, ranges: Iterable[AddressRow]) -> AddressCounts:
    """Add the ranges that are new and replace those that differ, by `range_id`; all or nothing."""
    sql = statements("addresses")
    with database.transaction() as connection:
        connection.execute(sql["stage_ranges"])
        copy(connection, "copy_ranges", (_range_values(row) for row in ranges))
        changed = one_number(connection, sql["keep_ranges"])
        return AddressCounts(changed, one_number(connection, sql["count_ranges"]))


def copy(connection: Connection, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Stream `rows` through a COPY statement of `sql/addresses.sql`."""
    with connection.cursor() as cursor, cursor.copy(statements("addresses")[statement]) as lines:
        for row in rows:
            lines.write_row(row)


def one_number(connection: Connection, statement: bytes) -> int:
    """The number that a statement returns."""
    row = connection.execute(statement).fetchone()
    return cast("int", row[0]) if row else 0


def _range_values(row: AddressRow) -> tuple[Any, ...]:
    return (
        row.range_id,
        row.state,
        row.zip,
        row.community,
        row.pre_direction,
        row.street,
        row.street_type,
        row.post_direction,
        row.low,
        row.high,
        row.parity,
        row.prefix,
        list(row.number_suffixes),
        list(row.units),
        row.central_office or None,
        row.valid_from,
        row.valid_to,
        "rows",
    )
