"""Reads a folder that describes offices whole: offices.csv, serving.csv, switches.csv and features.csv."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from wholesaler_worker.db.network import Network, OfficeRow, ServingRow, SwitchFeatureRow, SwitchRow
from wholesaler_worker.errors import LoadRefused
from wholesaler_worker.loading.csv_file import read_csv
from wholesaler_worker.loading.fields import (
    read_community,
    read_list,
    read_name,
    read_npa_nxx,
    read_office,
    read_one_of,
    read_period,
    read_rate_center,
    read_state,
    read_switch,
    read_usoc,
    read_zip,
)
from wholesaler_worker.loading.refusals import RowRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from pathlib import Path

    from wholesaler_worker.loading.refusals import Reading

FILES = ("offices.csv", "serving.csv", "switches.csv", "features.csv")

_OFFICE_COLUMNS = ("clli", "name", "rate_center", "state")
_SERVING_COLUMNS = ("central_office", "state", "zip", "community")
_SWITCH_COLUMNS = ("clli", "type", "npa_nxx")
_FEATURE_COLUMNS = (
    "switch", "usoc", "name", "class", "status", "condition", "requires", "excludes", "valid_from", "valid_to",
)  # fmt: skip

_Row = TypeVar("_Row")


def read_network(folder: Path, reading: Reading) -> Network:
    """Read the four files; every defect of all of them goes to `reading`, and then nothing may be loaded.

    Raises `LoadRefused` when a file is missing or is no such file.
    """
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise LoadRefused(f"{folder} lacks {', '.join(missing)}; a network is described by all of {', '.join(FILES)}")
    files = _Files(folder, reading)
    offices = files.rows("offices.csv", _OFFICE_COLUMNS, _office, lambda office: office.clli)
    known_offices = {office.clli for office in offices}
    serving = files.rows(
        "serving.csv",
        _SERVING_COLUMNS,
        lambda values: _serving(values, known_offices),
        lambda place: (place.state, place.zip, place.community),
    )
    switches = files.rows(
        "switches.csv", _SWITCH_COLUMNS, lambda values: _switch(values, known_offices), lambda switch: switch.clli
    )
    known_switches = {switch.clli for switch in switches}
    features = files.rows(
        "features.csv",
        _FEATURE_COLUMNS,
        lambda values: _feature(values, known_switches),
        lambda feature: (feature.switch, feature.usoc, feature.customer_class, feature.valid_from),
    )
    return Network(offices, serving, switches, features)


class _Files:
    """Reads one file after the other and refuses a row that says again what one before has said."""

    def __init__(self, folder: Path, reading: Reading) -> None:
        self._folder = folder
        self._reading = reading

    def rows(
        self,
        name: str,
        columns: tuple[str, ...],
        read: Callable[[dict[str, str]], _Row],
        identity: Callable[[_Row], Hashable],
    ) -> tuple[_Row, ...]:
        path = self._folder / name
        found: dict[Hashable, tuple[int, _Row]] = {}
        for line, values in read_csv(path, columns, columns, self._reading):
            try:
                row = read(values)
                first, _ = found.setdefault(identity(row), (line, row))
                if first != line:
                    raise RowRefused(f"says again what line {first} says")
            except RowRefused as refused:
                self._reading.set_aside(path, line, str(refused))
        return tuple(row for _, row in found.values())


def _office(values: dict[str, str]) -> OfficeRow:
    clli = read_office("clli", values["clli"])
    state = read_state(values["state"])
    if state and state != clli[4:6]:
        raise RowRefused(f"state {state} is not the state of {clli}")
    return OfficeRow(clli, read_name("name", values["name"]), read_rate_center(values["rate_center"]))


def _serving(values: dict[str, str], offices: set[str]) -> ServingRow:
    office = read_office("central_office", values["central_office"])
    if office not in offices:
        raise RowRefused(f"central_office {office} is not in offices.csv")
    state = read_name("state", read_state(values["state"]))
    zip_code, community = read_zip(values["zip"]), read_community(values["community"])
    if not zip_code and not community:
        raise RowRefused("neither zip nor community says which place is served")
    return ServingRow(office, state, zip_code or None, community or None)


def _switch(values: dict[str, str], offices: set[str]) -> SwitchRow:
    clli = read_switch("clli", values["clli"])
    if clli[:8] not in offices:
        raise RowRefused(f"the office {clli[:8]} of switch {clli} is not in offices.csv")
    codes = [read_npa_nxx("npa_nxx", code) for code in read_list(values["npa_nxx"])]
    return SwitchRow(clli, read_name("type", values["type"]), sorted(set(codes)))


def _feature(values: dict[str, str], switches: set[str]) -> SwitchFeatureRow:
    switch = read_switch("switch", values["switch"])
    if switch not in switches:
        raise RowRefused(f"switch {switch} is not in switches.csv")
    status = read_one_of("status", values["status"], ("available", "conditional", "unavailable"))
    if status == "conditional" and not values["condition"]:
        raise RowRefused("status is conditional and condition is empty")
    valid_from, valid_to = read_period(values)
    return SwitchFeatureRow(
        switch,
        read_usoc("usoc", values["usoc"]),
        read_name("name", values["name"]),
        read_one_of("class", values["class"], ("residence", "business", "both")),
        status,
        values["condition"],
        _usocs("requires", values),
        _usocs("excludes", values),
        valid_from,
        valid_to,
    )


def _usocs(column: str, values: dict[str, str]) -> list[str]:
    return sorted({read_usoc(column, usoc) for usoc in read_list(values[column])})
