"""What other processes cost: their time on the processors and the memory they hold (Linux, `/proc`)."""

from __future__ import annotations

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_USER, _SYSTEM = 11, 12
"""Fields 14 and 15 of `/proc/<pid>/stat`, counted after the name in parentheses; see proc(5)."""


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far, all its threads; 10 ms is the finest that the kernel says."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[_USER]) + int(fields[_SYSTEM])) / _TICKS


def resident_megabytes(pid: int) -> float:
    """Memory that a process holds now, its mapped files included."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise ProcessLookupError(f"process {pid} has ended")
