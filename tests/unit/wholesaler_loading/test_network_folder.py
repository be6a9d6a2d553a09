"""A network folder is read whole, and every defect of its four files is told."""

from datetime import date
from pathlib import Path

import pytest

from tests.unit.wholesaler_loading.network_files import write_network
from wholesaler_worker.db.network import Network, ServingRow, SwitchFeatureRow, SwitchRow
from wholesaler_worker.errors import LoadRefused
from wholesaler_worker.loading.network_folder import read_network
from wholesaler_worker.loading.refusals import Reading, Refusal


def read(folder: Path) -> tuple[Network, list[Refusal]]:
    refused: list[Refusal] = []
    return read_network(folder, Reading(refused.append)), refused


def test_a_good_folder_is_read_without_a_refusal(tmp_path: Path) -> None:
    network, refused = read(write_network(tmp_path))
    assert not refused
    assert [(office.clli, office.rate_center) for office in network.offices] == [("SNFCCA01", "SAN FRANCISCO")]
    assert network.serving == (
        ServingRow("SNFCCA01", "CA", "94103", None),
        ServingRow("SNFCCA01", "CA", None, "DALY CITY"),
        ServingRow("SNFCCA01", "CA", "94014", "COLMA"),
    )
    assert network.switches[0] == SwitchRow("SNFCCA01DS0", "5ESS (synthetic)", ["415555", "415556"])
    assert network.features[1] == SwitchFeatureRow(
        "SNFCCA01DS0", "1DSLX", "DSL", "both", "conditional", "loop shorter than 3600 m", ["1FR", "ESX"], [],
        date(2026, 1, 1), None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("file", "row", "reason"),
    [
        ("offices", "SNFCCA,x,y,CA", "clli 'SNFCCA' is not a central office"),
        ("offices", "OKLDCA01,x,y,OR", "state OR is not the state of OKLDCA01"),
        ("offices", "OKLDCA01,,y,CA", "name is empty"),
        ("offices", "OKLDCA01,x,,CA", "rate_center is empty"),
        ("offices", "SNFCCA01,x,y,CA", "says again what line 2 says"),
        ("serving", "OKLDCA01,CA,94601,", "central_office OKLDCA01 is not in offices.csv"),
        ("serving", "SNFCCA01,CA,,", "neither zip nor community"),
        ("serving", "SNFCCA01,,94601,", "state is empty"),
        ("serving", "SNFCCA01,CA,94103,", "says again what line 2 says"),
        ("switches", "OKLDCA01DS0,x,", "the office OKLDCA01 of switch OKLDCA01DS0 is not in offices.csv"),
        ("switches", "SNFCCA01DS1,,", "type is empty"),
        ("switches", "SNFCCA01DS1,x,415911", "npa_nxx '415911' is not"),
        ("features", "SNFCCA01DS1,1FR,x,both,available,,,,,", "switch SNFCCA01DS1 is not in switches.csv"),
        ("features", "SNFCCA01DS0,1F0,x,both,available,,,,,", "usoc '1F0' is not a USOC"),
        ("features", "SNFCCA01DS0,ESX,x,anyone,available,,,,,", "class 'anyone' is not one of"),
        ("features", "SNFCCA01DS0,ESX,x,both,maybe,,,,,", "status 'maybe' is not one of"),
        ("features", "SNFCCA01DS0,ESX,x,both,conditional,,,,,", "condition is empty"),
        ("features", "SNFCCA01DS0,ESX,x,both,available,,1F0,,,", "requires '1F0' is not a USOC"),
        ("features", "SNFCCA01DS0,1FR,x,residence,available,,,,,", "says again what line 2 says"),
    ],
)
def test_a_row_with_a_defect_is_refused_by_file_and_reason(tmp_path: Path, file: str, row: str, reason: str) -> None:
    _, refused = read(write_network(tmp_path, **{file: row}))
    (refusal,) = refused
    assert refusal.path.name == f"{file}.csv"
    assert reason in refusal.reason


def test_the_defects_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    folder = write_network(tmp_path, offices="x,x,x,CA", serving="x,,,", switches="x,,", features="x,,,,,,,,,")
    assert [refusal.path.name for refusal in read(folder)[1]] == [
        "offices.csv", "serving.csv", "switches.csv", "features.csv",
    ]  # fmt: skip


def test_a_folder_that_lacks_files_is_refused_by_their_names(tmp_path: Path) -> None:
    write_network(tmp_path)
    (tmp_path / "serving.csv").unlink()
    (tmp_path / "features.csv").unlink()
    with pytest.raises(LoadRefused, match=r"lacks serving\.csv, features\.csv"):
        read(tmp_path)
