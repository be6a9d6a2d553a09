"""Virtual environments for the peers, made on demand from locked requirements: `.venv/bench-<peer>`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
PEERS = ("nameko", "celery", "faststream")
PATIENCE = 300.0


class PeerMissing(Exception):
    """A peer cannot be installed or does not start; the sentence says why, and stands in its row."""


def installed_python(peer: str) -> Path:
    """The interpreter of the peer's environment, which is made first if it is not there or of older requirements.

    Raises `PeerMissing` with what the installer said.
    """
    requirements = CHECKOUT / "bench" / "peers" / f"requirements-{peer}.txt"
    folder = CHECKOUT / ".venv" / f"bench-{peer}"
    python, stamp = folder / "bin" / "python", folder / "installed.txt"
    wanted = requirements.read_text(encoding="utf-8")
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    _run(sys.executable, "-m", "venv", "--clear", str(folder))
    _run(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes",
         "--requirement", str(requirements))  # fmt: skip
    stamp.write_text(wanted, encoding="utf-8")
    return python


def _run(*command: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=PATIENCE, cwd=CHECKOUT)
    except subprocess.CalledProcessError as error:
        last = [line for line in error.stderr.splitlines() if line.strip()][-1:]
        raise PeerMissing(f"not installed: {' '.join(last) or 'the installer failed'}") from error
    except (subprocess.TimeoutExpired, OSError) as error:
        raise PeerMissing(f"not installed: {type(error).__name__}") from error
