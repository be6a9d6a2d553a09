"""Made-up areas with the odd street structures of the United States: grids, blocks, highways, quadrants, Spanish names.

The structures are real, the numbers are not: each street has a few ranges of numbers by a fixed seed.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from bench.addresses.points import Point, Street, taken_apart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

_SEED = 29

_SPANISH = """CALLE LUNA, CALLE DEL SOL, CALLE 3, CALLE A, AVENIDA PONCE DE LEON, AVENIDA ISLA VERDE, PASEO DE LA
ALHAMBRA, CAMINO DEL RIO, CAMINO RAMON, EL CAMINO REAL, VIA VERDE, CALLE JOSÉ MARTÍ, AVENIDA MUÑOZ RIVERA, LA PLAZA,
EL PRADO, LOS ROBLES, LAS PALMAS, CALLE LOS PINOS, CERRADA DEL CORZO, CALLE SAN JUAN, VEREDA DEL LAGO, CAMINITO DE LA
PAZ, CALLE NORTE, CALLE ESTE"""
_SPANISH_AND_ENGLISH = """N CAMINO REAL DR, E CALLE LUNA ST, W EL CAMINO DR, S AVENIDA DEL YAQUI AVE, LA CAÑADA BLVD,
E PLACITA DEL MESQUITE CT"""
_ODD_NAMES = """COURT ST, AVENUE ST, STREET RD, PARK AVE, PARK AVE BLVD, LANE AVE, PLACE DR, CIRCLE DR, ROAD LN, THE
ALAMEDA, THE STRAND, BROADWAY, ROADWAY, WAY LN, HIGHWAY AVE, NORTH ST, SOUTH ST, E ST, N ST, W AVE, AVENUE A, AVENUE
N, AVENUE OF THE STARS, ST JAMES ST, SAINT PAUL ST, ST CLAIR AVE, MOUNT AVE, MT PLEASANT RD, FORT ST, FT WASHINGTON
WAY, DR MARTIN LUTHER KING JR DR, UNION ST, GREEN ST, LAKE ST, HILL RD, MILL LN, VALLEY VIEW RD, CENTER ST, N CENTER
ST, BRIDGE ST, SPRING CREEK RD, FRONT ST, REAR ST, FLOOR AVE, UNIT RD, LOWER MAIN ST, UPPER RIVER RD, PIER AVE, KEY
BLVD, STATE ST, US GRANT ST, CALIFORNIA ST, MAINE AVE, OREGON TRL, FIRST ST, FIRST AVE N, 2ND ST, TWENTY FIRST AVE,
101ST ST, OLD 21 RD, ROUTE 66, MILE 7 RD, SIX MILE RD, 36.1 RD, 19TH AVENUE CT, A AVE, 1 RD, O'NEIL LN, D'ANGELO CT,
SMITH-JONES RD, ÉCLAIR WAY, RUE DE ST GERMAINE, GENERAL DELIVERY RD, BOX ELDER RD, PO VALLEY RD, RURAL ROUTE RD, BAYOU
BLF TRL, CASTLE MNT ESTS RD, LN LN, LOOP 1604 W, OVAL, SQUARE CT, N NORTH ST, S SOUTHWEST HWY, W WEST END AVE, NE EAST
DEVILS LAKE RD, EASTERN AVE, NORTHERN LIGHTS BLVD"""


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",")]


def _numbers(chance: random.Random, most: int) -> Iterator[int]:
    """Yield numbers along a street: three runs on either side."""
    for _ in range(3):
        low = chance.randrange(1, most)
        yield from (low, low + 4, low + 10)


def _along(
    streets: Iterable[Street], state: str, zips: dict[str, str], *, most: int = 9000, **other: tuple[str, ...]
) -> Iterator[Point]:
    """Yield points along `streets`, each street in one ZIP; `other` are ways to write a street, by its text."""
    chance = random.Random(_SEED)
    for street in streets:
        zip_code = chance.choice(sorted(zips))
        for number in _numbers(chance, most):
            yield Point(street, state, number, zip_code, zips[zip_code], written=other.get(street.text, ()))


def salt_lake_grid(_: Path) -> Iterator[Point]:
    """Yield ``500 E 300 S``: a number east on the street that lies 300 south."""
    streets = [Street(pre, str(hundred), "", post) for hundred in range(100, 4000, 100)
               for pre, post in (("E", "S"), ("W", "S"), ("S", "E"), ("N", "W"), ("E", "N"))]  # fmt: skip
    named = map(taken_apart, ("E SOUTH TEMPLE ST", "W NORTH TEMPLE ST", "S STATE ST", "S WEST TEMPLE ST", "S MAIN ST",
        "E FORT UNION BLVD", "S 2225 E", "W 3500 SOUTH FRONTAGE RD", "S REDWOOD RD", "E 4TH AVE"))  # fmt: skip
    yield from _along(
        [*streets, *named], "UT", {"84101": "SALT LAKE CITY", "84111": "SALT LAKE CITY", "84119": "WEST VALLEY CITY"}
    )


def wisconsin_grid(_: Path) -> Iterator[Point]:
    """Yield ``W156N8480 PILGRIM RD``: the grid stands before the number."""
    names = ("PILGRIM RD", "APPLETON AVE", "MAIN ST", "GOOD HOPE RD", "LILLY RD", "TOWN HALL RD", "SILVER SPRING DR",
        "COUNTY LINE RD", "FOND DU LAC AVE", "ST FRANCIS DR", "ROOSEVELT DR", "N HILLS DR")  # fmt: skip
    chance = random.Random(_SEED)
    for name in names:
        for grid in range(40, 240, 20):
            across, along = chance.choice((("N", "W"), ("W", "N"), ("S", "W"), ("W", "S")))
            for number in (chance.randrange(1000, 25000) for _ in range(3)):
                yield Point(
                    taken_apart(name), "WI", number, "53051", "MENOMONEE FALLS", prefix=f"{across}{grid}{along}"
                )


def queens_blocks(_: Path) -> Iterator[Point]:
    """Yield ``61-20 GRAND CENTRAL PKWY``: the block, a hyphen and the number in it; many streets of one number."""
    names = [f"{_nth(n)} {kind}" for n in range(21, 90) for kind in ("ST", "AVE", "RD", "DR", "PL", "LN")]
    names += ["GRAND CENTRAL PKWY", "BROADWAY", "QUEENS BLVD", "UTOPIA PKWY", "N CONDUIT AVE", "S CONDUIT AVE",
              "BEACH 116TH ST", "AVENUE X", "VAN WYCK EXPY"]  # fmt: skip
    chance = random.Random(_SEED)
    for name in names:
        block = chance.randrange(11, 160)
        for number in (*range(2, 40, 6), *range(5, 40, 6)):
            yield Point(taken_apart(name), "NY", number, "11375", "FOREST HILLS", prefix=f"{block}-")


def washington_quadrants(_: Path) -> Iterator[Point]:
    """Yield ``1426 C ST SE``: the same street in each quadrant, letters and states for names."""
    names = [*"ABCDEFGHIKLMNOPQRSTUVW", *map(_nth, range(1, 50)), "HALF", "NORTH CAROLINA", "SOUTH DAKOTA",
             "RHODE ISLAND", "EAST CAPITOL", "NORTH CAPITOL", "MARTIN LUTHER KING JR", "WEST VIRGINIA"]  # fmt: skip
    kinds = {"NORTH CAROLINA": "AVE", "SOUTH DAKOTA": "AVE", "RHODE ISLAND": "AVE", "WEST VIRGINIA": "AVE"}
    streets = [Street("", name, kinds.get(name, "ST"), post) for name in names for post in ("NW", "NE", "SE", "SW")]
    yield from _along(streets, "DC", {"20001": "WASHINGTON", "20003": "WASHINGTON", "20020": "WASHINGTON"})


def numbered_highways(_: Path) -> Iterator[Point]:
    """Yield highways and county roads, in the file's way to write them and in the other ones that people use."""
    yield from _highways({
        "US HWY {}": ("US {}", "US-{}", "U.S. Highway {}", "US Route {}", "Highway {}", "Hwy {}"),
        "STATE HWY {}": ("MT-{}", "MT {}", "State Highway {}", "Hwy {}", "Highway {}", "State Route {}", "SR {}",
                         "MT Hwy {}", "Montana Highway {}", "State Road {}"),
        "COUNTY ROAD {}": ("CR {}", "Co Rd {}", "Co. Road {}", "County Rd {}", "CR-{}", "Cnty Rd {}"),
        "FARM TO MARKET RD {}": ("FM {}", "FM Road {}", "F.M. {}", "FM-{}"),
        "FOREST SERVICE RD {}": ("Forest Service Road {}", "FS Rd {}", "FSR {}"),
        "OLD HIGHWAY {}": ("Old Hwy {}",),
        "INTERSTATE {}": ("I-{}", "I {}", "Interstate Highway {}", "IH {}"),
        "TOWNSHIP ROAD {}": ("Twp Rd {}", "Township Rd {}", "TR {}"),
    })  # fmt: skip


def _highways(kinds: dict[str, tuple[str, ...]]) -> Iterator[Point]:
    chance = random.Random(_SEED)
    for place, (kind, others) in enumerate(kinds.items()):
        for step in range(12):
            road = 11 + 8 * step + place
            written = tuple(other.format(road) for other in others)
            for number in _numbers(chance, 20000):
                yield Point(Street("", kind.format(road), "", ""), "MT", number, "59645", "WHITE SULPHUR SPRINGS",
                            written=written)  # fmt: skip


def spanish_names(_: Path) -> Iterator[Point]:
    """Yield streets of Puerto Rico and the Southwest: the type before the name, articles, accents."""
    streets = [Street("", name, "", "") for name in _names(_SPANISH)]
    streets += map(taken_apart, _names(_SPANISH_AND_ENGLISH))
    yield from _along(streets, "PR", {"00926": "SAN JUAN", "00731": "PONCE", "00680": "MAYAGÜEZ"})


def types_for_names(_: Path) -> Iterator[Point]:
    """Yield streets whose names are types, directions, states, saints, articles or nothing else."""
    zips = {"55101": "ST PAUL", "55401": "NORTH ST PAUL", "56082": "ST PETER"}
    yield from _along(map(taken_apart, _names(_ODD_NAMES)), "MN", zips)


def _nth(number: int) -> str:
    ending = "TH" if number % 100 in (11, 12, 13) else {1: "ST", 2: "ND", 3: "RD"}.get(number % 10, "TH")
    return f"{number}{ending}"


ODD_AREAS: dict[str, Callable[[Path], Iterator[Point]]] = {
    "Salt Lake grid": salt_lake_grid,
    "Wisconsin grid": wisconsin_grid,
    "Queens blocks": queens_blocks,
    "Washington quadrants": washington_quadrants,
    "numbered highways": numbered_highways,
    "Spanish names": spanish_names,
    "types for names": types_for_names,
}
"""Name to what yields the points; the folder of real data is not asked for."""
