"""The working copy of one transaction: what was read, and in layers upon it what is changed.

A segment works on a layer of its document's layer, and a document on a layer of the batch's. A layer is kept, or just
forgotten: so nothing has to be undone when a segment is refused, a sibling of an atomic document fails, or a document
is a dry run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import date

    from wholesaler_worker.changing.records import Account, Event, Hold, Number, OfficeDay, Order, Version

    OrderKey = tuple[str, str]
    VersionKey = tuple[str, str, int]
    DayKey = tuple[str, date]

Key = TypeVar("Key", bound="Hashable")
Value = TypeVar("Value")


class Shelf(Generic[Key, Value]):
    """Records of one kind by key, in layers; the first layer is this shelf's own.

    `None` is a record that is not there, or was removed.
    """

    def __init__(self, *below: dict[Key, Value | None]) -> None:
        own: dict[Key, Value | None] = {}
        self._layers = (own, *below)

    def get(self, key: Key) -> Value | None:
        """The record as this layer sees it."""
        for layer in self._layers:
            if key in layer:
                return layer[key]
        return None

    def put(self, key: Key, value: Value | None) -> None:
        """Add, replace or (with None) remove a record."""
        self._layers[0][key] = value

    def own(self) -> Mapping[Key, Value | None]:
        """What this layer has put, and what it kept of layers above it."""
        return self._layers[0]

    def layer(self) -> Shelf[Key, Value]:
        """A shelf upon this one."""
        return Shelf(*self._layers)

    def keep(self) -> None:
        """Hand what this layer has put down to the one below."""
        own, below, *_ = self._layers
        below.update(own)


class Books:
    """All kinds of records. Keys: numbers and accounts by telephone number, holds by token, orders by reseller and PON,
    versions by reseller, PON and version, days by office and day. `more_holds` are no records: by reseller, how many
    numbers more it holds than when the transaction began.

    A hold that ends is put as None under its token, and its number put with its new state.
    """

    def __init__(self, below: Books | None = None) -> None:
        self._below = below
        self.numbers: Shelf[str, Number] = below.numbers.layer() if below else Shelf()
        self.holds: Shelf[str, Hold] = below.holds.layer() if below else Shelf()
        self.orders: Shelf[OrderKey, Order] = below.orders.layer() if below else Shelf()
        self.versions: Shelf[VersionKey, Version] = below.versions.layer() if below else Shelf()
        self.accounts: Shelf[str, Account] = below.accounts.layer() if below else Shelf()
        self.days: Shelf[DayKey, OfficeDay] = below.days.layer() if below else Shelf()
        self.more_holds: Shelf[str, int] = below.more_holds.layer() if below else Shelf()
        self.events: list[Event] = []

    def layer(self) -> Books:
        """New books upon these."""
        return Books(self)

    def keep(self) -> None:
        """Hand everything of this layer down to the one below."""
        below = self._below
        assert below is not None  # noqa: S101 - the lowest layer has nothing below
        self.numbers.keep()
        self.holds.keep()
        self.orders.keep()
        self.versions.keep()
        self.accounts.keep()
        self.days.keep()
        self.more_holds.keep()
        below.events.extend(self.events)
