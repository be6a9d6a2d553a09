"""The one thing that a killed PostgreSQL leaves outside its folder: a small System V shared memory segment."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_KEY_AND_ID_LINE = 6  # postmaster.pid, counted from 0: "key id" (PostgreSQL's src/include/utils/pidfile.h)


def release_postgres_memory(folder: Path) -> None:
    """Remove the segments that dead PostgreSQL clusters below `folder` have left.

    A postmaster that ends itself removes its postmaster.pid, so a file that is still there names a segment nobody will
    ever attach again: the cluster's data is about to be deleted.
    """
    for note in folder.glob("**/postmaster.pid"):
        lines = note.read_text(encoding="utf-8").splitlines()
        if len(lines) > _KEY_AND_ID_LINE and len(lines[_KEY_AND_ID_LINE].split()) == 2:
            identifier = lines[_KEY_AND_ID_LINE].split()[1]
            subprocess.run(["ipcrm", "--shmem-id", identifier], check=False, capture_output=True)
