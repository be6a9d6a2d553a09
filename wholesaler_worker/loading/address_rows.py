"""Reads address ranges in the columns of the reference file (docs/reference/wire-format.md)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from contracts.reference import AddressRow
from serviceability.words import fold
from wholesaler_worker.db.addresses import LocatedRange
from wholesaler_worker.loading.csv_file import read_csv
from wholesaler_worker.loading.fields import (
    read_count,
    read_list,
    read_name,
    read_office,
    read_one_of,
    read_period,
    read_state,
    read_zip,
)
from wholesaler_worker.loading.refusals import RowRefused
from wholesaler_worker.loading.zip_states import state_of_zip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from wholesaler_worker.loading.refusals import Reading

REQUIRED = ("range_id", "state", "zip", "community", "street", "low", "high", "parity")
KNOWN = (
    *REQUIRED,
    "pre_direction",
    "street_type",
    "post_direction",
    "prefix",
    "number_suffixes",
    "units",
    "central_office",
    "valid_from",
    "valid_to",
)
_RANGE_ID = re.compile(r"[!-~]{1,64}")


def read_ranges(paths: Iterable[Path], reading: Reading) -> Iterator[LocatedRange]:
    """Yield the ranges of the files; raises `LoadRefused` for a file that is none."""
    for file, path in enumerate(paths):
        for line, values in read_csv(path, REQUIRED, KNOWN, reading):
            try:
                row = read_range(values)
            except RowRefused as refused:
                reading.set_aside(path, line, str(refused))
            else:
                yield LocatedRange(row, file, line)


def read_range(values: dict[str, str]) -> AddressRow:
    """The range in a row; raises `RowRefused`. Its rate center is its office's and not read here."""
    low, high = read_count("low", values["low"]), read_count("high", values["high"])
    parity = read_one_of("parity", values["parity"].upper(), ("O", "E", "B"))
    if low > high:
        raise RowRefused(f"low {low} is above high {high}")
    if parity != "B" and {low % 2, high % 2} != {1 if parity == "O" else 0}:
        raise RowRefused(f"{low} to {high} does not begin and end on the side {parity}")
    zip_code, community = read_zip(values["zip"]), _folded(values["community"])
    if not zip_code and not community:
        raise RowRefused("neither zip nor community says where it is")
    state = read_state(values["state"]) or (state_of_zip(zip_code) if zip_code else "")
    office = values["central_office"]
    valid_from, valid_to = read_period(values)
    return AddressRow(
        range_id=read_range_id(values["range_id"]),
        state=read_name("state", state),
        zip=zip_code,
        community=community,
        pre_direction=_folded(values["pre_direction"]),
        street=read_name("street", _folded(values["street"])),
        street_type=_folded(values["street_type"]),
        post_direction=_folded(values["post_direction"]),
        low=low,
        high=high,
        parity=parity,
        prefix=values["prefix"].upper(),
        number_suffixes=_entries("number_suffixes", values["number_suffixes"]),
        units=_entries("units", values["units"]),
        central_office=read_office("central_office", office) if office else "",
        valid_from=valid_from,
        valid_to=valid_to,
    )


def read_range_id(text: str) -> str:
    """A name of at most 64 printable ASCII characters without spaces, as it stands."""
    if _RANGE_ID.fullmatch(text) is None:
        raise RowRefused(f"range_id {text!r} is not 1 to 64 printable characters without spaces")
    return text


@lru_cache(maxsize=65536)
def _folded(text: str) -> str:
    return " ".join(fold(text).split())


def _entries(column: str, text: str) -> tuple[str, ...]:
    """List entries as ``number value``: what exists at which number."""
    if not text:
        return ()
    entries = tuple(_folded(entry) for entry in read_list(text))
    for entry in entries:
        number, _, value = entry.partition(" ")
        if not (number.isascii() and number.isdigit() and value):
            raise RowRefused(f"{column} entry {entry!r} is not a number and what exists there")
    return entries
