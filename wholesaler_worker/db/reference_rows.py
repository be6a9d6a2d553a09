"""The rows of the reference files, streamed from one moment of the records."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from contracts.reference import AddressRow, FeatureRow
from wholesaler_worker.db.statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from wholesaler_worker.db.database import Connection

ADDRESS, FEATURE = "address", "feature"
_ROWS_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Content:
    """What identifies a file's content: the SHA-256 of its rows as CSV in their order, and how many there are."""

    sha256: str
    rows: int


class ReferenceSnapshot:
    """The reference files' content as the records had it at one moment; every call reads that same moment."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def content(self, file: str) -> Content:
        """Read the content of `file` (`ADDRESS` or `FEATURE`) once and tell what identifies it."""
        digest = hashlib.sha256()
        with self._connection.cursor() as cursor:
            with cursor.copy(statements("publications")[f"copy_{file}_content"]) as lines:
                for block in lines:
                    digest.update(block)
            return Content(digest.hexdigest(), cursor.rowcount)

    def unserved(self) -> int:
        """How many address ranges have no serving office."""
        row = self._connection.execute(statements("publications")["count_unserved"]).fetchone()
        return cast("int", row[0]) if row else 0

    def address_rows(self) -> Iterator[AddressRow]:
        """Yield the address file's rows, by range_id; memory holds a few thousand at a time."""
        return map(_address_row, self._rows("address_rows"))

    def feature_rows(self) -> Iterator[FeatureRow]:
        """Yield the feature file's rows, by switch and USOC."""
        return map(_feature_row, self._rows("feature_rows"))

    def _rows(self, statement: str) -> Iterator[Sequence[Any]]:
        # A cursor with a name lives on the server: the rows never are in memory all at once.
        with self._connection.cursor(name=statement) as cursor:
            cursor.itersize = _ROWS_AT_ONCE
            yield from cursor.execute(statements("publications")[statement])


@contextmanager
def reference_snapshot(connection: Connection) -> Iterator[ReferenceSnapshot]:
    """Fix the moment; `connection` is between two transactions, and the block is one transaction that only reads."""
    sql = statements("publications")
    with connection.transaction():
        connection.execute(sql["take_snapshot"])
        connection.execute(sql["write_days_as_iso"])
        yield ReferenceSnapshot(connection)


def _address_row(row: Sequence[Any]) -> AddressRow:
    return AddressRow(
        range_id=row[0],
        state=row[1],
        zip=row[2],
        community=row[3],
        pre_direction=row[4],
        street=row[5],
        street_type=row[6],
        post_direction=row[7],
        low=row[8],
        high=row[9],
        parity=row[10],
        prefix=row[11],
        number_suffixes=tuple(row[12]),
        units=tuple(row[13]),
        central_office=row[14],
        rate_center=row[15],
        valid_from=cast("date | None", row[16]),
        valid_to=cast("date | None", row[17]),
    )


def _feature_row(row: Sequence[Any]) -> FeatureRow:
    return FeatureRow(
        central_office=row[0],
        switch=row[1],
        switch_type=row[2],
        npa_nxx=tuple(row[3]),
        usoc=row[4],
        name=row[5],
        customer_class=row[6],
        status=row[7],
        condition=row[8],
        requires=tuple(row[9]),
        excludes=tuple(row[10]),
        valid_from=cast("date | None", row[11]),
        valid_to=cast("date | None", row[12]),
    )
