"""The two address parsers that ours is compared with, each with an exact look-up behind it.

Neither knows an address file: `usaddress` takes a line apart, `usaddress-scourgify` also abbreviates its words. What a
user of theirs would build is an exact look-up of what they return; so that nothing is lost by a spelling of the file
itself, its streets are taken apart by the same parser.
"""

from __future__ import annotations

import json
import subprocess
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import usaddress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from contracts.reference import AddressRow


class Parsed(NamedTuple):
    """What a parser makes of a line: the house number, the street and where it is; capitals."""

    number: str
    street: str
    city: str = ""
    zip: str = ""


_NUMBER = ("AddressNumberPrefix", "AddressNumber", "AddressNumberSuffix")


def parse_with_usaddress(lines: Sequence[str]) -> list[Parsed | None]:
    """Parse `lines`; None where it refuses a line."""
    return [_usaddress(line) for line in lines]


def _usaddress(line: str) -> Parsed | None:
    try:
        tagged, _ = usaddress.tag(line)
    except usaddress.RepeatedLabelError:
        return None
    number = " ".join(tagged[label] for label in _NUMBER if label in tagged)
    street = " ".join(text for label, text in tagged.items() if label.startswith("StreetName"))
    return Parsed(_plain(number), _plain(street), _plain(tagged.get("PlaceName", "")), tagged.get("ZipCode", "")[:5])


def parse_with_scourgify(python: Path) -> Callable[[Sequence[str]], list[Parsed | None]]:
    """Return a parser that runs in the environment of `python`: it is no dependency of ours."""

    def parse(lines: Sequence[str]) -> list[Parsed | None]:
        run = subprocess.run([python, "-c", _SCOURGIFY], input=json.dumps(list(lines)), capture_output=True,
                             text=True, check=True)  # fmt: skip
        return [_scourgify(found) for found in json.loads(run.stdout)]

    return parse


_SCOURGIFY = """
import json, sys, warnings
warnings.simplefilter("ignore")
from scourgify import normalize_address_record
from scourgify.exceptions import AddressNormalizationError
found = []
for line in json.load(sys.stdin):
    try:
        found.append(dict(normalize_address_record(line)))
    except AddressNormalizationError:
        found.append(None)
print(json.dumps(found))
"""


def _scourgify(found: dict[str, str | None] | None) -> Parsed | None:
    if found is None:
        return None
    words = (found["address_line_1"] or "").split()
    size = 2 if len(words) > 1 and "/" in words[1] else 1
    return Parsed(
        " ".join(words[:size]), " ".join(words[size:]), _plain(found["city"] or ""), (found["postal_code"] or "")[:5]
    )


def _plain(text: str) -> str:
    return " ".join(text.upper().replace(",", " ").replace(".", " ").split())


class ExactLookup:
    """The ranges of an area by their streets as a parser writes them."""

    def __init__(self, ranges: Iterable[AddressRow], parse: Callable[[Sequence[str]], list[Parsed | None]]) -> None:
        self._rows: defaultdict[str, list[AddressRow]] = defaultdict(list)
        rows = list(ranges)
        for row, parsed in zip(rows, parse([_line(row) for row in rows]), strict=True):
            if parsed:
                self._rows[parsed.street].append(row)

    def find(self, parsed: Parsed | None) -> AddressRow | None:
        """Return the one range that holds what was parsed; None when there is none or several."""
        if parsed is None:
            return None
        fits = [
            row
            for row in self._rows.get(parsed.street, ())
            if _holds(row, parsed.number)
            and parsed.zip in ("", row.zip)
            and (not row.community or parsed.city in ("", row.community))
        ]
        streets = {(row.pre_direction, row.street, row.street_type, row.post_direction, row.zip) for row in fits}
        return fits[0] if len(streets) == 1 else None


def _line(row: AddressRow) -> str:
    street = (row.pre_direction, row.street, row.street_type, row.post_direction)
    return f"{row.prefix}{row.low} {' '.join(filter(None, street))}, {row.community}, {row.state} {row.zip}"


def _holds(row: AddressRow, number: str) -> bool:
    digits, _, suffix = number.removeprefix(row.prefix).partition(" ")
    if not number.startswith(row.prefix) or not digits.isdecimal() or not row.low <= int(digits) <= row.high:
        return False
    listed = {entry.partition(" ")[2] for entry in row.number_suffixes if entry.startswith(f"{digits} ")}
    return (row.parity == "O") == bool(int(digits) % 2) and (not suffix or suffix in listed)
