"""A synthetic territory is the same everywhere, says that it is synthetic, and is what `load` takes."""

import csv
import hashlib
import subprocess
import sys
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from wholesaler_worker.generation.places import Size
from wholesaler_worker.generation.territory import NOTE, Written, write_territory
from wholesaler_worker.loading.address_rows import read_ranges
from wholesaler_worker.loading.inventory import read_numbers
from wholesaler_worker.loading.network_folder import read_network
from wholesaler_worker.loading.refusals import Reading, Refusal

SIZE = Size(ranges=20_000, offices=12, numbers_per_switch=150, seed=7)
FILES = ("addresses.csv", "numbers.csv", "network/offices.csv", "network/serving.csv", "network/switches.csv",
    "network/features.csv", NOTE)  # fmt: skip
CHECKOUT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def territory(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Written]:
    folder = tmp_path_factory.mktemp("territory")
    return folder, write_territory(folder, SIZE, lambda _: None)


def rows(territory: tuple[Path, Written], name: str) -> Iterator[dict[str, str]]:
    with (territory[0] / name).open(encoding="ascii", newline="") as lines:
        yield from csv.DictReader(lines)


def digests(folder: Path) -> list[str]:
    return [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES]


def test_a_seed_makes_the_same_bytes_on_every_machine(territory: tuple[Path, Written]) -> None:
    together = hashlib.sha256("".join(digests(territory[0])).encode()).hexdigest()
    assert together[:16] == "faf9960847b9f9be", "what a seed makes has changed: everybody's measurements change with it"


def test_another_seed_makes_another_territory(territory: tuple[Path, Written], tmp_path: Path) -> None:
    write_territory(tmp_path, replace(SIZE, seed=8), lambda _: None)
    assert not set(digests(tmp_path)) & set(digests(territory[0]))


def test_another_size_of_the_inventory_leaves_the_addresses_alone(
    territory: tuple[Path, Written], tmp_path: Path
) -> None:
    write_territory(tmp_path, replace(SIZE, numbers_per_switch=10), lambda _: None)
    assert (tmp_path / "addresses.csv").read_bytes() == (territory[0] / "addresses.csv").read_bytes()


def test_there_are_exactly_as_many_ranges_and_offices_as_were_asked_for(tmp_path: Path) -> None:
    for ranges, offices in ((1, 1), (3, 7), (5_001, 3)):
        advanced: list[int] = []
        size = Size(ranges, offices, numbers_per_switch=0, seed=1)
        written = write_territory(tmp_path, size, advanced.append)
        assert (written.ranges, written.offices, written.numbers, sum(advanced)) == (ranges, offices, 0, ranges)


def test_every_row_is_taken_by_the_readers_of_the_loads(territory: tuple[Path, Written]) -> None:
    folder, written = territory
    refused: list[Refusal] = []
    reading = Reading(refused.append)
    ranges = [located.row for located in read_ranges([folder / "addresses.csv"], reading)]
    network = read_network(folder / "network", reading)
    switches = {switch.clli: "" for switch in network.switches}
    numbers = list(read_numbers([folder / "numbers.csv"], switches, reading))
    assert refused == []
    assert len({row.range_id for row in ranges}) == written.ranges == SIZE.ranges
    assert len(network.offices) == written.offices == SIZE.offices
    assert len({number.telephone_number for number in numbers}) == written.numbers == len(switches) * 150
    assert len(network.switches) == written.switches
    assert len(network.features) == written.features


def test_each_office_has_several_switches_and_sixty_features(territory: tuple[Path, Written]) -> None:
    features: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows(territory, "network/features.csv"):
        features[row["switch"][:8]].add(row["usoc"])
    assert {len(found) for found in features.values()} == {60}
    switches = Counter(row["clli"][:8] for row in rows(territory, "network/switches.csv"))
    assert set(switches.values()) == {2, 3, 4}
    assert len(switches) == SIZE.offices


def test_some_addresses_have_no_office_and_most_have_one(tmp_path: Path) -> None:
    folder = tmp_path, write_territory(tmp_path, Size(60_000, 40, 0, 1), lambda _: None)
    served = {row["zip"] for row in rows(folder, "network/serving.csv")}
    lost = sum(row["zip"] not in served for row in rows(folder, "addresses.csv"))
    assert 0.01 < lost / 60_000 < 0.15


def test_the_mixture_is_that_of_real_files(territory: tuple[Path, Written]) -> None:
    found = list(rows(territory, "addresses.csv"))
    types = Counter(row["street_type"] for row in found)
    assert [kind for kind, _ in types.most_common(4)] == ["ST", "AVE", "DR", "RD"]
    assert len(types) > 25
    share = {
        "directions": sum(bool(row["pre_direction"] or row["post_direction"]) for row in found),
        "ordinals": sum(row["street"][0].isdigit() for row in found),
        "numbered roads": sum(row["street"][-1].isdigit() for row in found),
        "suffixes or units": sum(bool(row["number_suffixes"] or row["units"]) for row in found),
        "both sides at once": sum(row["parity"] == "B" for row in found),
    }
    assert all(0.002 < count / len(found) < 0.5 for count in share.values()), share


def test_no_street_of_a_zip_says_two_things_about_a_number(territory: tuple[Path, Written]) -> None:
    sides: defaultdict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    words = ("zip", "pre_direction", "street", "street_type", "post_direction", "prefix")
    for row in rows(territory, "addresses.csv"):
        for parity in "OE" if row["parity"] == "B" else row["parity"]:
            sides[*(row[word] for word in words), parity].append((int(row["low"]), int(row["high"])))
    for ranges in sides.values():
        ranges.sort()
        assert all(high < low for (_, high), (low, _) in pairwise(ranges)), ranges


def test_everything_that_a_person_reads_says_that_it_is_synthetic(territory: tuple[Path, Written]) -> None:
    assert "synthetic" in (territory[0] / NOTE).read_text(encoding="ascii")
    assert "--seed 7" in (territory[0] / NOTE).read_text(encoding="ascii")
    for file, column in (("offices", "name"), ("switches", "type"), ("features", "name")):
        assert all("(synthetic)" in row[column] for row in rows(territory, f"network/{file}.csv"))
    assert all(row["range_id"].startswith("synthetic-") for row in rows(territory, "addresses.csv"))


def test_memory_does_not_grow_with_the_number_of_ranges(tmp_path: Path) -> None:
    peaks = []
    for ranges in (4_000, 40_000):
        tracemalloc.start()
        write_territory(tmp_path, Size(ranges, 2, 100, 1), lambda _: None)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 1_000_000


def test_the_command_says_what_it_has_written(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "wholesaler_worker", "generate", "territory", "--ranges", "1000", "--offices", "2",
         "--seed", "1", "--numbers-per-switch", "10", "big"],
        cwd=tmp_path, env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(CHECKOUT)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("1,000 ranges, 2 offices with ")
    assert ended.stdout.endswith(" numbers, all synthetic: big\n")
    assert (tmp_path / "big" / "network" / "serving.csv").is_file()
