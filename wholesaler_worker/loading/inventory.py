"""Reads files of telephone numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contracts.identifiers import TELEPHONE_NUMBER
from wholesaler_worker.db.inventory_loading import NumberRow
from wholesaler_worker.db.numbers import NumberState
from wholesaler_worker.loading.csv_file import read_csv
from wholesaler_worker.loading.fields import read_day, read_one_of, read_rate_center, read_state, read_zip
from wholesaler_worker.loading.refusals import RowRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from wholesaler_worker.loading.refusals import Reading

REQUIRED = ("telephone_number", "switch", "rate_center", "state", "until")
ADDRESS = ("line", "city", "address_state", "zip")

_is_telephone_number = re.compile(TELEPHONE_NUMBER).fullmatch
_STATES = tuple(str(state) for state in NumberState)
_ENDS = {"held": True, "aging": True, "available": False, "assigned": False}
"""Whether a state has a last day; a restricted number may have one."""


def read_numbers(paths: Iterable[Path], switches: Mapping[str, str], reading: Reading) -> Iterator[NumberRow]:
    """Yield the numbers of the files; `switches` gives each known switch's CLLI the rate center of its office.

    Raises `LoadRefused` for a file that is none.
    """
    for place, path in enumerate(paths):
        for line, values in read_csv(path, REQUIRED, (*REQUIRED, *ADDRESS), reading):
            try:
                number = read_number(values, switches, place, line)
            except RowRefused as refused:
                reading.set_aside(path, line, str(refused))
            else:
                yield number


def read_number(values: dict[str, str], switches: Mapping[str, str], file: int, row: int) -> NumberRow:
    """The number in a row; raises `RowRefused`. An empty rate center is that of the switch's office."""
    number, switch, state = values["telephone_number"], values["switch"], values["state"]
    if _is_telephone_number(number) is None:
        raise RowRefused(f"{number!r} is not a telephone number of ten digits")
    if switch not in switches:
        raise RowRefused(f"switch {switch!r} is not in the records: load the network first")
    ends = _ENDS.get(read_one_of("state", state, _STATES))
    until = read_day("until", values["until"])
    if ends is not None and ends is not (until is not None):
        raise RowRefused(f"a number that is {state} {'needs a' if ends else 'has no'} day in until")
    center = values["rate_center"]
    center = read_rate_center(center) if center else switches[switch]
    line = values["line"]
    if not line:
        return NumberRow(number, switch, center, state, until, "", "", "", "", file, row)
    if state != "assigned":
        raise RowRefused(f"a number that is {state} works at no address: leave line empty")
    place = (values["city"], read_state(values["address_state"]), read_zip(values["zip"]))
    return NumberRow(number, switch, center, state, until, line, *place, file, row)
