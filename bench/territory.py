"""The territory that decisions are measured on: that of `wholesaler-worker generate territory`, with 100 offices.

Its index is built once by the product's own `build_index` and kept under `.run/bench`, beside a sample of addresses
that exist in it and can be served. Another version of what makes or reads it builds another one.
"""

from __future__ import annotations

import csv
import json
import random
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.reference import AddressRow, FeatureRow
from serviceability.index import build_index
from wholesaler_worker.generation.chance import Chance
from wholesaler_worker.generation.features import COLUMNS as FEATURE_COLUMNS
from wholesaler_worker.generation.features import feature_lines
from wholesaler_worker.generation.places import Size, offices
from wholesaler_worker.generation.ranges import COLUMNS as ADDRESS_COLUMNS
from wholesaler_worker.generation.ranges import RangeLines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wholesaler_worker.generation.places import Office

OFFICES = 100
SAMPLE = 20_000
"""About so many addresses are kept: every n-th row, n odd, so that both sides of the streets are among them."""
_SEED = 20


@dataclass(frozen=True, slots=True)
class Known:
    """One address that exists in the territory, in fields."""

    number: str
    pre_direction: str
    street: str
    street_type: str
    post_direction: str
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


def is_built(folder: Path, ranges: int) -> bool:
    """True when the territory of `ranges` ranges needs no building."""
    return _files(folder, ranges)[1].exists()


def territory(folder: Path, ranges: int, say: Callable[[str], None]) -> Territory:
    """The territory of `ranges` ranges: from `folder`, or built into it now."""
    index, sample = _files(folder, ranges)
    if not sample.exists():
        say(f"build the index of {ranges:,} synthetic ranges")
        folder.mkdir(parents=True, exist_ok=True)
        _build(index, sample, ranges)
        for old in set(folder.glob(f"territory-{ranges}-*.*")) - {index, sample}:
            old.unlink(missing_ok=True)
    said = json.loads(sample.read_text(encoding="utf-8"))
    return Territory(index, ranges, said["build_seconds"], tuple(Known(**each) for each in said["known"]))


def _files(folder: Path, ranges: int) -> tuple[Path, Path]:
    stem = f"territory-{ranges}-{_fingerprint()}"
    return folder / f"{stem}.sqlite", folder / f"{stem}.json"


def _build(index: Path, sample: Path, ranges: int) -> None:
    known: list[Known] = []
    begin = time.perf_counter()
    build_index(
        index,
        area="all",
        address_rows=_sampled(address_rows(ranges), max(1, ranges // SAMPLE) | 1, known),
        feature_rows=feature_rows(ranges),
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
        if count % every == 0 and row.central_office and not (row.prefix or row.number_suffixes or row.units):
            names = (
                row.pre_direction,
                row.street,
                row.street_type,
                row.post_direction,
                row.community,
                row.state,
                row.zip,
            )
            number = row.low + 2 * (count % 49)
            known.append(Known(str(number if number <= row.high else row.low), *names))
        yield row


def address_rows(ranges: int) -> Iterator[AddressRow]:
    """Yield exactly `ranges` ranges, office by office; some ZIPs have no office."""
    lines = RangeLines(Chance(_SEED, "ranges"))
    for office in territory_offices(ranges):
        served = {each.code for each in office.zips if each.served}
        for row in csv.DictReader(chain.from_iterable(lines.of_office(office)), ADDRESS_COLUMNS):
            has_office = row["zip"] in served
            yield AddressRow(
                range_id=row["range_id"],
                state=row["state"],
                zip=row["zip"],
                community=row["community"],
                pre_direction=row["pre_direction"],
                street=row["street"],
                street_type=row["street_type"],
                post_direction=row["post_direction"],
                parity=row["parity"],
                prefix=row["prefix"],
                low=int(row["low"]),
                high=int(row["high"]),
                number_suffixes=_listed(row["number_suffixes"]),
                units=_listed(row["units"]),
                central_office=office.clli if has_office else "",
                rate_center=office.rate_center if has_office else "",
            )


def feature_rows(ranges: int) -> Iterator[FeatureRow]:
    """Yield what the switches of each office offer."""
    for office in territory_offices(ranges):
        switches = {each.clli: each for each in office.switches}
        for row in csv.DictReader(feature_lines(office), FEATURE_COLUMNS):
            yield FeatureRow(
                central_office=office.clli,
                switch=row["switch"],
                switch_type=switches[row["switch"]].type,
                npa_nxx=switches[row["switch"]].npa_nxx,
                usoc=row["usoc"],
                name=row["name"],
                customer_class=row["class"],
                status=row["status"],
                condition=row["condition"],
                requires=_listed(row["requires"]),
                excludes=_listed(row["excludes"]),
            )


def territory_offices(ranges: int) -> Iterator[Office]:
    """The offices of the territory of `ranges` ranges."""
    return offices(_size(ranges))


def _size(ranges: int) -> Size:
    return Size(ranges=ranges, offices=OFFICES, numbers_per_switch=0, seed=_SEED)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _fingerprint() -> str:
    folders = {Path(made.__code__.co_filename).parent for made in (build_index, feature_lines)}
    digest = blake2b(digest_size=6)
    for source in (Path(__file__), *sorted(path for folder in folders for path in folder.glob("*.py"))):
        digest.update(source.read_bytes())
    return digest.hexdigest()
