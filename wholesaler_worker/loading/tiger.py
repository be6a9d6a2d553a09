"""Reads the ranges of the Census Bureau's TIGER/Line address features (ADDRFEAT), as CSV or as the .dbf it ships.

A record is a piece of street under one of its names, with a range on its left side, its right side or both. The
numbers run in the direction in which the piece was drawn, so `from` is often above `to`. A street with several names
has a record for each of them, and each is a range of its own: all the names are right. No state and no community is
named.

What TIGER/Line says of a range (its technical documentation, chapter on address ranges): it holds every number of
its parity from the first to the last, also those of houses that do not stand yet.
"""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from contracts.reference import AddressRow
from wholesaler_worker.db.addresses import LocatedRange
from wholesaler_worker.loading.csv_file import read_csv
from wholesaler_worker.loading.dbf_file import read_dbf
from wholesaler_worker.loading.fields import read_one_of, read_zip
from wholesaler_worker.loading.house_number import HouseNumber, read_house_number
from wholesaler_worker.loading.refusals import RowRefused
from wholesaler_worker.loading.street_text import read_street
from wholesaler_worker.loading.zip_states import state_of_zip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from wholesaler_worker.loading.refusals import Reading
    from wholesaler_worker.loading.street_text import StreetName

COLUMNS = ("tlid", "fullname", "lfromhn", "ltohn", "rfromhn", "rtohn", "zipl", "zipr", "parityl", "parityr")
_SIDES = ("L", "R")
_TLID = re.compile(r"[0-9]{1,18}")


def read_tiger(paths: Iterable[Path], state: str, reading: Reading) -> Iterator[LocatedRange]:
    """Yield the ranges of the files; `state` is the code of all of them, or empty: then each ZIP says its own.

    A record is refused once, with what is wrong on either side; the side that is right is yielded nevertheless. Raises
    `LoadRefused` for a file that is none.
    """
    for file, path in enumerate(paths):
        read = read_dbf if path.suffix.lower() == ".dbf" else read_csv
        for line, values in read(path, COLUMNS, COLUMNS, reading):
            ranges, reasons = read_record(values, state)
            for found in ranges:
                yield LocatedRange(found, file, line)
            if reasons:
                reading.set_aside(path, line, "; ".join(reasons))


def read_record(values: dict[str, str], state: str) -> tuple[list[AddressRow], list[str]]:
    """The ranges of a record, and why the others that it has cannot be loaded."""
    ranges: list[AddressRow] = []
    reasons: list[str] = []
    try:
        street, tlid = read_street(values["fullname"]), values["tlid"]
        if _TLID.fullmatch(tlid) is None:
            raise RowRefused(f"TLID {tlid!r} is not a number")
        if not any(values[f"{side}{end}".lower()] for side in _SIDES for end in ("FROMHN", "TOHN")):
            raise RowRefused("no house number on either side")
    except RowRefused as refused:
        return [], [str(refused)]
    for side in _SIDES:
        try:
            found = _range(side, tlid, street, values, state)
        except RowRefused as refused:
            reasons.append(str(refused))
        else:
            ranges.extend(found)
    return ranges, reasons


def _range(side: str, tlid: str, street: StreetName, values: dict[str, str], state: str) -> tuple[AddressRow, ...]:
    """The range on one side, none where the side has no numbers; raises `RowRefused`."""
    start, stop = values[f"{side}fromhn".lower()], values[f"{side}tohn".lower()]
    if not start and not stop:
        return ()
    if not start or not stop:
        # A range of one house has its number twice: where an end is missing nobody knows how far it goes.
        missing, other = ("FROMHN", stop) if not start else ("TOHN", start)
        raise RowRefused(f"{side}{missing} is empty, the other end is {other!r}")
    low, high = sorted((_end(start), _end(stop)), key=lambda end: (end.number, end.suffix))
    if low.prefix != high.prefix:
        raise RowRefused(f"{side}FROMHN {start!r} and {side}TOHN {stop!r} have different prefixes")
    parity = _parity(side, values[f"parity{side}".lower()], low.number, high.number)
    if not low.number:
        low = low._replace(number=2 if parity == "E" else 1)
    zip_code = read_zip(values[f"zip{side}".lower()])
    state = state or (state_of_zip(zip_code) if zip_code else "")
    if not state:
        raise RowRefused(f"ZIP{side} {zip_code!r} does not say the state: name it with --state")
    row = AddressRow(
        range_id="",
        state=state,
        zip=zip_code,
        community="",
        pre_direction=street.pre_direction,
        street=street.street,
        street_type=street.street_type,
        post_direction=street.post_direction,
        low=low.number,
        high=high.number,
        parity=parity,
        prefix=low.prefix,
        number_suffixes=_suffixes(low, high),
    )
    return (_named(row, tlid, side),)


def _end(text: str) -> HouseNumber:
    """An end of a range, which may be 0 where a house may not."""
    return HouseNumber("", 0, "") if text.isdigit() and not text.strip("0") else read_house_number(text)


def _parity(side: str, flag: str, low: int, high: int) -> str:
    """O, E or B; where the flag is empty the ends say it, and where they contradict it the range is nobody's."""
    if not high:
        raise RowRefused(f"the range {low} to {high} holds no house number")
    ends = {low % 2, high % 2}
    if not flag:
        return "B" if len(ends) > 1 else "EO"[high % 2]
    parity = read_one_of(f"PARITY{side}", flag.upper(), ("O", "E", "B"))
    if parity != "B" and ends != {"EO".index(parity)}:
        raise RowRefused(f"PARITY{side} is {parity}, and {low} to {high} does not begin and end on that side")
    return parity


def _suffixes(low: HouseNumber, high: HouseNumber) -> tuple[str, ...]:
    """What the ends say of suffixes: ``99A`` to ``99D`` are four doors, ``1A`` to ``99`` is one that is known of."""
    letters = low.suffix + high.suffix
    if low.number == high.number and len(low.suffix) == len(high.suffix) == 1 and letters.isalpha():
        return tuple(f"{low.number} {chr(letter)}" for letter in range(ord(low.suffix), ord(high.suffix) + 1))
    return tuple(dict.fromkeys(f"{end.number} {end.suffix}" for end in (low, high) if end.suffix))


def _named(row: AddressRow, tlid: str, side: str) -> AddressRow:
    """The range with a name made of all that identifies it: the same file gives the same names.

    TIGER's own names for ranges (ARIDL, ARIDR) are not in every extract, and do not tell a street's names apart.
    """
    identity = (
        row.state, row.zip, row.pre_direction, row.street, row.street_type, row.post_direction, row.prefix,
        str(row.low), str(row.high), row.parity, *row.number_suffixes,
    )  # fmt: skip
    digest = sha256("|".join(identity).encode()).hexdigest()[:16]
    return replace(row, range_id=f"tiger-{tlid}-{side}-{digest}")
