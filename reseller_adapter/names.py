"""Names that the adapter gives: to submissions, and to what it keeps beside its store."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime
from typing import Final

LOCK_FILE: Final = "adapter.lock"
SOCKET_FILE: Final = "adapter.sock"

SUBMISSION_NAME: Final = re.compile(r"\d{8}T\d{6}-[0-9a-f]{8}")


def new_submission_name(now: float) -> str:
    """A name that sorts by time and fits into a transaction number with room for a split, such as
    ``20261123T093000-1f4c09ab``.
    """
    return f"{datetime.fromtimestamp(now, UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
