"""Loading the number inventory: a stream of rows into a staging table, then one comparison with the records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, cast

from wholesaler_worker.db.copy_text import copy_lines, day_or_null, line, texts
from wholesaler_worker.db.statements import statements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from wholesaler_worker.db.database import Connection, Database

_ROWS_AT_ONCE = 5000


class NumberRow(NamedTuple):
    """A number as a file describes it: `file` and `row` say where, `line` to `zip` where a working number works.

    Fields as COPY takes them; `line` is empty when the file does not say.
    """

    telephone_number: str
    switch: str
    rate_center: str
    state: str
    until: date | None
    line: str
    city: str
    address_state: str
    zip: str
    file: int
    row: int


@dataclass(frozen=True, slots=True)
class InventoryCounts:
    """Numbers that are new, numbers that are different now, and working numbers whose address is."""

    added: int
    changed: int
    addresses: int


def load_numbers(
    database: Database, rows: Iterable[NumberRow], refuse: Callable[[int, int, str], None]
) -> InventoryCounts:
    """Add new numbers and bring the others up to date; all or nothing. `refuse` hears file, row and reason.

    A number that is held or assigned keeps its state and `until`: only an order or the end of a hold changes them. A
    row that says otherwise is refused, and so is the second row of one number. A number whose aging has ended is
    available. `rows` is read once, as a stream; an exception from it undoes the load.
    """
    sql = statements("inventory")
    with database.transaction() as connection:
        connection.execute(sql["sort_in_memory"])
        connection.execute(sql["stage_numbers"])
        copy_lines(connection, "inventory", "copy_numbers", map(_line, rows))
        connection.execute(sql["analyze_staged_numbers"])
        connection.execute(sql["free_rested_in_file"])
        repeated = False
        for file, row, number, _ in _read(connection, "repeated_numbers"):
            refuse(file, row, f"{number} is there already in an earlier row")
            repeated = True
        if repeated:
            connection.execute(sql["drop_repeated_numbers"])
        for file, row, number, state in _read(connection, "protected_numbers"):
            refuse(file, row, f"{number} is {state} in the records, and a load does not change that")
        added, changed = cast("tuple[int, int]", connection.execute(sql["keep_numbers"]).fetchone())
        addresses = max(connection.execute(sql["keep_service_addresses"]).rowcount, 0)
        return InventoryCounts(added, changed, addresses)


def _line(row: NumberRow) -> str:
    *words, until, street, city, state, zip_code, file, line_number = row
    place = texts(street, city, state, zip_code)
    return line(*texts(*words), day_or_null(until), *place, str(file), str(line_number))


def _read(connection: Connection, statement: str) -> Iterator[tuple[int, int, str, str]]:
    with connection.cursor(name=statement) as cursor:
        cursor.itersize = _ROWS_AT_ONCE
        yield from cast("Iterable[tuple[int, int, str, str]]", cursor.execute(statements("inventory")[statement]))
