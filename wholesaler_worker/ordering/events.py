"""What happens to an order is noted once, under the next number of its purchase order, and notified from there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wholesaler_worker.changing.records import Event, Order

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from contracts.notification import OrderEvent
    from wholesaler_worker.changing.books import Books
    from wholesaler_worker.changing.records import Version


def note(books: Books, version: Version, event: OrderEvent, detail: Mapping[str, Any], now: datetime) -> None:
    """Add the event, and put the version's order with its new number.

    Raises `LookupError` when the books do not have the order: its reader left it out.
    """
    key = version.reseller, version.pon
    order = books.orders.get(key)
    if order is None:
        raise LookupError(f"the order {version.pon} was not read")
    sequence = order.last_sequence + 1
    books.orders.put(
        key,
        Order(
            reseller=order.reseller,
            pon=order.pon,
            latest=order.latest,
            in_force=order.in_force,
            last_sequence=sequence,
        ),
    )
    books.events.append(
        Event(
            reseller=version.reseller,
            pon=version.pon,
            version=version.version,
            sequence=sequence,
            event=event,
            occurred_at=now,
            transaction_number=version.transaction_number,
            order_number=version.order_number,
            reference=version.reference,
            detail=detail,
        )
    )
