"""A look at the records: is the database there, is its schema ours, what was published, who are the resellers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wholesaler_worker.db.database import Database
from wholesaler_worker.db.errors import DatabaseProblem
from wholesaler_worker.db.migrate import require_migrated
from wholesaler_worker.db.publications import latest_publication
from wholesaler_worker.db.reference_rows import ADDRESS, FEATURE
from wholesaler_worker.db.resellers import ResellerRecord, ResellerState, list_resellers
from wholesaler_worker.publication import WHOLE_AREA
from wholesaler_worker.standing.finding import Finding

if TYPE_CHECKING:
    from wholesaler_worker.db.publications import Publication


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the records say; `publications` by file, without a file that was never published."""

    resellers: tuple[ResellerRecord, ...] = ()
    publications: tuple[Publication, ...] = ()

    def epoch(self, file: str) -> int | None:
        """The epoch of a file that was published last."""
        return next((published.epoch for published in self.publications if published.file == file), None)


def look_at_records(dsn: str) -> tuple[Finding, Recorded]:
    """Connect and read; a database that is away or of another schema is the finding's problem."""
    finding = Finding()
    try:
        with Database(dsn, connections=1) as database:
            require_migrated(database)
            resellers = list_resellers(database)
            with database.transaction() as connection:
                found = [latest_publication(connection, WHOLE_AREA, file) for file in (ADDRESS, FEATURE)]
    except DatabaseProblem as e:
        finding.facts = {"reachable": False}
        finding.lines.append("records: not usable")
        finding.problems.append(str(e))
        return finding, Recorded()
    publications = tuple(published for published in found if published is not None)
    finding.facts = {
        "reachable": True,
        "published": {
            published.file: {
                "epoch": published.epoch,
                "rows": published.rows,
                "published_at": published.published_at.isoformat(),
            }
            for published in publications
        },
        "resellers": [
            {
                "name": record.name,
                "state": record.state.value,
                "provisioned": record.provisioned,
                "answers": list(record.answers),
            }
            for record in resellers
        ],
    }
    finding.lines.append("records: there, and of this program's schema")
    for published in publications:
        finding.lines.append(
            f"published: {published.file} epoch {published.epoch}, {published.rows:,} rows,"
            f" {published.published_at:%Y-%m-%d %H:%M} UTC"
        )
    if not publications:
        finding.lines.append("published: nothing yet (wholesaler-worker load, then wholesaler-worker publish)")
    finding.lines.append(f"resellers: {', '.join(_said(record) for record in resellers) or 'none yet'}")
    finding.problems.extend(
        f"the reseller {record.name} was not provisioned to its end; run: wholesaler-worker reseller add {record.name}"
        for record in resellers
        if not record.provisioned
    )
    return finding, Recorded(resellers, publications)


def _said(record: ResellerRecord) -> str:
    return record.name if record.state is ResellerState.ACTIVE else f"{record.name} ({record.state.value})"
