"""The territory that decisions are measured on: synthetic, deterministic, of any size, with 100 offices.

Its index is built once by the product's own `build_index` and kept under `.run/bench`, beside a sample of addresses
that exist in it. Another version of the code, of the builder or of this file builds another one.
"""

from __future__ import annotations

import json
import random
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.reference import AddressRow, FeatureRow
from serviceability.index import build_index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OFFICES = 100
SAMPLE = 20_000
"""About so many addresses are kept: every n-th row, n odd, so that both sides of the streets are among them."""
_SEED = 20
_STREETS_OF_A_ZIP = 120
_FIRST_ZIP = 60_001
_STATE = "IL"

_FIRST_WORDS = tuple(
    word
    for words in (
        "MAPLE OAK PINE CEDAR WALNUT WASHINGTON ADAMS JEFFERSON MADISON MONROE JACKSON LINCOLN GRANT HAYES HARRISON",
        "PARK LAKE HILL RIVER MEADOW FOREST SPRING MILL CHURCH SCHOOL MARKET UNION LIBERTY FRANKLIN CLINTON HIGHLAND",
        "SUNSET RIDGE VALLEY CANYON PRAIRIE EAGLE FALCON HAWK DEER ELK FOX WOLF BEAR STONE ROCK IRON SILVER GOLDEN",
    )
    for word in words.split()
)
_SECOND_WORDS = (
    *("", ""),
    *("CREEK", "GROVE", "HOLLOW", "POINT", "VIEW", "WOOD", "FIELD", "BROOK", "HAVEN", "CREST"),
    *("GLEN", "DALE", "SHORE", "GATE", "BEND", "TRAIL", "LANDING", "STATION"),
)
"""The two empty ones leave some streets a single word."""
_TYPES = ("ST", "AVE", "RD", "DR", "LN", "CT", "BLVD", "PL", "WAY", "CIR")
_TOWNS = ("CITY", "SPRINGS", "FALLS", "HEIGHTS", "GROVE")
_FEATURES = (
    ("1FR", "Flat rate residence line", "residence"),
    ("1FB", "Flat rate business line", "business"),
    ("ESX", "Call waiting", "both"),
    ("ESM", "Call forwarding", "both"),
    ("ESC", "Three-way calling", "both"),
    ("ESL", "Speed calling, 8 numbers", "both"),
    ("NSD", "Caller identification, name and number", "both"),
    ("NSS", "Call return", "both"),
    ("VMX", "Voice mail", "residence"),
)


@dataclass(frozen=True, slots=True)
class Known:
    """One address that exists in the territory, in fields."""

    number: str
    pre_direction: str
    street: str
    street_type: str
    city: str
    state: str
    zip: str


@dataclass(frozen=True, slots=True)
class Territory:
    """An index and addresses that it holds; `build_seconds` is what building it took when it was built."""

    index: Path
    ranges: int
    build_seconds: float
    known: tuple[Known, ...]

    @property
    def megabytes(self) -> float:
        """The size of the index on disk."""
        return self.index.stat().st_size / 1e6


def territory(folder: Path, ranges: int, say: Callable[[str], None]) -> Territory:
    """The territory of `ranges` ranges: from `folder`, or built into it now."""
    stem = f"territory-{ranges}-{_fingerprint()}"
    index, sample = folder / f"{stem}.sqlite", folder / f"{stem}.json"
    if not sample.exists():
        say(f"build the index of {ranges:,} synthetic ranges")
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob(f"territory-{ranges}-*"):
            old.unlink()
        _build(index, sample, ranges)
    said = json.loads(sample.read_text(encoding="utf-8"))
    return Territory(index, ranges, said["build_seconds"], tuple(Known(**each) for each in said["known"]))


def _build(index: Path, sample: Path, ranges: int) -> None:
    known: list[Known] = []
    begin = time.perf_counter()
    build_index(
        index,
        area="all",
        address_rows=_sampled(address_rows(ranges), max(1, ranges // SAMPLE) | 1, known),
        feature_rows=feature_rows(),
        address_epoch=1_000,
        feature_epoch=1_000,
        published_at=datetime.now(UTC),
    )
    seconds = time.perf_counter() - begin
    random.Random(_SEED).shuffle(known)
    text = json.dumps({"build_seconds": seconds, "known": [asdict(each) for each in known]})
    sample.write_text(text, encoding="utf-8")


def _sampled(rows: Iterator[AddressRow], every: int, known: list[Known]) -> Iterator[AddressRow]:
    for count, row in enumerate(rows):
        if count % every == 0:
            names = row.pre_direction, row.street, row.street_type, row.community, row.state, row.zip
            known.append(Known(str(row.low + 2 * (count % 49)), *names))
        yield row


def address_rows(ranges: int) -> Iterator[AddressRow]:
    """Yield exactly `ranges` ranges: odd and even sides of a few blocks of some 120 streets in each ZIP."""
    chance = random.Random(_SEED)
    made = 0
    for place in range(ranges):
        zip_code = str(_FIRST_ZIP + place)
        community = f"{chance.choice(_FIRST_WORDS)} {chance.choice(_TOWNS)}"
        for direction, street, kind in sorted({_street(chance) for _ in range(_STREETS_OF_A_ZIP)}):
            lowest = chance.randrange(1, 90) * 100
            for low in range(lowest, lowest + 100 * chance.randrange(1, 5), 100):
                for side in (0, 1):
                    if made == ranges:
                        return
                    made += 1
                    yield AddressRow(
                        range_id=str(made),
                        state=_STATE,
                        zip=zip_code,
                        community=community,
                        pre_direction=direction,
                        street=street,
                        street_type=kind,
                        post_direction="",
                        low=low + side,
                        high=low + 98 + side,
                        parity="O" if side else "E",
                        central_office=_office(place % OFFICES),
                        rate_center=f"CENTER {place % OFFICES}",
                    )


def feature_rows() -> Iterator[FeatureRow]:
    """Yield what the two switches of each office offer."""
    for number in range(OFFICES):
        for switch in range(2):
            for usoc, name, customer_class in _FEATURES:
                yield FeatureRow(
                    central_office=_office(number),
                    switch=f"{_office(number)}DS{switch}",
                    switch_type="5ESS (synthetic)",
                    npa_nxx=(f"{300 + number}{200 + switch}",),
                    usoc=usoc,
                    name=name,
                    customer_class=customer_class,
                    status="available",
                )


def _street(chance: random.Random) -> tuple[str, str, str]:
    direction = chance.choice(("", "", "", "N", "S", "E", "W"))
    if chance.random() < 0.2:
        return direction, _ordinal(chance.randrange(1, 120)), chance.choice(_TYPES)
    name = f"{chance.choice(_FIRST_WORDS)} {chance.choice(_SECOND_WORDS)}".strip()
    return direction, name, chance.choice(_TYPES)


def _ordinal(number: int) -> str:
    ending = "TH" if number % 100 in (11, 12, 13) else {1: "ST", 2: "ND", 3: "RD"}.get(number % 10, "TH")
    return f"{number}{ending}"


def _office(number: int) -> str:
    return f"{chr(65 + number // 26)}{chr(65 + number % 26)}VLIL01"


def _fingerprint() -> str:
    package = Path(build_index.__code__.co_filename).parent
    digest = blake2b(digest_size=6)
    for source in (Path(__file__), *sorted(package.glob("*.py"))):
        digest.update(source.read_bytes())
    return digest.hexdigest()
