"""When a program can be told to stop: before it listens, a signal ends it unheard."""

import signal
import subprocess
import time
from pathlib import Path
from typing import Any


def wait_until_it_hears(process: subprocess.Popen[Any], number: signal.Signals, patience: float) -> None:
    """Wait until a program catches a signal, as the kernel tells it (proc(5)), or has ended."""
    deadline = time.monotonic() + patience
    status = Path(f"/proc/{process.pid}/status")
    while process.poll() is None:
        if int(status.read_text().partition("SigCgt:")[2].split()[0], 16) >> (number - 1) & 1:
            return
        assert time.monotonic() < deadline
