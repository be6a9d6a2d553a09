"""One segment that changes something, and what a use case says about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import date, datetime

    from serviceability.index import ReferenceIndex
    from wholesaler_worker.changing.books import Books
    from wholesaler_worker.changing.records import Number
    from wholesaler_worker.handling.question import Question


@dataclass(slots=True)
class Change:
    """A question whose answer has effects. `prepared` is what the use case found out before the transaction.

    `may_wait`: a version that is ahead of its turn may still be put back into the delay ladder.
    """

    question: Question
    reseller: str
    transaction_number: str
    may_wait: bool
    prepared: Any = None


@dataclass(slots=True)
class Wanted:
    """The records that a change may read or change; they are read, and locked until the commit, in one go each.

    `numbers` are read with their holds, and `tokens` with their numbers. An order is read with its latest version and
    the one in force, and with the `versions` that are named. `accounts` are wanted by any number of theirs, and found
    under their main number, which `Number.account` names.
    """

    numbers: set[str] = field(default_factory=set)
    tokens: set[str] = field(default_factory=set)
    orders: set[tuple[str, str]] = field(default_factory=set)
    versions: set[tuple[str, str, int]] = field(default_factory=set)
    accounts: set[str] = field(default_factory=set)

    def add(self, other: Wanted) -> None:
        """Want what another wants, too."""
        self.numbers |= other.numbers
        self.tokens |= other.tokens
        self.orders |= other.orders
        self.versions |= other.versions
        self.accounts |= other.accounts


class Inventory(Protocol):
    """Picks of numbers within the transaction: what is picked is locked until its end, without waiting for others.

    What will be asked is told before the first decision of the transaction, as far as it is known: the numbers of all
    are then drawn in one go, and the counts are locked in one order whoever asks.
    """

    def will_pick(self, rate_center: str, quantity: int, *, switch: str | None = None) -> None:
        """So many random numbers are going to be picked."""

    def will_count(self, reseller: str) -> None:
        """This reseller's numbers are going to be counted by `held_by`."""

    def will_number(self) -> None:
        """One more order may need a number by `order_number`."""

    def pick(
        self,
        rate_center: str,
        quantity: int,
        *,
        switch: str | None = None,
        kind: str = "random",
        pattern: str = "",
        taken: Callable[[str], bool] | None = None,
    ) -> Sequence[Number]:
        """At most `quantity` available numbers that nobody else has locked and this transaction has not taken.

        `kind` is random, sequential (a run within one NPA-NXX, or the longest there is) or pattern. `taken` tells
        whether the books of this transaction have a number in use, see `wholesaler_worker.holding.hold_verdict`; what
        was given and then forgotten can so be given again. Without it nothing is given twice.
        """

    def held_by(self, reseller: str) -> int:
        """How many numbers the reseller holds, without those of this transaction.

        No other transaction adds any until this one ends.
        """

    def expired(self, reseller: str, tokens: Collection[str]) -> set[str]:
        """Those of the tokens whose hold was this reseller's and expired, and whose number is free since then."""

    def note_expired(self, tokens: Collection[str]) -> None:
        """Remember these tokens for `expired`: their holds have expired, and are about to make room for others."""

    def order_number(self) -> str:
        """A number for a new order that no other order has or will have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What decides besides the records: the files in force, the rules of the wholesaler, and the moment.

    `today` is `now`'s day in UTC.
    """

    index: ReferenceIndex
    inventory: Inventory
    rules: Rules
    now: datetime
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The wholesaler's own terms, from the records; see docs/reference/rules.md.

    Times in minutes and days; intervals in working days, by USOC where one has its own.
    """

    hold_minutes: int = 240
    longest_hold_minutes: int = 30 * 24 * 60
    hold_extensions: int = 3
    holds_each: int = 1_000
    aging_days: int = 90
    interval: int = 3
    intervals: dict[str, int] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()


class ChangeUseCase(Protocol):
    """How one transaction is decided: `prepare` before the transaction, then `wanted`, `days`, `decide` within it.

    `decide` ends the question with an answer and puts the effects into the books it is given; a refusal's layer is
    forgotten unless `keeps_refusals`. Raises nothing for what a reseller can do wrong.
    """

    keeps_refusals: bool

    def prepare(self, change: Change, index: ReferenceIndex, today: date) -> None:
        """Find out from the files alone what can be found out; it costs processor time, and no lock waits for it."""

    def wanted(self, change: Change) -> Wanted:
        """The records that are known to be needed."""

    def days(self, change: Change, books: Books, office: Office) -> set[tuple[str, date]]:
        """The days of offices whose capacity may be used, once the records are read."""

    def decide(self, change: Change, books: Books, office: Office) -> None:
        """End the question."""
