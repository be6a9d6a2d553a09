"""The SQLite file of one reseller's adapter: opened, migrated, and locked for one transaction at a time."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import contextmanager
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from reseller_adapter.errors import StoreUnusable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

_SCHEMAS = ("schema", "schema_2")
"""The files of `sql/` that make a store, one per version: a store is brought up to date by those it has not seen."""
_BUSY_SECONDS = 30.0
"""How long another program (a command beside the running adapter) may hold the file before we say so."""

_OF_THE_FILE = (sqlite3.OperationalError, sqlite3.InternalError)
"""Errors of the disk or the file. Others (a broken constraint) are mistakes in this program and pass through."""


class Database:
    """One connection, safe to use from any thread; a transaction belongs to the thread that began it.

    WAL lets commands read while the adapter writes; `synchronous=FULL` because an answer is acknowledged to the broker
    on the strength of a commit. The file holds end users' names: only its owner may read it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._depth = 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # sqlite3 would create it for everyone to read; its companions (-wal, -shm) take over the rights they find.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as e:
            raise StoreUnusable(f"the store {path} cannot be opened ({e.strerror}); check its folder's rights") from e
        self._connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            self._prepare()
        except sqlite3.Error as e:
            self._connection.close()
            raise StoreUnusable(f"the store {path} cannot be used ({e}); is it an adapter's store?") from e
        except StoreUnusable:
            self._connection.close()
            raise

    def _prepare(self) -> None:
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        with self.transaction():
            self._bring_up_to_date()
        # Only now: a table that others refer to can be made anew only while references are not looked after.
        self._connection.execute("PRAGMA foreign_keys = ON")

    def _bring_up_to_date(self) -> None:
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        if version > len(_SCHEMAS):
            raise StoreUnusable(
                f"the store {self.path} was written by a newer program (version {version}); upgrade this one"
            )
        for name in _SCHEMAS[version:]:
            schema = files("reseller_adapter.store").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
            for statement in _statements_of(schema):
                self._connection.execute(statement)
        self._connection.execute(f"PRAGMA user_version = {len(_SCHEMAS)}")

    def __enter__(self) -> Database:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; idempotent."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit at the end, roll back on an error. One inside another is a savepoint: it can fail on its own."""
        with self._lock:
            begin, commit, roll_back = (
                (f"SAVEPOINT s{self._depth}", f"RELEASE s{self._depth}", f"ROLLBACK TO s{self._depth}")
                if self._depth
                else ("BEGIN IMMEDIATE", "COMMIT", "ROLLBACK")
            )
            self._execute(begin)
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._connection.in_transaction:  # a full disk makes SQLite roll back by itself
                    self._execute(roll_back)
                raise
            self._depth -= 1
            try:
                self._execute(commit)
            except StoreUnusable:
                if self._connection.in_transaction:
                    self._execute(roll_back)
                raise

    def run(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Execute one statement; returns how many rows it touched."""
        with self._lock:
            return self._execute(statement, values).rowcount

    def run_for_each(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Execute one statement for every row."""
        with self._lock:
            try:
                self._connection.executemany(statement, rows)
            except _OF_THE_FILE as e:
                raise self._unusable(e) from e

    def all(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """Every row, as a tuple."""
        with self._lock:
            try:
                return self._execute(statement, values).fetchall()
            except _OF_THE_FILE as e:
                raise self._unusable(e) from e

    def one(self, statement: str, values: Sequence[Any] = ()) -> Any:
        """The first row as a tuple, or None."""
        rows = self.all(statement, values)
        return rows[0] if rows else None

    def _execute(self, statement: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        try:
            return self._connection.execute(statement, values)
        except _OF_THE_FILE as e:
            raise self._unusable(e) from e

    def _unusable(self, error: sqlite3.Error) -> StoreUnusable:
        return StoreUnusable(f"the store {self.path} cannot be used ({error}); check the disk and the file's rights")


def _statements_of(text: str) -> Iterator[str]:
    statement = ""
    for line in text.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
