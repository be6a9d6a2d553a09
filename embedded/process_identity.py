"""Which process a recorded number means: the pid together with the moment it was started.

A pid alone is not enough: after a crash the kernel gives the number to somebody else, and a cleaner that trusts it
kills a stranger. The start time in /proc/PID/stat (field 22, clock ticks since boot) tells them apart, and the boot's
id tells apart the same ticks after a restart of the machine (proc(5)).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import signal

PROC = Path("/proc")


@dataclass(frozen=True)
class ProcessIdentity:
    """One process of this boot: `started` in clock ticks since boot, `boot` the kernel's boot id."""

    pid: int
    started: int
    boot: str

    @classmethod
    def of(cls, pid: int) -> ProcessIdentity:
        """Identify a process that is there now; raises ProcessLookupError when it is not."""
        fields = _stat_fields(pid)
        if fields is None:
            raise ProcessLookupError(f"no process {pid}")
        return cls(pid=pid, started=int(fields[_STARTED]), boot=boot_id())

    def is_alive(self) -> bool:
        """True while this very process runs (a zombie has ended)."""
        fields = _stat_fields(self.pid)
        return (
            fields is not None
            and int(fields[_STARTED]) == self.started
            and fields[_STATE] not in {"Z", "X"}
            and self.boot == boot_id()
        )

    def send(self, number: signal.Signals) -> None:
        """Send a signal to this process, or nothing when it has ended."""
        if self.is_alive():
            _kill(self.pid, number)

    def session_members(self) -> list[ProcessIdentity]:
        """Every living process of the session that this process leads or led, itself included.

        A session's number is not given to a new process while the session has members (fork(2)), so members that
        outlive their leader are still told apart from strangers; a reused number has a living leader of another age.
        """
        leader = _stat_fields(self.pid)
        if self.boot != boot_id() or (leader is not None and int(leader[_STARTED]) != self.started):
            return []
        members = []
        for entry in PROC.iterdir():
            fields = _stat_fields(int(entry.name)) if entry.name.isdigit() else None
            if fields is not None and int(fields[_SESSION]) == self.pid and fields[_STATE] not in {"Z", "X"}:
                members.append(ProcessIdentity(int(entry.name), int(fields[_STARTED]), self.boot))
        return members


def boot_id() -> str:
    """The kernel's name for the time since the machine was started."""
    return (PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()


# Positions after the command name's closing bracket, which is the only field that can hold spaces (proc(5)).
_STATE = 0
_SESSION = 3
_STARTED = 19


def _stat_fields(pid: int) -> list[str] | None:
    try:
        text = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    return text.rpartition(")")[2].split()


def _kill(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return  # it ended between the look and the signal, which is what the signal was for
