"""Lays the land out: offices with their communities, ZIPs, switches and telephone codes, and how much each has."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from wholesaler_worker.generation.chance import Chance, Weighted
from wholesaler_worker.generation.street_names import LAYOUTS, Layout
from wholesaler_worker.generation.words import PLACE_ENDS, PLACE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_OFFICES = 5_000
_RANGES_PER_ZIP = 2_000
_LINES_PER_CODE = 10_000

# First and last three digits of each state's ZIPs (USPS Publication 65).
_STATES = {
    "CA": (900, 961), "OR": (970, 979), "WA": (980, 994), "MT": (590, 599), "CO": (800, 816), "AZ": (850, 865),
    "UT": (840, 847), "ID": (832, 838), "NV": (889, 898), "NM": (870, 884),
}  # fmt: skip
_ZIPS = sum(last - first + 1 for first, last in _STATES.values()) * 100
_NPAS = tuple(npa for npa in range(200, 990) if npa // 10 % 10 != 9 and npa % 100 != 11)
_NXXS = tuple(nxx for nxx in range(200, 1000) if nxx % 100 != 11)
_PREFIXES = Weighted({"": 96.0, "grid": 3.0, "hyphen": 1.0})


@dataclass(frozen=True, slots=True)
class Zip:
    """A ZIP with its communities and the number of its ranges; nobody serves it when `served` is false.

    `prefixes` are those of its house numbers, one per street where there are several: ``25W``, ``112-``.
    """

    code: str
    communities: tuple[str, ...]
    ranges: int
    served: bool
    layout: Layout
    prefixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Switch:
    """A switch with its six-digit codes; `numbers` of their lines are in the inventory, from the lowest on."""

    clli: str
    type: str
    npa_nxx: tuple[str, ...]
    numbers: int


@dataclass(frozen=True, slots=True)
class Office:
    """A central office with all that it serves."""

    clli: str
    state: str
    rate_center: str
    zips: tuple[Zip, ...]
    switches: tuple[Switch, ...]

    @property
    def name(self) -> str:
        """Says that it is synthetic wherever a person reads it."""
        return f"{self.rate_center.title()} {self.clli[6:]} (synthetic)"


@dataclass(frozen=True, slots=True)
class Size:
    """What is asked for: how many of each, and the seed that makes the same of it everywhere."""

    ranges: int
    offices: int
    numbers_per_switch: int
    seed: int


def offices(size: Size) -> Iterator[Office]:
    """Yield the offices, one after the other; together they have exactly `size.ranges` ranges."""
    chance = Chance(size.seed, "places")
    weights = [0.25 + chance.draw() * chance.draw() * 3 for _ in range(size.offices)]
    shares = _shares(size.ranges, weights)
    zips = {state: count(first * 100 + 1) for state, (first, _) in _STATES.items()}
    codes = (f"{npa}{nxx}" for npa in _NPAS for nxx in _NXXS)
    per_zip = max(_RANGES_PER_ZIP, size.ranges * 2 // (_ZIPS // 2))
    states = Weighted({state: float(last - first + 1) for state, (first, last) in _STATES.items()})
    per_code = min(_LINES_PER_CODE, max(1, size.numbers_per_switch))
    for number, ranges in enumerate(shares):
        state = chance.weighted(states)
        center = _community(number)
        clli = f"{center[0]}{_letters(number)}{state}{number % 90 + 10}"
        zip_count = max(1, ranges // per_zip)
        parts = _shares(ranges, [0.5 + chance.draw() for _ in range(zip_count)])
        switches = []
        for at in range(2 + chance.below(3)):
            wanted = -(-size.numbers_per_switch // per_code)
            mine = tuple(next(codes) for _ in range(max(1, wanted)))
            kind = ("5ESS", "DMS-100", "1AESS", "5ESS")[at]
            switches.append(Switch(f"{clli}DS{at}", f"{kind} (synthetic)", mine, size.numbers_per_switch))
        yield Office(
            clli,
            state,
            center,
            tuple(
                _zip(chance, f"{next(zips[state]):05d}", center, part, number, nth) for nth, part in enumerate(parts)
            ),
            tuple(switches),
        )


def _zip(chance: Chance, code: str, center: str, ranges: int, office: int, nth: int) -> Zip:
    more = chance.below(3) if nth else 0
    names = tuple(_community(office * 7 + nth * 3 + n + 1) for n in range(more))
    kind = chance.weighted(_PREFIXES)
    prefixes: tuple[str, ...] = ("",)
    if kind == "grid":
        prefixes = tuple(f"{10 + chance.below(30)}W" for _ in range(6))
    elif kind == "hyphen":
        prefixes = tuple(f"{100 + chance.below(60)}-" for _ in range(6))
    served = (office * 31 + nth * 17) % 23 != 5
    return Zip(code, (center, *names), ranges, served, chance.weighted(LAYOUTS), prefixes)


def _shares(total: int, weights: list[float]) -> list[int]:
    """Whole numbers in about these proportions that add up to `total`."""
    scale, given, shares, so_far = sum(weights), 0, [], 0.0
    for weight in weights:
        so_far += weight
        upto = int(total * so_far / scale + 0.5)
        shares.append(upto - given)
        given = upto
    return shares


def _community(number: int) -> str:
    """The name of the place with this number; the same ones come again beyond 1,500, as Springfield does."""
    word = number % len(PLACE_WORDS)
    return f"{PLACE_WORDS[word]} {PLACE_ENDS[(number // len(PLACE_WORDS) + word * 7) % len(PLACE_ENDS)]}"


def _letters(number: int) -> str:
    """Three letters that only this number has."""
    return "".join(chr(ord("A") + number // 26**place % 26) for place in (2, 1, 0))
