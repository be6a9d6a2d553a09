"""`wholesaler-worker reconcile` as an operator runs it after the tests' own account."""

import os
import re
import subprocess
import sys
from urllib.parse import unquote, urlsplit

from tests.acceptance.stillness import Stillness


def reconciled(stillness: Stillness) -> int:
    """How many documents it says were received and all answered; fails unless nothing is lost, doubled or missing."""
    management = stillness.wholesale.server.management_url
    administrator = urlsplit(management)
    ended = subprocess.run(
        [sys.executable, "-m", "wholesaler_worker", "reconcile", "--since", "1h", "--reseller", stillness.reseller],
        env={
            "PATH": os.environ["PATH"],
            **stillness.wholesale.environment,
            "WHOLESALE_MANAGEMENT_URL": management,
            # Whoever may read the taps: in a virtual host of a test's own that is the administrator.
            "WHOLESALE_OPS_USERNAME": unquote(administrator.username or ""),
            "WHOLESALE_OPS_PASSWORD": unquote(administrator.password or ""),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    said = f"{ended.stdout[-2000:]}{ended.stderr[-2000:]}"
    assert ended.returncode == 0, said
    last = ended.stdout.strip().splitlines()[-1]
    found = re.fullmatch(r"received (\d+) answered (\d+) lost 0 doubled 0 missing 0", last)
    assert found, said
    assert found[1] == found[2], said
    return int(found[1])
