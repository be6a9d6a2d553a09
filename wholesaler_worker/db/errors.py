"""What can go wrong with the records, and what the caller should do.

DatabaseProblem
├── DatabaseUnavailable   passing: a deadlock, a statement that took too long; try again later
│   └── DatabaseAway      nobody answers, or the server is ending or overloaded: try again when it is back
└── DatabaseError         the statement itself is wrong for these tables or this content; trying again changes nothing
    ├── SchemaOutdated    tables are missing or older than this program: run `wholesaler-worker migrate`
    ├── MigrationsDiffer  what was applied is not what this program ships: install the version that applied it
    └── RecordRefused     a constraint of the schema says no; `constraint` is its name
        └── DayTaken      a day's last room was booked by somebody else meanwhile: decide again
"""

from __future__ import annotations


class DatabaseProblem(Exception):
    """The records could not be read or changed; the message is one sentence for a person."""


class DatabaseUnavailable(DatabaseProblem):
    """The database gave up a transaction that may succeed next time."""


class DatabaseAway(DatabaseUnavailable):
    """The database serves nobody now, whatever is asked of it."""


class DatabaseError(DatabaseProblem):
    """The database refused a statement for good."""


class SchemaOutdated(DatabaseError):
    """A table or column that this program needs is not there."""


class MigrationsDiffer(DatabaseError):
    """A migration that was applied is not the one that this program ships."""


class RecordRefused(DatabaseError):
    """A row breaks a rule of the schema; `constraint` names the rule."""

    def __init__(self, sentence: str, constraint: str) -> None:
        super().__init__(sentence)
        self.constraint = constraint


class DayTaken(RecordRefused):
    """An office's day has no room any more, although it had when it was read."""
