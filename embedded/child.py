"""A server or worker that this program starts, watches and ends.

Every child gets a session of its own, its output in a file, an empty standard input, and a signal from the kernel when
this program dies (PR_SET_PDEATHSIG, set by setpriv(1) after it has changed the user, because changing it clears the
setting). The kernel sends it when the *thread* that started the child ends, so start children from a thread that stays.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from typing import TYPE_CHECKING

from embedded.ending import end_session
from embedded.errors import ProgramMissing, ServerDidNotStart
from embedded.process_identity import ProcessIdentity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from embedded.accounts import Account
    from embedded.run_folder import RunFolder

_LOOK_AGAIN = 0.05
_LAST_LINES = 15


class Child:
    """One running program; `name` is unique within its run folder, `log` holds its output."""

    def __init__(
        self, run: RunFolder, name: str, process: subprocess.Popen[bytes], stop: signal.Signals, log: Path
    ) -> None:
        self.name = name
        self.log = log
        self.identity = ProcessIdentity.of(process.pid)
        self._run = run
        self._process = process
        self._stop = stop

    @classmethod
    def start(
        cls,
        run: RunFolder,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        folder: Path,
        stop: signal.Signals = signal.SIGTERM,
        account: Account | None = None,
    ) -> Child:
        """Start `command` in `folder` with exactly `environment`; `stop` is the signal that ends it cleanly.

        Raises ProgramMissing when setpriv or the program is not there.
        """
        log = run.path / f"{name}.log"
        with log.open("ab") as output:
            try:
                process = subprocess.Popen(
                    [*as_account(account), "--pdeathsig", stop.name.removeprefix("SIG"), "--", *command],
                    env=environment,
                    cwd=folder,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            except FileNotFoundError as error:
                raise ProgramMissing("setpriv", "util-linux") from error
        child = cls(run, name, process, stop, log)
        run.record(name, child.identity, stop)
        return child

    def await_ready(self, ready: Callable[[], bool], deadline: float) -> None:
        """Wait until `ready()` holds; raises ServerDidNotStart when the child ends or `deadline` seconds pass first."""
        end = time.monotonic() + deadline
        while not ready():
            if self.wait(_LOOK_AGAIN) is not None:
                raise ServerDidNotStart(
                    f"{self.name} ended during its start; the last lines of its log:\n{self.tail()}"
                )
            if time.monotonic() > end:
                raise ServerDidNotStart(
                    f"{self.name} was not ready after {deadline:.0f} s; the last lines of its log:\n{self.tail()}"
                )

    def wait(self, seconds: float) -> int | None:
        """Wait for the end of the child: its exit status, or None when it still runs after `seconds`."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def stop(self, patience: float = 20.0) -> None:
        """End the child cleanly, or by force after `patience` seconds, with everything in its session."""
        end_session(self.identity, self._stop, patience)
        self._process.wait()
        self._run.forget(self.name)

    def kill(self) -> None:
        """End the child with everything in its session by SIGKILL."""
        end_session(self.identity, signal.SIGKILL)
        self._process.wait()
        self._run.forget(self.name)

    def tail(self) -> str:
        """The last lines of the child's log."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-_LAST_LINES:])


def as_account(account: Account | None) -> list[str]:
    """The beginning of a command line that runs the rest as `account`; as ourselves when None."""
    if account is None:
        return ["setpriv"]
    return ["setpriv", f"--reuid={account.uid}", f"--regid={account.gid}", "--clear-groups"]


def bare_environment(**settings: str) -> dict[str, str]:
    """An environment for a server: the search path, a neutral language and `settings`; nothing else is inherited."""
    path = os.environ.get("PATH", "")
    return {"PATH": f"{path}:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin", "LANG": "C.UTF-8", **settings}
