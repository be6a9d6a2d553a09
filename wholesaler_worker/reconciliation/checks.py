"""What must be so in the records, and what is wrong when it is not: each check finds what breaks one rule.

Constraints of the schema rule most of it out. The checks do not rely on them: a proof that leans on what it proves is
none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from wholesaler_worker.reconciliation.findings import Finding, Wrong

if TYPE_CHECKING:
    from wholesaler_worker.db.reconciliation import Found

_OURS = "report it: no order of events may bring this about"


@dataclass(frozen=True, slots=True)
class Check:
    """`statement` is one of `db/sql/reconciliation.sql`; `text` says what is wrong, with what was seen in braces."""

    statement: str
    wrong: Wrong
    text: str
    to_do: str = _OURS

    def finding(self, found: Found) -> Finding:
        """What it found, for a person."""
        return Finding(
            wrong=self.wrong,
            reseller=found.reseller or "",
            name=found.name,
            text=self.text.format(found.seen),
            to_do=self.to_do,
        )


UNANSWERED: Final = Check(
    "documents_unanswered",
    Wrong.LOST,
    "received {}, carried out, and the broker never confirmed its answer",
    "have the reseller send it again under the same transaction number: it gets the stored answer",
)
"""Apart from the others: what waits in a lane or on the ladder will still be answered."""

CHECKS: Final = (
    Check("documents_without_answer", Wrong.LOST, "received {}, and its answer was not kept"),
    Check("documents_entered_twice", Wrong.DOUBLED, "it stands in the ledger {} times"),
    Check("answers_kept_twice", Wrong.DOUBLED, "{} answers are stored for it"),
    Check("versions_recorded_twice", Wrong.DOUBLED, "version {} is recorded more than once"),
    Check("versions_decided_twice", Wrong.DOUBLED, "version {} was confirmed or rejected more than once"),
    Check("versions_in_force_twice", Wrong.DOUBLED, "more than one version is in force: {}"),
    Check(
        "order_numbers_given_twice",
        Wrong.DOUBLED,
        "this order number belongs to several open orders: {}",
        "stop the network's systems from completing it, and report it",
    ),
    Check(
        "numbers_assigned_twice",
        Wrong.DOUBLED,
        "several open orders have taken this number: {}",
        "agree with the resellers who keeps it, cancel the other order, and report it",
    ),
    Check("numbers_held_twice", Wrong.DOUBLED, "several holds keep this number, of {}"),
    Check("sequences_used_twice", Wrong.DOUBLED, "the notification {} is there more than once"),
    Check(
        "days_promised_twice",
        Wrong.DOUBLED,
        "fewer bookings than orders: {}",
        "see that the office can carry them out, and report it",
    ),
    Check(
        "notifications_unsent",
        Wrong.MISSING,
        "the broker does not have the notification {}",
        "a running worker sends it: is one running, and does notifications.RESELLER take messages?"
        " (docs/runbook.md, Notifications do not arrive)",
    ),
    Check("sequences_missing", Wrong.MISSING, "the notification {} does not exist"),
    Check("orders_without_notification", Wrong.MISSING, "none of its {} notifications exists"),
    Check("decisions_missing", Wrong.MISSING, "version {} is decided, and no notification says so"),
    Check("ends_missing", Wrong.MISSING, "version {}, and no notification says so"),
    Check("orders_not_as_their_versions", Wrong.MISSING, "the version in force is {}"),
    Check("numbers_not_assigned", Wrong.MISSING, "an open order has it, and it is not assigned: {}"),
    Check("holds_of_numbers_not_held", Wrong.MISSING, "there is a hold of it and the inventory gives it as {}"),
    Check("days_booked_too_often", Wrong.MISSING, "more bookings than orders: {}"),
)
"""In the order in which they are told."""
