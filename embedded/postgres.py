"""A private PostgreSQL cluster: its own data, password and port, on the loopback address only, in seconds."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from embedded.accounts import can_enter, unprivileged_account
from embedded.child import Child, as_account, bare_environment
from embedded.errors import ServerDidNotStart
from embedded.ports import LOOPBACK, free_ports
from embedded.programs import postgres_programs

if TYPE_CHECKING:
    from embedded.run_folder import RunFolder

ADMINISTRATOR = "administrator"
_START_DEADLINE = 60.0
_READY_LINE = 7  # postmaster.pid, counted from 0 (PostgreSQL's src/include/utils/pidfile.h)
_ATTEMPTS = 3

_SETTINGS = """\
listen_addresses = '{address}'
port = {port}
unix_socket_directories = ''
password_encryption = scram-sha-256
max_connections = 200
# Shared memory in files of the data folder, so that nothing stays in /dev/shm after a crash.
dynamic_shared_memory_type = mmap
"""
# A test's database is thrown away, so that nothing is lost by not waiting for the disk.
_FORGETFUL = """\
fsync = off
synchronous_commit = off
full_page_writes = off
"""


class PostgresCluster:
    """One cluster inside a run folder; `start` makes and starts it, `stop` ends it.

    With `durable=False` it does not wait for the disk: for tests only. PostgreSQL refuses to be root, so under root it
    runs as an unprivileged account.
    """

    def __init__(self, run: RunFolder, name: str = "postgres", *, durable: bool = True) -> None:
        self.name = name
        self.port = 0
        self.password = secrets.token_urlsafe(24)
        self._run = run
        self._durable = durable
        self._account = unprivileged_account()
        self._child: Child | None = None

    @property
    def dsn(self) -> str:
        """The administrator's connection URL, to the database `postgres`."""
        return self.dsn_of("postgres")

    def dsn_of(self, database: str) -> str:
        """The administrator's connection URL to one database."""
        return f"postgresql://{ADMINISTRATOR}:{self.password}@{LOOPBACK}:{self.port}/{database}"

    def start(self) -> None:
        """Make the cluster and wait until it takes connections (about 2 s).

        Raises ProgramMissing, and ServerDidNotStart with the end of the log.
        """
        programs = postgres_programs()
        data = self._data_folder()
        self._initialise(programs, data)
        for attempt in range(1, _ATTEMPTS + 1):
            (self.port,) = free_ports(1)
            settings = _SETTINGS.format(address=LOOPBACK, port=self.port) + ("" if self._durable else _FORGETFUL)
            (data / "postgresql.auto.conf").write_text(settings, encoding="utf-8")
            self._child = Child.start(
                self._run,
                self.name,
                [str(programs / "postgres"), "-D", str(data)],
                environment=bare_environment(),
                folder=data.parent,
                stop=signal.SIGINT,  # "fast": ends its clients' sessions and does not wait for them
                account=self._account,
            )
            try:
                self._child.await_ready(lambda: _is_ready(data), _START_DEADLINE)
            except ServerDidNotStart:
                self.stop()
                if attempt == _ATTEMPTS or "Address already in use" not in self._log():
                    raise
            else:
                return

    def create_database(self, database: str) -> str:
        """Make an empty database; returns the administrator's connection URL to it."""
        subprocess.run(
            [postgres_programs() / "createdb", "-h", LOOPBACK, "-p", str(self.port), "-U", ADMINISTRATOR, database],
            env=bare_environment(PGPASSWORD=self.password),
            check=True,
            capture_output=True,
        )
        return self.dsn_of(database)

    def stop(self) -> None:
        """End the cluster; its data stays until the run folder goes."""
        if self._child is not None:
            self._child.stop()
            self._child = None

    def _data_folder(self) -> Path:
        folder = self._run.path / self.name
        folder.mkdir(mode=0o700)
        if self._account is None:
            return folder / "data"
        os.chown(folder, self._account.uid, self._account.gid)
        if not can_enter(self._account, folder):
            folder = Path(tempfile.mkdtemp(prefix="wholesale-postgres-"))
            self._run.folder_elsewhere(folder)
            os.chown(folder, self._account.uid, self._account.gid)
        return folder / "data"

    def _initialise(self, programs: Path, data: Path) -> None:
        password_file = data.parent / "password"
        password_file.touch(mode=0o600)
        if self._account is not None:
            os.chown(password_file, self._account.uid, self._account.gid)
        password_file.write_text(self.password, encoding="ascii")
        command = [
            str(programs / "initdb"),
            "--pgdata",
            str(data),
            "--username",
            ADMINISTRATOR,
            "--auth",
            "scram-sha-256",
        ]
        command += ["--pwfile", str(password_file), "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
        made = subprocess.run(
            [*as_account(self._account), "--", *command],
            env=bare_environment(),
            cwd=data.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        password_file.unlink()
        if made.returncode != 0:
            said = made.stdout.decode(errors="replace")
            raise ServerDidNotStart(f"initdb could not make a PostgreSQL cluster in {data}:\n{said}")

    def _log(self) -> str:
        return (self._run.path / f"{self.name}.log").read_text(encoding="utf-8", errors="replace")


def _is_ready(data: Path) -> bool:
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return False
    return len(lines) > _READY_LINE and lines[_READY_LINE].strip() == "ready"
