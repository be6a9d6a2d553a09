"""The records that orders are measured on: the territory's offices, and numbers that acme holds already."""

from __future__ import annotations

import secrets
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg

from bench.documents import CUSTOMER_CLASS, SERVICES, as_fields
from bench.territory import territory_offices
from serviceability.decision import qualify
from serviceability.index import open_index

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bench.territory import Known, Territory

RESELLER = "acme"
_CAPACITY = 1_000_000
_ADDRESSES = 2_000


@dataclass(frozen=True, slots=True)
class Orderable:
    """An address and a number held for it."""

    address: Known
    telephone_number: str
    hold_token: str


def orderable(dsn: str, land: Territory, quantity: int, today: date) -> list[Orderable]:
    """So many addresses that can have the services, each with a held number of the switch that would serve it.

    `dsn` names the records of the worker that is measured; offices and switches that are missing there are added.
    """
    switches = _switches(land, today)
    wanted: defaultdict[str, list[Known]] = defaultdict(list)
    for n in range(quantity):
        address, switch = switches[n % len(switches)]
        wanted[switch].append(address)
    with psycopg.connect(dsn) as connection:
        places = _add_offices(connection, land)
        found: list[Orderable] = []
        for switch, addresses in wanted.items():
            center, codes = places[switch]
            numbers = [f"{codes[n // 10_000]}{n % 10_000:04d}" for n in range(len(addresses))]
            tokens = [secrets.token_urlsafe(24) for _ in numbers]
            _hold(connection, switch, center, numbers, tokens)
            found += [Orderable(*one) for one in zip(addresses, numbers, tokens, strict=True)]
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM (ANALYZE) inventory_number, number_hold")
    return _mixed(found)


def _switches(land: Territory, today: date) -> list[tuple[Known, str]]:
    """Addresses at which the services can be had, with the switch that is chosen for them."""
    found = []
    with closing(open_index(land.index)) as index:
        for known in land.known[:_ADDRESSES]:
            decision = qualify(
                index, as_fields(known), services=SERVICES, customer_class=CUSTOMER_CLASS, today=today
            ).result
            if decision.switch is not None and all(service.available for service in decision.services):
                found.append((known, decision.switch.clli))
    return found


def _add_offices(
    connection: psycopg.Connection[tuple[object, ...]], land: Territory
) -> dict[str, tuple[str, Sequence[str]]]:
    """Add the territory's offices and switches; the rate center and the NPA-NXXs of each switch."""
    found: dict[str, tuple[str, Sequence[str]]] = {}
    for office in territory_offices(land.ranges):
        connection.execute(
            "INSERT INTO central_office (clli, name, rate_center, daily_capacity) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (clli) DO UPDATE SET daily_capacity = EXCLUDED.daily_capacity",
            (office.clli, f"{office.clli} (synthetic)", office.rate_center, _CAPACITY),
        )
        for switch in office.switches:
            connection.execute(
                "INSERT INTO switch (clli, type) VALUES (%s, %s) ON CONFLICT DO NOTHING", (switch.clli, switch.type)
            )
            found[switch.clli] = office.rate_center, switch.npa_nxx
    return found


def _hold(
    connection: psycopg.Connection[tuple[object, ...]],
    switch: str,
    center: str,
    numbers: Sequence[str],
    tokens: Sequence[str],
) -> None:
    connection.execute(
        "INSERT INTO inventory_number (telephone_number, switch, rate_center, state, until)"
        " SELECT number, %s, %s, 'held', current_date + 30 FROM unnest(%s::text[]) AS number"
        " ON CONFLICT (telephone_number) DO UPDATE SET switch = EXCLUDED.switch, rate_center = EXCLUDED.rate_center,"
        " state = 'held', until = EXCLUDED.until",
        (switch, center, list(numbers)),
    )
    connection.execute(
        "INSERT INTO number_hold (token, telephone_number, reseller, held_since, held_until, extensions)"
        " SELECT token, number, %s, now(), now() + interval '7 days', 0"
        " FROM unnest(%s::text[], %s::text[]) AS held (number, token)",
        (RESELLER, list(numbers), list(tokens)),
    )


def _mixed(found: list[Orderable]) -> list[Orderable]:
    """Offices in turn, as orders come in."""
    return [found[n] for start in range(97) for n in range(start, len(found), 97)]
