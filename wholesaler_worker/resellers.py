"""Resellers in both places at once: the record in PostgreSQL and the rights at the broker.

Either place can fail after the other has changed. The order is such that repeating the command mends it, and that no
worker believes a right which the broker does not give.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from contracts.transactions import TRANSACTIONS
from wholesaler_worker.db import resellers as records
from wholesaler_worker.db.locks import held
from wholesaler_worker.db.resellers import ResellerRecord, ResellerState
from wholesaler_worker.errors import ResellerProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wholesaler_worker.db.database import Database


class Credentials(Protocol):
    """A broker user and its password, which nobody can read again."""

    @property
    def username(self) -> str:
        """The user's name."""

    @property
    def password(self) -> str:
        """The generated password."""


class Provisioning(Protocol):
    """What the broker does for a reseller; `broker_config.provisioning` does it. Every call may be repeated."""

    def add(self, reseller: str, areas: Sequence[str], answers: Sequence[str] = ()) -> Credentials:
        """Make user, exchange, queues, permissions and limits; a new password each time."""

    def rotate(self, reseller: str, *, end_connections: bool = False) -> Credentials:
        """Give the user a new password, and end what runs under the old one if asked."""

    def disable(self, reseller: str) -> None:
        """Take the user's rights away and end its connections."""

    def enable(self, reseller: str, areas: Sequence[str]) -> None:
        """Give the rights back."""

    def add_answers_queue(self, reseller: str, name: str) -> str:
        """Make a named answers queue; returns its full name."""


class Resellers:
    """The use cases of `wholesaler-worker reseller`. All raise `ResellerProblem` and what database and broker raise."""

    def __init__(self, database: Database, provisioning: Provisioning) -> None:
        self._database = database
        self._provisioning = provisioning

    def add(
        self, name: str, *, areas: Sequence[str], require_user_id: bool, hand_out: Callable[[Credentials], None]
    ) -> None:
        """Record a reseller, provision it, and hand out its credentials.

        Only then it counts as added: a run that ended before can be repeated, one after that is refused.
        """
        with self._turn(name):
            recorded = records.add_reseller(
                self._database, name, require_user_id=require_user_id, areas=areas, transactions=sorted(TRANSACTIONS)
            )
            if not recorded:
                raise ResellerProblem(
                    f"the reseller {name} is there already; new credentials: wholesaler-worker reseller rotate {name}"
                )
            answers = self._record(name).answers
            hand_out(self._provisioning.add(name, areas, answers))
            records.mark_provisioned(self._database, name)

    def disable(self, name: str) -> None:
        """Refuse what the reseller sends; first at the workers, who know at once, then at the broker."""
        with self._turn(name):
            self._record(name)
            records.set_state(self._database, name, ResellerState.DISABLED)
            self._provisioning.disable(name)

    def enable(self, name: str) -> None:
        """Serve the reseller again, with the credentials that it has."""
        with self._turn(name):
            self._provisioning.enable(name, self._record(name).areas)
            records.set_state(self._database, name, ResellerState.ACTIVE)

    def rotate(self, name: str, *, hand_out: Callable[[Credentials], None], end_connections: bool = False) -> None:
        """Replace the credentials; connections made with the old ones stay unless `end_connections`."""
        with self._turn(name):
            if self._record(name).state is ResellerState.DISABLED:
                raise ResellerProblem(f"the reseller {name} is disabled; enable it before its credentials are replaced")
            hand_out(self._provisioning.rotate(name, end_connections=end_connections))

    def add_answers_queue(self, name: str, queue: str) -> str:
        """Make a named answers queue and return its full name.

        It is recorded last: a worker never takes a queue for an answer's place that is not there.
        """
        with self._turn(name):
            self._record(name)
            full_name = self._provisioning.add_answers_queue(name, queue)
            records.add_answers_queue(self._database, name, queue)
            return full_name

    @contextmanager
    def _turn(self, name: str) -> Iterator[None]:
        """Two operators who change one reseller take turns: otherwise each would see the other's half."""
        with self._database.transaction() as connection, held(connection, f"reseller {name}"):
            yield

    def _record(self, name: str) -> ResellerRecord:
        for record in records.list_resellers(self._database):
            if record.name == name:
                return record
        raise ResellerProblem(f"there is no reseller {name}; wholesaler-worker reseller list shows those there are")
