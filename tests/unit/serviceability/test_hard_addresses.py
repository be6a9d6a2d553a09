"""Hard addresses, one by one: each is a line that people write, and what the file has for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contracts.address import Unit
from tests.unit.serviceability.small_territory import Territory, index_of, street

if TYPE_CHECKING:
    from collections.abc import Iterator


_ROWS = (
    street("CAMINO RAMON", "LN", "SW", "NW", low=450, high=450, prefix="25W", number_suffixes=("450 1/2",)),
    street("MAIN", "ST", "N"),
    street("MAIN", "ST", "S"),
    street("OAK", "ST", post="NE"),
    street("GLISAN", "ST", "NW", low=1000, high=1098),
    street("OLD MILL", "RD", low=1016, high=1018, parity="E", number_suffixes=("1016 1/2", "1016 A")),
    street("BLUEMOUND", "RD", low=23001, high=23001, prefix="N6W"),
    street("HILLSIDE", "AVE", low=10, high=30, prefix="112-"),
    street("300", "", "E", "S", low=500, high=598),
    street("TEMPLE", "ST", "S", low=500, high=598),
    street("EAST TEMPLE", "ST", "S", low=700, high=798),
    street("1ST", "ST"),
    street("FIRST", "AVE"),
    street("TWENTY FIRST", "ST"),
    street("43RD", "AVE"),
    street("SAINT CHARLES", "AVE"),
    street("ST JAMES", "PL"),
    street("MOUNT VERNON", "RD"),
    street("MT ADAMS", "DR"),
    street("FORT WASHINGTON", "WAY"),
    street("COUNTY ROAD 12"),
    street("STATE HWY 360"),
    street("HWY 59"),
    street("US HWY 50"),
    street("INTERSTATE 90"),
    street("FM 1960", "RD", post="W"),
    street("COUNTY ROAD H"),
    street("COUNTY LINE", "RD"),
    street("AVENUE"),
    street("COURT", "ST"),
    street("THE ALAMEDA"),
    street("BROADWAY"),
    street("PARK AVENUE", "BLVD"),
    street("LAKE", "ST"),
    street("MARTIN LUTHER KING JR", "BL"),
    street("ELM", "AV"),
    street("CALLE DEL SOL"),
    street("AVENIDA MUÑOZ RIVERA"),
    street("EL CAMINO REAL"),
    street("CALLE 3"),
    street("CAMINO JOSÉ"),
    street("CAPITOL", "ST", "N", "NW"),
    street("C", "ST", post="SE"),
    street("E", "ST", post="SE"),
    street("CEDAR SPRINGS", "RD", units=("100 APT 3-B", "100 STE 5")),
    street("SEVENTH", "ST"),
)

_AS_THE_FILE_HAS_IT = (
    ("25W 450 1/2 SW Camino Ramon Lane NW, Floor 12, Wing 2, Suite 23A",
     "25W 450 1/2 SW CAMINO RAMON LN NW FLR 12 WING 2 STE 23A"),
    ("1016 1/2 Old Mill Rd", "1016 1/2 OLD MILL RD"),
    ("1016A Old Mill Rd", "1016 A OLD MILL RD"),
    ("1016-A Old Mill Rd", "1016 A OLD MILL RD"),
    ("1016 A Old Mill Rd", "1016 A OLD MILL RD"),
    ("1016½ Old Mill Rd", "1016 1/2 OLD MILL RD"),
    ("1016-18 Old Mill Rd", "1016 OLD MILL RD"),
    ("1016-1018 Old Mill Rd", "1016 OLD MILL RD"),
    ("1,016 Old Mill Rd", "1016 OLD MILL RD"),
    ("01016 Old Mill Rd", "1016 OLD MILL RD"),
    ("N6W23001 Bluemound Rd", "N6W 23001 BLUEMOUND RD"),
    ("N6W-23001 Bluemound Road", "N6W 23001 BLUEMOUND RD"),
    ("N6 W23001 Bluemound Rd", "N6W 23001 BLUEMOUND RD"),
    ("112-10 Hillside Ave", "112-10 HILLSIDE AVE"),
    ("500 E 300 S", "500 E 300 S"),
    ("500 East 300 South", "500 E 300 S"),
    ("700 S. East Temple St.", "700 S EAST TEMPLE ST"),
    ("100 First Street", "100 1ST ST"),
    ("100 1st Ave", "100 FIRST AVE"),
    ("100 21st Street", "100 TWENTY FIRST ST"),
    ("100 Twenty-First St", "100 TWENTY FIRST ST"),
    ("100 Forty Third Ave.", "100 43RD AVE"),
    ("100 7th St", "100 SEVENTH ST"),
    ("100 St. Charles Avenue", "100 SAINT CHARLES AVE"),
    ("100 St Charles Av", "100 SAINT CHARLES AVE"),
    ("100 Saint James Place", "100 ST JAMES PL"),
    ("100 Mt. Vernon Rd", "100 MOUNT VERNON RD"),
    ("100 Mount Adams Drive", "100 MT ADAMS DR"),
    ("100 Ft Washington Way", "100 FORT WASHINGTON WAY"),
    ("100 County Road 12", "100 COUNTY ROAD 12"),
    ("100 CR 12", "100 COUNTY ROAD 12"),
    ("100 CR-12", "100 COUNTY ROAD 12"),
    ("100 Co Rd 12", "100 COUNTY ROAD 12"),
    ("100 Co. Rd. No. 12", "100 COUNTY ROAD 12"),
    ("100 County Hwy 12", "100 COUNTY ROAD 12"),
    ("100 Hwy 360", "100 STATE HWY 360"),
    ("100 Highway 360", "100 STATE HWY 360"),
    ("100 State Highway 360", "100 STATE HWY 360"),
    ("100 State Route 360", "100 STATE HWY 360"),
    ("100 MT-360", "100 STATE HWY 360"),
    ("100 MT 360", "100 STATE HWY 360"),
    ("100 Montana Hwy 360", "100 STATE HWY 360"),
    ("100 SR 360", "100 STATE HWY 360"),
    ("100 State Hwy 59", "100 HWY 59"),
    ("100 MT-59", "100 HWY 59"),
    ("100 US-50", "100 US HWY 50"),
    ("100 U.S. 50", "100 US HWY 50"),
    ("100 US Route 50", "100 US HWY 50"),
    ("100 Hwy 50", "100 US HWY 50"),
    ("100 I-90", "100 INTERSTATE 90"),
    ("100 Interstate 90", "100 INTERSTATE 90"),
    ("100 FM 1960 West", "100 FM 1960 RD W"),
    ("100 Farm to Market Road 1960 W", "100 FM 1960 RD W"),
    ("100 Co Rd H", "100 COUNTY ROAD H"),
    ("100 N. Main St", "100 N MAIN ST"),
    ("100 North Main Street", "100 N MAIN ST"),
    ("100 No. Main St", "100 N MAIN ST"),
    ("100 Oak St Northeast", "100 OAK ST NE"),
    ("100 Oak St North East", "100 OAK ST NE"),
    ("100 N.E. Oak Street", "100 OAK ST NE"),
    ("1000 Northwest Glisan", "1000 NW GLISAN ST"),
    ("1000 N.W. Glisan St.", "1000 NW GLISAN ST"),
    ("100 North Capitol Street Northwest", "100 N CAPITOL ST NW"),
    ("100 C St SE", "100 C ST SE"),
    ("100 E St SE", "100 E ST SE"),
    ("100 E Street Southeast", "100 E ST SE"),
    ("100 Avenue", "100 AVENUE"),
    ("100 Court St", "100 COURT ST"),
    ("100 Court", "100 COURT ST"),
    ("100 The Alameda", "100 THE ALAMEDA"),
    ("100 Broadway", "100 BROADWAY"),
    ("100 Broadway Avenue", "100 BROADWAY"),
    ("100 Park Avenue Blvd", "100 PARK AVENUE BLVD"),
    ("100 Park Ave Boulevard", "100 PARK AVENUE BLVD"),
    ("100 Lake Street Avenue", "100 LAKE ST"),
    ("100 Lake Street St", "100 LAKE ST"),
    ("100 Elm Av", "100 ELM AV"),
    ("100 Elm Avenue", "100 ELM AV"),
    ("100 Martin Luther King Jr Boulevard", "100 MARTIN LUTHER KING JR BL"),
    ("100 Martin Luther King, Jr. Blvd", "100 MARTIN LUTHER KING JR BL"),
    ("100 Calle del Sol", "100 CALLE DEL SOL"),
    ("100 Avenida Munoz Rivera", "100 AVENIDA MUÑOZ RIVERA"),
    ("100 AVENIDA MUÑOZ RIVERA", "100 AVENIDA MUÑOZ RIVERA"),
    ("100 Ave. Mun\u0303oz Rivera", "100 AVENIDA MUÑOZ RIVERA"),
    ("100 El Camino Real", "100 EL CAMINO REAL"),
    ("100 Calle 3", "100 CALLE 3"),
    ("100 Camino Jose", "100 CAMINO JOSÉ"),
    ("100 Lake St #3", "100 LAKE ST # 3"),
    ("100 Lake St # 3", "100 LAKE ST # 3"),
    ("100 Lake St No. 3", "100 LAKE ST # 3"),
    ("100 Lake St 3rd Fl", "100 LAKE ST FLR 3"),
    ("100 Lake St Third Floor", "100 LAKE ST FLR 3"),
    ("100 Lake St Bldg 2 Ste 5", "100 LAKE ST BLDG 2 STE 5"),
    ("100 Lake St, Building C, Floor 2, Room 12", "100 LAKE ST BLDG C FLR 2 RM 12"),
    ("100 Cedar Springs Rd Apt. 3-B", "100 CEDAR SPRINGS RD APT 3-B"),
    ("100 Cedar Springs Rd Apt 3B", "100 CEDAR SPRINGS RD APT 3-B"),
    ("100 Cedar Springs Rd #3B", "100 CEDAR SPRINGS RD APT 3-B"),
    ("100 LAKE ST", "100 LAKE ST"),
    ("100 lake st", "100 LAKE ST"),
    ("100 lAkE sTrEeT", "100 LAKE ST"),
    ("100\tLake\nSt", "100 LAKE ST"),
    ("100 Lake St\r\nNaperville\r\nIL 60540", "100 LAKE ST"),
    ("PO Box 77, 100 Lake St", "100 LAKE ST"),
)  # fmt: skip

_BEHIND = ("", ", Naperville", " naperville", ", Naperville, IL 60540", " NAPERVILLE IL 60540-1234",
    ", Naperville, Illinois 605401234", ", Naperville, IL 60540, USA", "\nNaperville\nIllinois\n60540\nUnited States",
    " 60540", ", IL 60540")  # fmt: skip


@pytest.fixture(scope="module")
def hard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Territory]:
    index = index_of(tmp_path_factory.mktemp("hard") / "all.sqlite", _ROWS)
    yield Territory(index)
    index.close()


@pytest.mark.parametrize(("line", "door"), _AS_THE_FILE_HAS_IT)
def test_a_hard_address_resolves_with_the_place_in_every_form(hard: Territory, line: str, door: str) -> None:
    for behind in _BEHIND:
        if "Naperville" in line and behind:
            continue
        result = hard.ask(line + behind).result
        assert result.address is not None, (line + behind, result)
        assert result.address.line == f"{door}, NAPERVILLE, IL 60540", line + behind
        assert result.code in ("A100", "A101")
        assert hard.ask(line, city="Naperville", zip="60540").result.address == result.address, line


@pytest.mark.parametrize(("line", "door"), _AS_THE_FILE_HAS_IT)
def test_a_hard_address_may_come_in_capitals_and_small_letters(hard: Territory, line: str, door: str) -> None:
    for spelt in (line.upper(), line.lower(), f"  {line.replace(' ', '  ')} "):
        result = hard.ask(spelt).result
        assert result.address is not None, (spelt, result)
        assert result.address.line.startswith(f"{door}, ")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("1018-20 Old Mill Rd", "A106"),
        ("1017 Old Mill Rd", "A106"),
        ("1016B Old Mill Rd", "A106"),
        ("25E 450 SW Camino Ramon Lane NW", "A106"),
        ("450 SW Camino Ramon Lane NW", "A106"),
        ("25W 450 SE Camino Ramon Lane NW", "A107"),
        ("113-10 Hillside Ave", "A106"),
        ("500 W 300 S", "A107"),
        ("500 E 300 N", "A107"),
        ("100 SE Glisan St", "A107"),
        ("100 C St NE", "A107"),
        ("100 State Hwy 50", "A10"),
        ("100 CR 360", "A10"),
        ("100 County Road 21", "A10"),
        ("100 Court Ave", "A103"),
        ("100 Cedar Springs Rd Apt 9", "A108"),
    ],
)
def test_what_is_near_a_hard_address_is_not_it(hard: Territory, line: str, code: str) -> None:
    for behind in ("", ", Naperville, IL 60540"):
        result = hard.ask(line + behind).result
        assert result.address is None, (line, result)
        assert result.code.startswith(code), (line, result)


@pytest.mark.parametrize(
    "line", ["PO Box 77", "P.O. Box 77, Naperville, IL 60540", "Post Office Box 77 Naperville", "p o box 77, 60540"]
)
def test_a_post_office_box_is_told_to_be_no_service_address(hard: Territory, line: str) -> None:
    decision = hard.ask(line)
    assert (decision.result.code, decision.result.address) == ("A104", None)
    assert decision.errors[0].text == "A post office box is no address where service can be had."


@pytest.mark.parametrize("line", ["RR 2 Box 18", "Rural Route 2 Box 18, Naperville IL", "HC 68 Box 23A",
    "General Delivery, Naperville, IL 60540"])  # fmt: skip
def test_a_postal_route_is_told_to_be_no_service_address(hard: Territory, line: str) -> None:
    decision = hard.ask(line)
    assert (decision.result.code, decision.result.address) == ("A104", None)
    assert decision.errors[0].text == "A postal route says where mail is brought, not where service can be had."


def test_fields_may_be_hard_too(hard: Territory) -> None:
    assert hard.found(prefix="25W", number="450", number_suffix="1/2", pre_direction="SW", street="Camino Ramon",
        street_type="Lane", post_direction="NW", city="Naperville",
        units=(Unit("Floor", "12"), Unit("Wing", "2"), Unit("Suite", "23A")),
    ) == "A101 25W 450 1/2 SW CAMINO RAMON LN NW FLR 12 WING 2 STE 23A"  # fmt: skip
    assert hard.found(number="1,016", street="Old Mill", street_type="Rd") == "A100 1016 OLD MILL RD"
    assert hard.found(number="112-10", street="Hillside", street_type="Ave") == "A100 112-10 HILLSIDE AVE"
    assert hard.found(number="500", pre_direction="East", street="300", post_direction="S.") == "A101 500 E 300 S"
    assert hard.found(number="100", street="MT-360", zip="60540") == "A101 100 STATE HWY 360"


def test_an_address_is_read_whatever_its_street_is(hard: Territory) -> None:
    line = "25W 450 1/2 NE Elsewhere Lane SE, Floor 12, Wing 2, Suite 23A"
    decision = hard.ask(line)
    assert decision.result.code in ("A103", "A104")
    assert decision.result.verdicts["unit"] == "unchecked"
