"""Makes a new epoch when the records have changed, and the index that goes with it.

The epoch is recorded before the index is put in force: an index in force then never has an epoch that the records do
not know, and one that was recorded but not built, because the program was killed or because another machine published
it, is built by the next run under the same epoch.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from serviceability.index import IndexUnusable, build_index, open_index
from wholesaler_worker.db.locks import held
from wholesaler_worker.db.publications import latest_publication, record_publication
from wholesaler_worker.db.reference_rows import ADDRESS, FEATURE, reference_snapshot
from wholesaler_worker.errors import PublicationFailed
from wholesaler_worker.publication import WHOLE_AREA, index_path

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from wholesaler_worker.db.database import Database
    from wholesaler_worker.db.publications import Publication
    from wholesaler_worker.db.reference_rows import Content, ReferenceSnapshot


@dataclass(frozen=True, slots=True)
class PublishReport:
    """What a run did: the epochs in force, which of the files got a new one, and whether the index was built.

    `unserved` counts the ranges without a serving office.
    """

    path: Path
    address: Publication
    feature: Publication
    new: tuple[str, ...]
    built: bool
    unserved: int


def publish_area(database: Database, data_dir: Path, area: str = WHOLE_AREA) -> PublishReport:
    """Publish what the records hold now; publishers of one area take turns, whatever machine they are on.

    Raises `PublicationFailed` when there is nothing to publish or the index cannot be written; the one before stays in
    force.
    """
    path = index_path(data_dir, area)
    with (
        database.transaction() as connection,
        held(connection, f"publish {area}"),
        reference_snapshot(connection) as snapshot,
    ):
        found = {file: snapshot.content(file) for file in (ADDRESS, FEATURE)}
        if not found[ADDRESS].rows:
            raise PublicationFailed("there are no addresses in the records: run wholesaler-worker load addresses first")
        in_force, new = _epochs(database, area, found)
        address, feature = in_force[ADDRESS], in_force[FEATURE]
        built = bool(new) or not _is_in_force(path, area, address, feature)
        if built:
            _build(path, area, snapshot, address, feature)
        return PublishReport(path, address, feature, new, built, snapshot.unserved())


def _epochs(database: Database, area: str, found: dict[str, Content]) -> tuple[dict[str, Publication], tuple[str, ...]]:
    """The publications in force, new ones recorded for the files whose content is another than before."""
    in_force: dict[str, Publication] = {}
    new: list[str] = []
    with database.transaction() as connection:
        for file, content in found.items():
            latest = latest_publication(connection, area, file)
            if latest is None or latest.sha256 != content.sha256:
                new.append(file)
                latest = record_publication(connection, area, file, latest.epoch + 1 if latest else 1, content)
            in_force[file] = latest
    return in_force, tuple(new)


def _is_in_force(path: Path, area: str, address: Publication, feature: Publication) -> bool:
    """Whether the index at `path` is of these publications; their time tells them from another database's."""
    try:
        index = open_index(path)
    except IndexUnusable:
        return False
    try:
        known = (index.area, index.address_epoch, index.feature_epoch, index.published_at)
    finally:
        index.close()
    return known == (area, address.epoch, feature.epoch, _published_at(address, feature).isoformat())


def _build(path: Path, area: str, snapshot: ReferenceSnapshot, address: Publication, feature: Publication) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for left_over in path.parent.glob(f"{path.name}.building-*"):
            left_over.unlink()  # a publisher was killed; another one of this area would hold the lock
        build_index(
            path,
            area=area,
            address_rows=snapshot.address_rows(),
            feature_rows=snapshot.feature_rows(),
            address_epoch=address.epoch,
            feature_epoch=feature.epoch,
            published_at=_published_at(address, feature),
        )
    except (OSError, sqlite3.Error) as e:
        raise PublicationFailed(
            f"the index {path} could not be written ({e}); the one before stays in force: mend it and publish again"
        ) from e


def _published_at(address: Publication, feature: Publication) -> datetime:
    return max(address.published_at, feature.published_at)
