"""Runs `wholesaler-worker` as a person does: another process, settings in its environment, nothing else."""

import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[3]


def wholesaler_worker(
    *arguments: str | Path, folder: Path, program: str = "wholesaler_worker", **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run the command in `folder`; whatever it says, it never shows a traceback."""
    ended = subprocess.run(
        [sys.executable, "-m", program, *map(str, arguments)],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONPATH": str(CHECKOUT), **settings},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in ended.stderr
    return ended
