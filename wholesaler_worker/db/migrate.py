"""Brings the schema up to date: numbered files, applied once, in order, under a lock, recorded with their checksums."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from wholesaler_worker.db.errors import MigrationsDiffer, SchemaOutdated
from wholesaler_worker.db.statements import statements

if TYPE_CHECKING:
    from wholesaler_worker.db.database import Connection, Database

_FILE = re.compile(r"^(?P<number>\d{4})_(?P<title>[a-z0-9_]+)\.sql$")


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema's history; `checksum` is the SHA-256 of its text."""

    number: int
    title: str
    text: str

    @property
    def checksum(self) -> str:
        """What shows that a file was edited after it had been applied."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def shipped_migrations() -> list[Migration]:
    """The migrations that this program carries, in order; numbered 1..n without gaps.

    Raises ValueError when a file is named otherwise or a number is missing.
    """
    folder = files("wholesaler_worker.db").joinpath("migrations")
    found: list[Migration] = []
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".sql"):
            continue
        name = _FILE.match(file.name)
        if name is None or int(name["number"]) != len(found) + 1:
            raise ValueError(f"migration {file.name} is not number {len(found) + 1:04d}_title.sql")
        found.append(Migration(int(name["number"]), name["title"], file.read_text(encoding="utf-8")))
    return found


def migrate(database: Database) -> list[Migration]:
    """Apply what is missing, all in one transaction; returns what was applied, in order.

    Raises `MigrationsDiffer` when the database was migrated by other files than ours.
    """
    with database.transaction() as connection:
        sql = statements("migrations")
        connection.execute(sql["lock_migrations"])
        connection.execute(sql["create_migration_table"])
        missing = _missing(connection)
        for migration in missing:
            connection.execute(migration.text.encode())
            connection.execute(sql["record_migration"], (migration.number, migration.title, migration.checksum))
        return missing


def require_migrated(database: Database) -> None:
    """Say so before anything else goes wrong when the schema is older than this program.

    Raises `SchemaOutdated`, or `MigrationsDiffer` when it is of another line.
    """
    with database.transaction() as connection:
        missing = _missing(connection)
    if missing:
        raise SchemaOutdated(f"the database lacks {len(missing)} migrations; run: wholesaler-worker migrate")


def _missing(connection: Connection) -> list[Migration]:
    shipped = shipped_migrations()
    applied = connection.execute(statements("migrations")["applied_migrations"]).fetchall()
    if len(applied) > len(shipped):
        raise MigrationsDiffer(
            f"the database is at migration {len(applied)}, this program knows {len(shipped)}; install a newer version"
        )
    for ours, (number, title, checksum) in zip(shipped, applied, strict=False):
        if (ours.number, ours.checksum) != (number, checksum):
            raise MigrationsDiffer(
                f"migration {number} ({title}) was applied with another content than this program's; "
                "install the version that applied it"
            )
    return shipped[len(applied) :]
