"""A look at the published index of this machine."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from serviceability.index import IndexUnusable, open_index
from wholesaler_worker.db.reference_rows import ADDRESS, FEATURE
from wholesaler_worker.publication import index_path
from wholesaler_worker.standing.finding import Finding

if TYPE_CHECKING:
    from wholesaler_worker.standing.records import Recorded


def look_at_index(data_dir: Path, recorded: Recorded, now: datetime) -> Finding:
    """Open it and compare it with what was published last; that nothing was published yet is no problem."""
    if data_dir == Path():
        return Finding({"named": False}, ["index: its folder is not named (WHOLESALE_DATA_DIR)"])
    path = index_path(data_dir)
    if not path.exists():
        finding = Finding({"named": True, "path": str(path), "there": False}, [f"index: none at {path}"])
        if recorded.publications:
            finding.problems.append(
                "there is no index on this machine, and workers here answer nothing; run: wholesaler-worker publish"
            )
        return finding
    try:
        index = open_index(path)
    except IndexUnusable as e:
        return Finding(
            {"named": True, "path": str(path), "there": False},
            ["index: not usable"],
            [f"{e}; run: wholesaler-worker publish"],
        )
    index.close()
    published_at = datetime.fromisoformat(index.published_at)
    age = now - (published_at if published_at.tzinfo else published_at.replace(tzinfo=UTC))
    finding = Finding(
        {
            "named": True,
            "path": str(path),
            "there": True,
            "address_epoch": index.address_epoch,
            "feature_epoch": index.feature_epoch,
            "published_at": index.published_at,
            "age_seconds": round(age.total_seconds()),
            "bytes": path.stat().st_size,
        },
    )
    finding.lines.append(
        f"index: address epoch {index.address_epoch}, feature epoch {index.feature_epoch},"
        f" {path.stat().st_size / 1e6:,.1f} MB, {_spoken(age.total_seconds())} old"
    )
    for file, epoch in ((ADDRESS, index.address_epoch), (FEATURE, index.feature_epoch)):
        latest = recorded.epoch(file)
        if latest is not None and latest != epoch:
            finding.problems.append(
                f"the index here has {file} epoch {epoch}, published is {latest}; run: wholesaler-worker publish"
            )
    return finding


def _spoken(seconds: float) -> str:
    for length, name in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * length:
            return f"{int(seconds // length)} {name}"
    return f"{max(0, int(seconds))} seconds"
