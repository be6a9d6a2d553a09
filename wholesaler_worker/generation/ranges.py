"""Makes the ranges of an office: streets cut into blocks, a row for each side, as an address file has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wholesaler_worker.generation.street_names import draw_street

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesaler_worker.generation.chance import Chance
    from wholesaler_worker.generation.places import Office, Zip
    from wholesaler_worker.generation.street_names import Street

COLUMNS = (
    "range_id", "state", "zip", "community", "pre_direction", "street", "street_type", "post_direction", "low", "high",
    "parity", "prefix", "number_suffixes", "units",
)  # fmt: skip

_SHORT = frozenset({"CT", "CIR", "PL", "CV", "TER", "ALY", "SQ"})
_MOST_TRIES = 20
"""A ZIP that has a street already may get it again farther out; that is better than to try for ever."""


class Home(NamedTuple):
    """An address of the office, for a working number."""

    line: str
    city: str
    state: str
    zip: str


class RangeLines:
    """The lines of the address file, one call per street; `homes` gathers one address of each street."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._count = 0
        self.homes: list[Home] = []

    def of_office(self, office: Office) -> Iterator[list[str]]:
        """Yield the lines street by street, exactly as many as the ZIPs of the office have ranges."""
        self.homes = []
        for zip_code in office.zips:
            known: set[Street] = set()
            left, farther = zip_code.ranges, 0
            while left > 0:
                street = draw_street(self._chance, zip_code.layout)
                for _ in range(_MOST_TRIES):
                    if street not in known:
                        break
                    street = draw_street(self._chance, zip_code.layout)
                else:
                    farther += 1
                known.add(street)
                lines = self._street(office, zip_code, street, left, 20_000 * farther)
                left -= len(lines)
                yield lines

    def _street(self, office: Office, zip_code: Zip, street: Street, most: int, farther: int) -> list[str]:
        draw = self._chance.draw
        city = self._chance.one_of(zip_code.communities)
        prefix = self._chance.one_of(zip_code.prefixes)
        short = street.street_type in _SHORT
        blocks = 1 + int(draw() * 3) if short else 1 + int(draw() * draw() * 24)
        first = farther + (0 if short else 100 * int(draw() * 12 if draw() < 0.8 else draw() * 150))
        head = f"{office.state},{zip_code.code},{city},{','.join(street)},"
        self.homes.append(Home(_line(prefix, first + 11, street), city, office.state, zip_code.code))
        lines: list[str] = []
        for block in range(first, first + 100 * blocks, 100):
            end = block + 99 if draw() < 0.8 else block + 21 + 2 * int(draw() * 38)
            sides: tuple[tuple[int, int, str], ...] = (
                (block + 1, end, "O"),
                (block + 2 if block == 0 else block, end - 1, "E"),
            )
            if short and draw() < 0.2:
                sides = ((block + 1, end, "B"),)
            for low, high, parity in sides if draw() < 0.93 else sides[:1]:
                self._count += 1
                extra = "," if draw() < 0.95 else self._extra(low)
                lines.append(f"synthetic-{self._count},{head}{low},{high},{parity},{prefix},{extra}\n")
                if len(lines) == most:
                    return lines
        return lines

    def _extra(self, low: int) -> str:
        """Number suffixes and units, which a few ranges have."""
        at = low + 2 * self._chance.below(4)
        if self._chance.draw() < 0.3:
            return f"{low} {self._chance.one_of(('1/2', 'A', 'B'))},"
        return "," + "|".join(f"{at} APT {door}" for door in range(1, 2 + self._chance.below(8)))


def _line(prefix: str, number: int, street: Street) -> str:
    gap = " " if prefix and prefix[-1] != "-" else ""
    return f"{prefix}{gap}{number} {' '.join(filter(None, street))}"
