"""Where the servers' programs are: on the PATH, or where Debian's packages put them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from embedded.errors import ProgramMissing

DEBIAN_RABBITMQ = Path("/usr/lib/rabbitmq/bin")
DEBIAN_POSTGRES = Path("/usr/lib/postgresql")
_DEBIAN_WRAPPER = "rabbitmq-script-wrapper"


def rabbitmq_server() -> Path:
    """The script that starts a node.

    Debian's /usr/sbin/rabbitmq-server is a wrapper that changes to the user `rabbitmq` and its folders, or refuses;
    what it wraps does neither. Raises ProgramMissing.
    """
    found = shutil.which("rabbitmq-server")
    if found is not None and Path(found).resolve().name != _DEBIAN_WRAPPER:
        return Path(found)
    if (DEBIAN_RABBITMQ / "rabbitmq-server").exists():
        return DEBIAN_RABBITMQ / "rabbitmq-server"
    raise ProgramMissing("rabbitmq-server", "rabbitmq-server")


def erlang_port_mapper() -> Path:
    """Erlang's epmd; raises ProgramMissing."""
    found = shutil.which("epmd")
    if found is None:
        raise ProgramMissing("epmd", "rabbitmq-server")
    return Path(found)


def postgres_programs() -> Path:
    """The folder with initdb and postgres: that of the PATH, or the newest of Debian's; raises ProgramMissing."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    versions = [path for path in DEBIAN_POSTGRES.glob("*/bin/initdb") if re.fullmatch(r"\d+", path.parts[-3])]
    if not versions:
        raise ProgramMissing("initdb (PostgreSQL)", "postgresql")
    return max(versions, key=lambda path: int(path.parts[-3])).parent
