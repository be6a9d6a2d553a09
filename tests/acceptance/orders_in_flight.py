"""Orders that take a held number each, and what one finds in the records when each was carried out once."""

import secrets
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg

from tests.acceptance.documents_in_flight import account_of, add_inventory
from tests.acceptance.order_line import OrderLine, Sent
from tests.acceptance.reconciled import reconciled
from tests.acceptance.shift import Shift
from tests.acceptance.stillness import Stillness
from tests.unit.wholesaler_worker.territory import FOLSOM

_FRIDAY = 4
_DAYS = 10
"""Orders are due on so many different days."""


@dataclass(frozen=True)
class Held:
    """A number that is held for the reseller."""

    telephone_number: str
    token: str


def hold(dsn: str, reseller: str, numbers: int) -> list[Held]:
    """Hold the first numbers of the inventory, as `number.reserve` would."""
    held = [Held(f"415555{n:04d}", secrets.token_urlsafe(24)) for n in range(numbers)]
    names, tokens = [one.telephone_number for one in held], [one.token for one in held]
    with psycopg.connect(dsn) as connection:
        connection.execute(
            "UPDATE inventory_number SET state = 'held', until = current_date + 30 WHERE telephone_number = ANY (%s)",
            (names,),
        )
        connection.execute(
            "INSERT INTO number_hold (token, telephone_number, reseller, held_since, held_until, extensions)"
            " SELECT token, number, %s, now(), now() + interval '7 days', 0"
            " FROM unnest(%s::text[], %s::text[]) AS held (number, token)",
            (reseller, names, tokens),
        )
    return held


def due_dates() -> list[date]:
    """Working days far enough ahead."""
    first = datetime.now(UTC).date() + timedelta(days=30)
    days = (first + timedelta(days=n) for n in range(3 * _DAYS))
    return [day for day in days if day.weekday() <= _FRIDAY][:_DAYS]


def make_orders(dsn: str, reseller: str, orders: int) -> list[dict[str, Any]]:
    """An office, its inventory, and so many orders of which each has a number."""
    add_inventory(dsn, orders)
    days = due_dates()
    held = hold(dsn, reseller, orders)
    return [order(reseller, n, one, days[n % len(days)]) for n, one in enumerate(held)]


def order(reseller: str, n: int, held: Held, due: date) -> dict[str, Any]:
    """A new service on a number that is held."""
    line = {
        "usoc": "1FR",
        "features": ["ESX"],
        "telephone_number": held.telephone_number,
        "hold_token": held.token,
    }
    return document(
        reseller,
        "order.submit",
        f"O-{n:05d}",
        {"pon": f"PON-{n}", "activity": "N", "desired_due_date": due.isoformat(), "lines": [line]},
        end_user={"name": "Jane Doe", "class": "residence"},
        address=FOLSOM,
    )


def postponement(reseller: str, n: int, version: int, due: date) -> dict[str, Any]:
    """The next version of an order: another due date."""
    request = {"pon": f"PON-{n}", "version": version, "supplement": "2", "desired_due_date": due.isoformat()}
    return document(reseller, "order.supplement", f"O-{n:05d}.v{version}", request)


def document(reseller: str, transaction: str, number: str, request: dict[str, Any], **segment: Any) -> dict[str, Any]:
    return {
        "header": {
            "schema": "document/1",
            "transaction": transaction,
            "transaction_number": number,
            "reseller": reseller,
            "sent_at": "2026-11-23T09:30:00Z",
        },
        "segments": [{"number": 1, "reference": f"order/{number}", **segment, "request": request}],
    }


def await_end(sent: Sequence[Sent], line: OrderLine, shift: Shift, stillness: Stillness) -> None:
    """Wait until every message is answered, every notification has come, and the workers have nothing left to do."""
    line.await_answers(sent, shift.log)
    # Every order is decided now, so that no more events are added.
    line.await_notifications(_events(stillness.dsn), shift.log)
    stillness.await_it(shift)


def each_was_carried_out_once(sent: Sequence[Sent], line: OrderLine, stillness: Stillness, orders: int) -> None:
    """The final account: documents, answers, effects, notifications, queues."""
    account = account_of(sent, line, stillness.dsn)
    print(account)
    assert not account.faults, account
    assert [*faults_of_orders(stillness.dsn, orders)] == []
    assert [*faults_of_notifications(stillness.dsn, line)] == []
    assert stillness.left() == {}
    assert reconciled(stillness) >= orders


def faults_of_orders(dsn: str, orders: int, versions: int = 1) -> Iterator[str]:
    """What is not as it must be in the records after `orders` orders of so many versions each, all confirmed."""
    with psycopg.connect(dsn) as connection:

        def count(statement: str) -> int:
            row = connection.execute(statement.encode(), {"versions": versions}).fetchone()
            assert row is not None
            return int(row[0] or 0)

        expected = {
            "SELECT count(*) FROM purchase_order": orders,
            "SELECT count(*) FROM purchase_order WHERE latest = %(versions)s AND in_force = latest": orders,
            "SELECT count(*) FROM order_version": orders * versions,
            "SELECT count(*) FROM order_version WHERE state = 'confirmed'": orders,
            "SELECT count(*) FROM order_version WHERE state = 'superseded'": orders * (versions - 1),
            "SELECT count(DISTINCT order_number) FROM order_version": orders,
            "SELECT count(DISTINCT n) FROM order_version, unnest(numbers) AS n WHERE state = 'confirmed'": orders,
            "SELECT count(*) FROM inventory_number WHERE state = 'assigned'": orders,
            "SELECT count(*) FROM number_hold": 0,
            "SELECT sum(booked) FROM office_day": orders,
            "SELECT count(*) FROM order_event WHERE event = 'order.confirmed'": orders * versions,
            "SELECT count(*) FROM order_event WHERE sent_at IS NULL": 0,
        }
        for statement, wanted in expected.items():
            if (found := count(statement)) != wanted:
                yield f"{statement}: {found} instead of {wanted}"


def faults_of_notifications(dsn: str, line: OrderLine) -> Iterator[str]:
    """Every event that the records have came, under an id of its own, and each order's count without a gap."""
    with psycopg.connect(dsn) as connection:
        rows = connection.execute("SELECT pon, sequence, version, event FROM order_event").fetchall()
    wanted = {(pon, sequence): (version, event) for pon, sequence, version, event in rows}
    came: dict[tuple[str, int], tuple[int, str]] = {}
    sequences: defaultdict[str, list[int]] = defaultdict(list)
    for identity, messages in line.notifications.items():
        headers = [message.body["header"] for message in messages]
        if any(header != headers[0] for header in headers):
            yield f"different notifications came under the id {identity}"
        header = headers[0]
        key = header["pon"], header["sequence"]
        if key in came:
            yield f"notification {key} came under two ids"
        came[key] = header["version"], header["event"]
        sequences[header["pon"]].append(header["sequence"])
    if came != wanted:
        yield f"missing {len(wanted.keys() - came.keys())}, unknown {len(came.keys() - wanted.keys())} notifications"
    for pon, numbers in sequences.items():
        if sorted(numbers) != list(range(1, len(numbers) + 1)):
            yield f"the notifications of {pon} have a gap: {sorted(numbers)}"


def _events(dsn: str) -> int:
    """How many notifications there are to come."""
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT count(*) FROM order_event").fetchone()
    assert row is not None
    return int(row[0])
