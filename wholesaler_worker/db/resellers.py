"""The resellers' records: who may send documents, and what they may ask; and word of every change."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from wholesaler_worker.db.listening import ChannelListener
from wholesaler_worker.db.statements import statements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from wholesaler_worker.db.database import Connection, Database

CHANNEL = "reseller_changed"


class ResellerState(StrEnum):
    """Whether a reseller's documents are answered or refused."""

    ACTIVE = "active"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResellerRecord:
    """One reseller; `answers` are the names of its answers queues besides the one that every reseller has.

    With `require_user_id` a document without the broker-verified user is refused. `provisioned` says that the broker
    knows it and its credentials were handed out.
    """

    name: str
    state: ResellerState
    require_user_id: bool
    areas: tuple[str, ...]
    transactions: tuple[str, ...]
    answers: tuple[str, ...] = ()
    provisioned: bool = True


def list_resellers(database: Database) -> tuple[ResellerRecord, ...]:
    """Every reseller, by name."""
    with database.transaction() as connection:
        rows = connection.execute(statements("resellers")["list_resellers"]).fetchall()
    return tuple(record_of(row) for row in rows)


def record_of(row: Sequence[object]) -> ResellerRecord:
    """The record in a row of `list_resellers`."""
    name, state, require_user_id, areas, transactions, answers, provisioned = row
    return ResellerRecord(
        name=str(name),
        state=ResellerState(str(state)),
        require_user_id=bool(require_user_id),
        areas=tuple(cast("list[str]", areas)),
        transactions=tuple(cast("list[str]", transactions)),
        answers=tuple(cast("list[str]", answers)),
        provisioned=bool(provisioned),
    )


def add_reseller(
    database: Database, name: str, *, require_user_id: bool, areas: Iterable[str], transactions: Iterable[str]
) -> bool:
    """Record a reseller; False when it was there already and fully provisioned, which then stays as it is."""
    values = (name, require_user_id, list(areas), list(transactions))
    with database.transaction() as connection:
        return connection.execute(statements("resellers")["add_reseller"], values).fetchone() is not None


def mark_provisioned(database: Database, name: str) -> None:
    """Remember that the broker knows the reseller and that its credentials were handed out."""
    with database.transaction() as connection:
        connection.execute(statements("resellers")["mark_provisioned"], (name,))


def set_state(database: Database, name: str, state: ResellerState) -> bool:
    """Disable or enable a reseller; False when there is none of this name."""
    with database.transaction() as connection:
        changed = connection.execute(statements("resellers")["set_reseller_state"], (str(state), name))
        return changed.fetchone() is not None


def add_answers_queue(database: Database, reseller: str, name: str) -> None:
    """Record a named answers queue; raises `RecordRefused` when there is no such reseller."""
    with database.transaction() as connection:
        connection.execute(statements("resellers")["add_answers_queue"], (reseller, name))


class ResellerWatch:
    """A thread that calls `on_change(records)` with all resellers at its start and whenever a record has changed.

    `records` is what `list_resellers` returns. The thread has a connection of its own, connects again by itself, and
    calls again after a reconnection, when a change may have been missed. `on_change` must return soon.
    """

    def __init__(self, dsn: str, on_change: Callable[[tuple[ResellerRecord, ...]], None]) -> None:
        self._on_change = on_change
        self._listener = ChannelListener(dsn, CHANNEL, self._read)

    def start(self) -> None:
        """Begin to watch; returns at once."""
        self._listener.start()

    def stop(self, *, timeout: float = 5.0) -> None:
        """End the watch; idempotent."""
        self._listener.stop(timeout=timeout)

    def _read(self, connection: Connection) -> None:
        rows = connection.execute(statements("resellers")["list_resellers"]).fetchall()
        self._on_change(tuple(record_of(row) for row in rows))
