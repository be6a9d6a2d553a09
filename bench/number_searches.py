"""Searches of a large number inventory: specific, random, sequential and by pattern, as a worker asks them.

The inventory is filled by rules in the database itself: one rate center with a fifth of all numbers, one with a
tenth, and small ones; in each about half of the numbers are free. Three are hard: in the largest no free number ends
with 7, in the second none ends with 4 behind a 2 among the hundreds, and the third has one free number in 10,000.
"""

from __future__ import annotations

import random
import time
from functools import partial
from statistics import quantiles
from typing import TYPE_CHECKING, Any

import psycopg

from wholesaler_worker.db.database import Database
from wholesaler_worker.db.migrate import migrate
from wholesaler_worker.db.numbers import NumberInventory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATTERNS = (
    "{code}....", "{code}..22", "{code}7...", "{npa}.......", ".........7", "........77", ".......777", "......7777",
    "......7...", ".......7..", "........7.", ".....2...4", "......2..4", "....5....7", "......7.7.", "....555555",
    "...555....", "510.......", "2.........", "..........", "{npa}...77..", ".....77..7", "{npa}.....7.", "4.5.2.5.2.",
)  # fmt: skip
"""Fixed beginnings, dots in front and in the middle, what all numbers fit, what few do, and what none does."""

_LINES = 10_000
_SMALL = 7
"""NPA-NXXs of a small rate center."""

_NUMBERS = """
INSERT INTO inventory_number (telephone_number, switch, rate_center, state, until)
SELECT code || to_char(line, 'FM0000'), %(switch)s, %(center)s, state,
       CASE WHEN state IN ('held', 'aging') THEN date '2099-12-31' END
FROM unnest(%(codes)s::text[]) AS code, generate_series(0, 9999) AS line,
     LATERAL (SELECT abs(hashint4(line)::bigint + hashtext(code)) %% 100 AS chance) AS drawn,
     LATERAL (SELECT CASE
         WHEN %(center)s = 'CENTER 0' AND line %% 10 = 7 THEN 'restricted'
         WHEN %(center)s = 'CENTER 1' AND line %% 10 = 4 AND line / 100 %% 10 = 2 THEN 'restricted'
         WHEN %(center)s = 'CENTER 2' THEN CASE line WHEN 1234 THEN 'available' ELSE 'assigned' END
         WHEN chance < 50 THEN 'available' WHEN chance < 88 THEN 'assigned' WHEN chance < 98 THEN 'aging'
         WHEN chance < 99 THEN 'held' ELSE 'restricted' END AS state) AS made
"""


def number_search_percentiles(dsn: str, numbers: int = 10_000_000, rounds: int = 200) -> dict[str, float]:
    """Percentiles in milliseconds of each kind of search over `numbers` numbers, `rounds` searches of each pattern.

    `dsn` names a database without tables that may be filled; what is in it afterwards is the caller's to throw away.
    Keys: ``number_<kind>_p50_ms`` and ``…_p99_ms``, ``number_pattern_worst_p99_ms`` of the slowest pattern, and
    ``number_search_p99_ms``, the highest p99 of a kind.
    """
    with Database(dsn) as database:
        migrate(database)
        centers = codes_of_centers(numbers)
        _fill(dsn, centers)
        chance = random.Random(1)
        inventory = NumberInventory(database)
        figures: dict[str, float] = {}
        for kind, searches in searches_of(inventory, centers, chance).items():
            worst: list[float] = []
            durations: list[float] = []
            for search in searches:
                taken = [_milliseconds(search) for _ in range(rounds)]
                durations += taken
                worst.append(quantiles(taken, n=100)[98])
            percentiles = quantiles(durations, n=100)
            figures[f"number_{kind}_p50_ms"], figures[f"number_{kind}_p99_ms"] = percentiles[49], percentiles[98]
            if kind == "pattern":
                figures["number_pattern_worst_p99_ms"] = max(worst)
        p99s = [value for name, value in figures.items() if name.endswith("_p99_ms") and "worst" not in name]
        return {**figures, "number_search_p99_ms": max(p99s)}


def codes_of_centers(numbers: int) -> dict[str, list[str]]:
    """The NPA-NXXs of each rate center, for about so many numbers: a fifth of all, a tenth, and small ones."""
    every = [f"{npa}{nxx}" for npa in (415, 628, 510, 341) for nxx in range(200, 1000) if nxx % 100 != 11]
    codes = every[: max(40, numbers // _LINES)]
    sizes = [len(codes) // 5, len(codes) // 10]
    sizes += [_SMALL] * ((len(codes) - sum(sizes)) // _SMALL)
    ends = [sum(sizes[: number + 1]) for number in range(len(sizes))]
    return {f"CENTER {number}": codes[ends[number] - size : ends[number]] for number, size in enumerate(sizes)}


def _fill(dsn: str, centers: dict[str, list[str]]) -> None:
    """Fill the inventory: an office and a switch for each rate center."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        for number, (center, mine) in enumerate(centers.items()):
            office = f"BNCHCA{chr(65 + number // 26)}{chr(65 + number % 26)}"
            connection.execute("INSERT INTO central_office VALUES (%s, 'Bench (synthetic)', %s)", (office, center))
            connection.execute("INSERT INTO switch (clli, type) VALUES (%s, '5ESS (synthetic)')", (f"{office}DS0",))
            connection.execute(_NUMBERS, {"switch": f"{office}DS0", "center": center, "codes": mine})
        connection.execute("VACUUM (ANALYZE) inventory_number")


def searches_of(
    inventory: NumberInventory, centers: dict[str, list[str]], chance: random.Random
) -> dict[str, list[Callable[[], Any]]]:
    """The searches of each kind; each call asks about another number, or another place of the drum."""
    hard = list(centers)[:4]
    lists = [[f"{code}{chance.randrange(_LINES):04d}" for code in codes[:20]] for codes in centers.values()]
    at = iter(_again(lists))
    return {
        "specific": [lambda: inventory.specific(next(at))],
        "random": [partial(inventory.random, center, q) for center in hard for q in (1, 20, 100)],
        "sequential": [partial(inventory.sequential, center, q) for center in hard for q in (2, 5, 10, 100)],
        "pattern": [
            partial(inventory.pattern, center, pattern, q)
            for center in hard
            for code in centers[center][1:2]
            for pattern in (written.format(code=code, npa=code[:3]) for written in PATTERNS)
            for q in (1, 20)
        ],
    }


def _again(things: list[list[str]]) -> Iterator[list[str]]:
    while True:
        yield from things


def _milliseconds(search: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    search()
    return (time.perf_counter() - begin) * 1e3
