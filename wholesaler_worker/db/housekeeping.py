"""What is done to the records besides the traffic, each piece in a short transaction that waits for nobody."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from psycopg import sql

from wholesaler_worker.db.number_ends import free_expired_holds, free_rested_numbers
from wholesaler_worker.db.provisioning_records import forget_provisioning_events
from wholesaler_worker.db.statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from wholesaler_worker.db.database import Connection, Database

KEPT_DAYS: Final = 31
"""How long keys, stored answers, expired tokens and the network's messages are kept."""
DAYS_AHEAD: Final = 7
"""For how many days, today included, there is room for answers."""


class NotOurTurn(Exception):
    """Another worker keeps house at this moment."""


class House:
    """Pieces of work at a moment `now`; each does at most `limit` rows and returns how many it did.

    All raise `NotOurTurn` and the errors of `wholesaler_worker.db.errors`. `DatabaseUnavailable` from a piece of work
    on a whole table means that there was traffic on it: it will go another time.
    """

    def __init__(self, database: Database, limit: int) -> None:
        self._database = database
        self._limit = limit

    def free_expired_holds(self, now: datetime) -> int:
        """Make the numbers of expired holds available."""
        with self._turn() as connection:
            return free_expired_holds(connection, now, limit=self._limit)

    def free_rested_numbers(self, now: datetime) -> int:
        """Make numbers available that have rested for long enough."""
        with self._turn() as connection:
            return free_rested_numbers(connection, now, limit=self._limit)

    def forget_keys(self, now: datetime) -> int:
        """Delete the keys of documents that came too long ago to come again; not of those without their answer."""
        return self._forget("forget_keys", now)

    def forget_tokens(self, now: datetime) -> int:
        """Delete tokens that expired too long ago for anybody to ask."""
        return self._forget("forget_tokens", now)

    def forget_network_messages(self, now: datetime) -> int:
        """Delete what is known of the network's messages that came too long ago to come again."""
        with self._turn() as connection:
            return forget_provisioning_events(connection, now - timedelta(days=KEPT_DAYS), self._limit)

    def make_partitions(self, now: datetime) -> int:
        """Make room for the answers of the coming days."""
        asked = {"first_day": now.date(), "days": DAYS_AHEAD}
        named = statements("housekeeping")
        with self._turn() as connection:
            row = connection.execute(named["missing_answer_partitions"], asked).fetchone()
            missing = int(str(row[0])) if row else 0
            if missing:
                connection.execute(named["wait_briefly"])
                connection.execute(named["make_answer_partitions"], asked)
            return missing

    def drop_partition(self, now: datetime) -> int:
        """Drop the answers of one day that is too long ago."""
        before = now.date() - timedelta(days=KEPT_DAYS)
        named = statements("housekeeping")
        with self._turn() as connection:
            row = connection.execute(named["old_answer_partition"], {"before": before}).fetchone()
            if row is None:
                return 0
            connection.execute(named["wait_briefly"])
            connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(str(row[0]))))
            return 1

    def _forget(self, statement: str, now: datetime) -> int:
        asked = {"before": now - timedelta(days=KEPT_DAYS), "limit": self._limit}
        with self._turn() as connection:
            return connection.execute(statements("housekeeping")[statement], asked).rowcount

    @contextmanager
    def _turn(self) -> Iterator[Connection]:
        with self._database.transaction() as connection:
            if connection.execute(statements("housekeeping")["take_turn"]).fetchone() != (True,):
                raise NotOurTurn
            yield connection
