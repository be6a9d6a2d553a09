"""Writes a synthetic territory as the files that `load` reads, office by office: its size costs no memory."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wholesaler_worker.generation import features, numbers, ranges
from wholesaler_worker.generation.chance import Chance
from wholesaler_worker.generation.places import offices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from typing import TextIO

    from wholesaler_worker.generation.places import Office, Size

_NOTE = """Everything in this folder is synthetic: made by `wholesaler-worker generate territory` with
--ranges {size.ranges} --offices {size.offices} --numbers-per-switch {size.numbers_per_switch} --seed {size.seed}
No street, office, switch or telephone number stands for a real one.
"""
NOTE = "SYNTHETIC.txt"


@dataclass(slots=True)
class Written:
    """What was written, in rows."""

    ranges: int = 0
    offices: int = 0
    switches: int = 0
    features: int = 0
    numbers: int = 0


def write_territory(folder: Path, size: Size, advance: Callable[[int], None]) -> Written:
    """Write the files into `folder`, which is made if need be; `advance` hears of the rows of addresses and numbers.

    The same `size`, its seed included, gives the same bytes on every machine. Raises `OSError`.
    """
    network = folder / "network"
    network.mkdir(parents=True, exist_ok=True)
    (folder / NOTE).write_text(_NOTE.format(size=size), encoding="ascii", newline="\n")
    written = Written()
    with ExitStack() as open_files:

        def opened(path: Path, columns: Iterable[str]) -> TextIO:
            file = open_files.enter_context(path.open("w", encoding="ascii", newline="\n"))
            file.write(",".join(columns) + "\n")
            return file

        addresses = opened(folder / "addresses.csv", ranges.COLUMNS)
        inventory = opened(folder / "numbers.csv", numbers.COLUMNS)
        office_file = opened(network / "offices.csv", ("clli", "name", "rate_center", "state"))
        serving_file = opened(network / "serving.csv", ("central_office", "state", "zip", "community"))
        switch_file = opened(network / "switches.csv", ("clli", "type", "npa_nxx"))
        feature_file = opened(network / "features.csv", features.COLUMNS)
        range_lines, chance = ranges.RangeLines(Chance(size.seed, "ranges")), Chance(size.seed, "numbers")
        for office in offices(size):
            office_file.write(f"{office.clli},{office.name},{office.rate_center},{office.state}\n")
            serving_file.writelines(_serving(office))
            switch_file.writelines(f"{each.clli},{each.type},{'|'.join(each.npa_nxx)}\n" for each in office.switches)
            lines = list(features.feature_lines(office))
            feature_file.writelines(lines)
            written.offices += 1
            written.switches += len(office.switches)
            written.features += len(lines)
            for lines in range_lines.of_office(office):
                addresses.writelines(lines)
                written.ranges += len(lines)
                advance(len(lines))
            for switch in office.switches:
                for lines in numbers.number_lines(chance, office, switch, range_lines.homes):
                    inventory.writelines(lines)
                    written.numbers += len(lines)
                    advance(len(lines))
    return written


def _serving(office: Office) -> Iterable[str]:
    return (f"{office.clli},{office.state},{each.code},\n" for each in office.zips if each.served)
