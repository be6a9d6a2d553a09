"""Reads address points in OpenAddresses' columns (openaddresses.io): NUMBER, STREET, UNIT, CITY, REGION, POSTCODE."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wholesaler_worker.db.addresses import PointRow
from wholesaler_worker.loading.csv_file import read_csv
from wholesaler_worker.loading.fields import read_community, read_state, read_zip
from wholesaler_worker.loading.house_number import read_house_number
from wholesaler_worker.loading.refusals import RowRefused
from wholesaler_worker.loading.street_text import read_street
from wholesaler_worker.loading.unit_text import read_unit
from wholesaler_worker.loading.zip_states import state_of_zip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from wholesaler_worker.loading.house_number import HouseNumber
    from wholesaler_worker.loading.refusals import Reading
    from wholesaler_worker.loading.street_text import StreetName

REQUIRED = ("number", "street")
KNOWN = (*REQUIRED, "unit", "city", "region", "postcode")
_FRACTION_FIRST = re.compile(r"([0-9]/[0-9]{1,2}) +(\S.*)")


def read_points(paths: Iterable[Path], reading: Reading) -> Iterator[PointRow]:
    """Yield the points of the files, in their order; raises `LoadRefused` for a file that is none."""
    for path in paths:
        for line, values in read_csv(path, REQUIRED, KNOWN, reading):
            try:
                point = read_point(values)
            except RowRefused as refused:
                reading.set_aside(path, line, str(refused))
            else:
                yield point


def read_point(values: dict[str, str]) -> PointRow:
    """The point in a row; raises `RowRefused`.

    A point needs a ZIP or a community, and a state, which its ZIP gives when REGION is empty.
    """
    number, street = _number_and_street(values["number"], values["street"])
    zip_code = read_zip(values["postcode"])
    community = read_community(values["city"])
    if not zip_code and not community:
        raise RowRefused("neither POSTCODE nor CITY says where it is")
    state = read_state(values["region"]) or (state_of_zip(zip_code) if zip_code else "")
    if not state:
        raise RowRefused("REGION is empty and no POSTCODE says the state")
    return PointRow(
        state=state,
        pre_direction=street.pre_direction,
        street=street.street,
        street_type=street.street_type,
        post_direction=street.post_direction,
        prefix=number.prefix,
        number=number.number,
        number_suffix=number.suffix,
        unit=read_unit(values["unit"]),
        zip=zip_code,
        community=community,
    )


def _number_and_street(number: str, street: str) -> tuple[HouseNumber, StreetName]:
    """Some publishers cut at the first space, and leave ``1/2 ELM ST`` to the street."""
    fraction = _FRACTION_FIRST.fullmatch(street)
    if fraction:
        number, street = f"{number} {fraction[1]}", fraction[2]
    return read_house_number(number), read_street(street)
