"""The record of what was published: the epochs of the reference files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, cast

from wholesaler_worker.db.statements import statements

if TYPE_CHECKING:
    from datetime import datetime

    from wholesaler_worker.db.database import Connection
    from wholesaler_worker.db.reference_rows import Content


@dataclass(frozen=True, slots=True)
class Publication:
    """One epoch of one file of an area; `published_at` is in UTC."""

    file: str
    epoch: int
    sha256: str
    rows: int
    published_at: datetime


def latest_publication(connection: Connection, area: str, file: str) -> Publication | None:
    """The newest epoch of a file, or None when it was never published."""
    row = connection.execute(statements("publications")["latest_publication"], (area, file)).fetchone()
    if row is None:
        return None
    epoch, sha256, rows, published_at = row
    return Publication(file, cast("int", epoch), str(sha256), cast("int", rows), _utc(published_at))


def record_publication(connection: Connection, area: str, file: str, epoch: int, content: Content) -> Publication:
    """Record a new epoch; raises `RecordRefused` when the file has this epoch already."""
    values = (area, file, epoch, content.sha256, content.rows)
    row = connection.execute(statements("publications")["record_publication"], values).fetchone()
    assert row is not None  # noqa: S101 - an INSERT that returns gives its row or an error
    return Publication(file, epoch, content.sha256, content.rows, _utc(row[0]))


def _utc(published_at: object) -> datetime:
    """The server writes it in the session's zone; the index compares it as text."""
    return cast("datetime", published_at).astimezone(UTC)
