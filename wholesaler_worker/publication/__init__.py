"""Publishing: from the records to the index that decisions are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

WHOLE_AREA = "all"


def index_path(data_dir: Path, area: str = WHOLE_AREA) -> Path:
    """Where the published index of an area stands; the file is replaced whole, never written in place."""
    return data_dir / "reference" / f"{area}.sqlite"
