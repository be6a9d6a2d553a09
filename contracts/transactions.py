"""The transactions of the wholesaler format: what can be asked, on which lane, and whether it changes something."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

BULK_KEY = "bulk"
"""Routing key of documents with more than `INTERACTIVE_SEGMENTS` segments."""

INTERACTIVE_SEGMENTS = 200
"""The longest document, in segments, that may use its transaction's own lane."""


class Lane(StrEnum):
    """A queue of its own per reseller, so that a long document never delays a counter clerk's question."""

    INQUIRY = "inquiry"
    ORDER = "order"
    BULK = "bulk"


@dataclass(frozen=True, slots=True)
class Transaction:
    """One thing that can be asked; `name` is the routing key and the AMQP `type` of its requests."""

    name: str
    lane: Lane
    changes_state: bool

    @property
    def reply_type(self) -> str:
        """The AMQP `type` of its answers."""
        return f"{self.name}.reply"


def _inquiry(name: str) -> Transaction:
    return Transaction(name, Lane.INQUIRY, changes_state=False)


def _change(name: str) -> Transaction:
    return Transaction(name, Lane.ORDER, changes_state=True)


TRANSACTIONS: Mapping[str, Transaction] = {
    transaction.name: transaction
    for transaction in (
        _inquiry("address.validate"),
        _inquiry("service.qualify"),
        _inquiry("number.search"),
        _change("number.reserve"),
        _change("number.extend"),
        _change("number.release"),
        _inquiry("due_date.offer"),
        _inquiry("customer.record"),
        _change("order.submit"),
        _change("order.supplement"),
        _inquiry("notification.resend"),
        _inquiry("order.status"),
    )
}
"""Every transaction of version 1, by name."""
