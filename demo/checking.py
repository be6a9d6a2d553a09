"""Is every answer the one that the territory demands? The story ends well only when all are."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from demo.cast import EndUser
    from demo.network import Office


@dataclass(frozen=True, slots=True)
class Checked:
    """One answer: what was asked, what came back in a person's words, and what is wrong with it, if anything."""

    reference: str
    asked: str
    answer: str
    wrong: str = ""


def checked_orders(end_users: Sequence[EndUser], answer: str) -> list[Checked]:
    """Compare acme's JSON answer with what each end user must be told."""
    records = {record["order_reference"]: record for record in json.loads(answer)["orders"]}
    found = []
    for number, user in enumerate(end_users, 1):
        reference = f"acme-{number}"
        record = records.get(reference)
        if record is None:
            found.append(Checked(reference, user.asked, "nothing", "there is no answer"))
        else:
            found.append(Checked(reference, user.asked, _told(record), _wrong_with_order(user, record)))
    return found


def checked_numbers(end_users: Sequence[tuple[EndUser, Office]], answer: str) -> list[Checked]:
    """Compare beta's CSV answer: numbers of the office's own codes, as many as asked, none that somebody has."""
    records = {row["order_reference"]: row for row in csv.DictReader(io.StringIO(answer))}
    found = []
    for at, (user, office) in enumerate(end_users, 1):
        codes = tuple(code for switch in office.switches for code in switch.npa_nxx)
        for number, (kind, wanted) in enumerate((("random", 3), ("pattern", 2), ("a taken number", 0)), 1):
            row = records.get(f"beta-{at}-{number}")
            asked = f"{kind}, {user.asked}, {user.city}"
            if row is None:
                found.append(Checked(f"beta-{at}-{number}", asked, "nothing", "there is no answer"))
                continue
            numbers = [one for one in row["numbers"].replace(";", " ").split() if one]
            wrong = "" if len(numbers) == wanted else f"{len(numbers)} numbers instead of {wanted}"
            if any(not one.startswith(codes) for one in numbers):
                wrong = "a number of another office"
            told = ", ".join(map(_dashed, numbers)) or f"not available ({row['outcome']})"
            found.append(Checked(row["order_reference"], asked, told, wrong))
    return found


def _wrong_with_order(user: EndUser, record: Mapping[str, Any]) -> str:
    services = {service["usoc"]: service["code"] for service in record["services"] or ()}
    if user.services and user.address_code != "A106" and services != dict(user.services):
        return f"services {services} instead of {dict(user.services)}"
    if record["central_office"] != user.office:
        return f"office {record['central_office']} instead of {user.office}"
    if user.address_code and record["code"] != user.address_code:
        return f"code {record['code']} instead of {user.address_code}"
    if user.meant and not _same_street(user.meant, f"{record['address'] or record['nearest_address']}"):
        return f"{record['address'] or record['nearest_address']} instead of {user.meant}"
    return ""


def _same_street(meant: str, line: str) -> bool:
    """The name decides: the type may be abbreviated in one of them."""
    return meant.split()[0] in line.upper().split()


def _told(record: Mapping[str, Any]) -> str:
    services = ", ".join(
        f"{service['usoc']} {'yes' if service['available'] else 'no'} ({service['code']})"
        for service in record["services"] or ()
    )
    if record["outcome"] == "refused":
        return f"{record['code']}: {record['message']} {record['hint']}"
    corrected = f"{record['code']} meant {record['address']}; " if record["match"] == "corrected" else ""
    return f"{corrected}office {record['central_office']}, switch {record['switch']}: {services}"


def _dashed(number: str) -> str:
    return f"{number[:3]}-{number[3:6]}-{number[6:]}"
