"""A territory of a few streets and two offices, for tests of publishing and of the commands."""

from typing import Any

from wholesaler_worker.db.addresses import PointRow, load_points
from wholesaler_worker.db.database import Database
from wholesaler_worker.db.network import Network, OfficeRow, ServingRow, SwitchFeatureRow, SwitchRow, load_network

SAN_FRANCISCO, OAKLAND = "SNFCCA01", "OKLDCA01"


def point(number: int, **other: Any) -> PointRow:
    usual = PointRow("CA", "", "FOLSOM", "ST", "", "", number, "", "", "94103", "SAN FRANCISCO")
    return usual._replace(**other)


def network(*serving: ServingRow, status: str = "available") -> Network:
    return Network(
        (
            OfficeRow(SAN_FRANCISCO, "Folsom (synthetic)", "SAN FRANCISCO"),
            OfficeRow(OAKLAND, "Oakland (synthetic)", "OAKLAND"),
        ),
        serving or (ServingRow(SAN_FRANCISCO, "CA", "94103", None),),
        (SwitchRow(f"{SAN_FRANCISCO}DS0", "5ESS (synthetic)", ["415555", "415556"]),),
        (
            SwitchFeatureRow(
                f"{SAN_FRANCISCO}DS0", "1FR", "Flat rate line", "residence", status, "", ["ESX"], ["1MR"], None, None
            ),
        ),
    )


def load_territory(database: Database) -> None:
    load_network(database, network())
    load_points(database, [point(n) for n in (1301, 1302, 1399)])
