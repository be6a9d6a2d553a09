"""Rows of the records as values of `wholesaler_worker.changing.records`, and back as what JSON can carry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contracts.notification import OrderEvent
from contracts.requests import Activity, SupplementKind
from wholesaler_worker.changing.records import Account, Event, Hold, OrderedLine, OrderState, Version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Row = dict[str, Any]


def version_of(row: Sequence[Any]) -> Version:
    """A row of `books.versions`."""
    return Version(
        reseller=row[0],
        pon=row[1],
        version=row[2],
        state=OrderState(row[3]),
        activity=Activity(row[4]),
        supplement=SupplementKind(row[5]) if row[5] else None,
        transaction_number=row[6],
        reference=row[7],
        content_hash=bytes(row[8]),
        answer=row[9],
        order_number=row[10],
        due_date=row[11],
        central_office=row[12],
        switch=row[13],
        customer_class=row[14],
        end_user=row[15],
        address=row[16],
        account=row[17],
        lines=lines_of(row[18]),
        numbers=tuple(row[19]),
        decided_at=row[20],
    )


def version_row(version: Version) -> Row:
    """All columns of `order_version`."""
    return {
        "reseller": version.reseller,
        "pon": version.pon,
        "version": version.version,
        "state": version.state,
        "activity": version.activity,
        "supplement": version.supplement,
        "transaction_number": version.transaction_number,
        "reference": version.reference,
        "content_hash": rf"\x{version.content_hash.hex()}",
        "answer": version.answer,
        "order_number": version.order_number,
        "due_date": version.due_date,
        "central_office": version.central_office,
        "switch": version.switch,
        "customer_class": version.customer_class,
        "end_user": version.end_user,
        "address": version.address,
        "account": version.account,
        "lines": line_rows(version.lines),
        "numbers": version.numbers,
        "decided_at": version.decided_at,
    }


def account_of(row: Sequence[Any], open_orders: Iterable[tuple[str, str]]) -> Account:
    """A row of `books.accounts`, and what is under way on it."""
    return Account(
        telephone_number=row[0],
        reseller=row[1],
        suspended=row[2],
        central_office=row[3],
        switch=row[4],
        customer_class=row[5],
        end_user=row[6],
        address=row[7],
        lines=lines_of(row[8]),
        open_orders=tuple(open_orders),
    )


def account_row(account: Account) -> Row:
    """All columns of `customer_account`."""
    return {
        "telephone_number": account.telephone_number,
        "reseller": account.reseller,
        "suspended": account.suspended,
        "central_office": account.central_office,
        "switch": account.switch,
        "customer_class": account.customer_class,
        "end_user": account.end_user,
        "address": account.address,
        "lines": line_rows(account.lines),
    }


def place_rows(account: Account) -> Iterator[Row]:
    """The rows of `service_address` of an account: each of its numbers works at its address."""
    address = account.address
    for number in dict.fromkeys((account.telephone_number, *numbers_of(account.lines))):
        yield {
            "telephone_number": number,
            "line": address.get("line", ""),
            "city": address.get("city") or "",
            "state": address.get("state") or "",
            "zip": address.get("zip") or "",
            "account": account.telephone_number,
        }


def hold_row(hold: Hold) -> Row:
    """All columns of `number_hold`."""
    return {
        "token": hold.token,
        "telephone_number": hold.telephone_number,
        "reseller": hold.reseller,
        "held_since": hold.held_since,
        "held_until": hold.held_until,
        "extensions": hold.extensions,
    }


def event_of(row: Sequence[Any]) -> Event:
    """A row of `order_event`: reseller, PON, sequence, version, event, moment, transaction number, order number,
    reference, detail."""
    return Event(
        reseller=row[0],
        pon=row[1],
        sequence=row[2],
        version=row[3],
        event=OrderEvent(row[4]),
        occurred_at=row[5],
        transaction_number=row[6],
        order_number=row[7],
        reference=row[8],
        detail=row[9],
    )


def event_row(event: Event) -> Row:
    """The columns of `order_event` that are given."""
    return {
        "reseller": event.reseller,
        "pon": event.pon,
        "sequence": event.sequence,
        "version": event.version,
        "event": event.event,
        "occurred_at": event.occurred_at,
        "transaction_number": event.transaction_number,
        "order_number": event.order_number,
        "reference": event.reference,
        "detail": event.detail,
    }


def lines_of(rows: Iterable[Mapping[str, Any]]) -> tuple[OrderedLine, ...]:
    """The lines as the records keep them."""
    return tuple(
        OrderedLine(
            usoc=row["usoc"], features=tuple(row.get("features", ())), telephone_number=row.get("telephone_number")
        )
        for row in rows
    )


def line_rows(lines: Iterable[OrderedLine]) -> list[Row]:
    """The lines as JSON."""
    return [{"usoc": line.usoc, "features": line.features, "telephone_number": line.telephone_number} for line in lines]


def numbers_of(lines: Iterable[OrderedLine]) -> list[str]:
    """The telephone numbers that lines work on."""
    return [line.telephone_number for line in lines if line.telephone_number]
