"""What a reconciliation says: figures of each reseller and of all, the findings, and what it could not look at."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime


@dataclass(slots=True)
class Figures:
    """How many documents of a reseller stand how, its notifications, and its findings by kind.

    `received` are `answered`, `under_way` (too young to judge), `waiting` (in a lane or on the ladder), `parked` (set
    aside without an answer) and those that are `lost`. `direct` are inquiries that asked for a direct reply, which no
    tap sees: they are no part of `received`.
    """

    received: int = 0
    answered: int = 0
    under_way: int = 0
    waiting: int = 0
    parked: int = 0
    direct: int = 0
    notifications: int = 0
    sent: int = 0
    lost: int = 0
    doubled: int = 0
    missing: int = 0

    def add(self, other: Figures) -> None:
        """Add another's, figure by figure."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`figures` by reseller, under an empty name what is nobody's; `notes` are sentences about the limits of it."""

    since: datetime
    until: datetime
    figures: Mapping[str, Figures]
    notes: tuple[str, ...] = ()

    @property
    def total(self) -> Figures:
        """Of all resellers."""
        return total_of(self.figures.values())

    @property
    def is_clean(self) -> bool:
        """True when nothing is lost, doubled or missing."""
        total = self.total
        return not (total.lost or total.doubled or total.missing)

    @property
    def last_line(self) -> str:
        """What a program or a person looks at first."""
        total = self.total
        return (
            f"received {total.received} answered {total.answered}"
            f" lost {total.lost} doubled {total.doubled} missing {total.missing}"
        )

    def as_json(self) -> dict[str, Any]:
        """The same as an object, without the findings."""
        return {
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            **asdict(self.total),
            "resellers": {name: asdict(figures) for name, figures in self.figures.items() if name},
            "notes": list(self.notes),
        }


def total_of(figures: Iterable[Figures]) -> Figures:
    """The sum of all."""
    total = Figures()
    for one in figures:
        total.add(one)
    return total
