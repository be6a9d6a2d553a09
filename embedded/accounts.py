"""The unprivileged account under which PostgreSQL runs when we are root, which it refuses to be."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from embedded.errors import EmbeddedError

if TYPE_CHECKING:
    from pathlib import Path

_CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """A user and its group, by number."""

    name: str
    uid: int
    gid: int


def unprivileged_account() -> Account | None:
    """None when we are a plain user already; otherwise the account to become, `postgres` where it exists."""
    if os.geteuid() != 0:
        return None
    for name in _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise EmbeddedError(f"PostgreSQL cannot run as root, and this machine has none of the users {_CANDIDATES}")


def can_enter(account: Account, folder: Path) -> bool:
    """True when the account may go into the folder: a checkout below /root, for one, is closed to everyone else."""
    return (
        subprocess.run(
            ["test", "-x", str(folder)], user=account.uid, group=account.gid, extra_groups=[], check=False, cwd="/"
        ).returncode
        == 0
    )
