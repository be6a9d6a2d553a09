"""The records of the network: offices, the places that they serve, their switches, and what those can do."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from wholesaler_worker.db.errors import RecordRefused
from wholesaler_worker.db.statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from wholesaler_worker.db.database import Connection, Database


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """A central office; `clli` has 8 characters."""

    clli: str
    name: str
    rate_center: str


@dataclass(frozen=True, slots=True)
class ServingRow:
    """A place that an office serves: a ZIP, a community, or a community's part of a ZIP; None stands for "all"."""

    central_office: str
    state: str
    zip: str | None
    community: str | None


@dataclass(frozen=True, slots=True)
class SwitchRow:
    """A switch; the first 8 of its 11 characters are its office's."""

    clli: str
    type: str
    npa_nxx: list[str]


@dataclass(frozen=True, slots=True)
class SwitchFeatureRow:
    """A feature on a switch."""

    switch: str
    usoc: str
    name: str
    customer_class: str
    status: str
    condition: str
    requires: list[str]
    excludes: list[str]
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Network:
    """Offices with everything that belongs to them."""

    offices: tuple[OfficeRow, ...]
    serving: tuple[ServingRow, ...]
    switches: tuple[SwitchRow, ...]
    features: tuple[SwitchFeatureRow, ...]


@dataclass(frozen=True, slots=True)
class NetworkCounts:
    """How many rows of each kind were added, changed or removed."""

    offices: int
    serving: int
    switches: int
    features: int

    @property
    def changed(self) -> int:
        """All of them together."""
        return self.offices + self.serving + self.switches + self.features


def load_network(database: Database, network: Network) -> NetworkCounts:
    """Make the records of the offices in `network` what it says, whole or not at all; other offices stay as they are.

    An office is replaced with all that belongs to it: serving areas, switches and features that `network` does not
    name are removed. Raises `RecordRefused` when a place is served by an office outside of `network`, or when a switch
    that would be removed has numbers.
    """
    sql = statements("network")
    with database.transaction() as connection:
        connection.execute(sql["stage_network"])
        _stage(connection, "offices", network.offices)
        _stage(connection, "serving", network.serving)
        _stage(connection, "switches", network.switches)
        _stage(connection, "features", network.features)
        _refuse_if(connection, "places_of_other_offices", "{} is served by {} already; change that office with it")
        _refuse_if(connection, "removed_switches_with_numbers", "switch {} is not named any more and has {} numbers")
        offices = _count(connection, "keep_offices")
        serving = _count(connection, "remove_serving") + _count(connection, "keep_serving")
        switches = _count(connection, "remove_switches") + _count(connection, "keep_switches")
        features = _count(connection, "remove_features") + _count(connection, "keep_features")
        return NetworkCounts(offices, serving, switches, features)


def switch_rate_centers(database: Database) -> dict[str, str]:
    """The rate center of each switch's office, by the switch's CLLI."""
    with database.transaction() as connection:
        rows = connection.execute(statements("network")["switch_rate_centers"]).fetchall()
    return {str(switch): str(rate_center) for switch, rate_center in rows}


def _stage(connection: Connection, kind: str, rows: Iterable[Any]) -> None:
    with connection.cursor() as cursor, cursor.copy(statements("network")[f"copy_{kind}"]) as lines:
        for row in rows:
            lines.write_row([getattr(row, field.name) for field in fields(row)])


def _count(connection: Connection, statement: str) -> int:
    return max(connection.execute(statements("network")[statement]).rowcount, 0)


def _refuse_if(connection: Connection, statement: str, sentence: str) -> None:
    row = connection.execute(statements("network")[statement]).fetchone()
    if row is not None:
        raise RecordRefused(sentence.format(*row), statement)
