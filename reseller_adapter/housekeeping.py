"""Forgets what was finished long ago, so that the store does not grow for ever."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from reseller_adapter.store.store import Store

logger = logging.getLogger(__name__)

KEEP_SECONDS = 31 * 24 * 3600
"""As long as the wholesaler keeps a transaction number."""
SILENT_SECONDS = 2 * 366 * 24 * 3600
"""How far an order is told is remembered after its last notification: a completion can come months later."""
_EVERY_SECONDS = 3600.0


class Housekeeping:
    """Runs on the desk, once an hour."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self._next = 0.0

    def keep(self) -> float:
        """Prune when it is time; returns the seconds until the next time."""
        now = self._clock()
        if now >= self._next or self._next - now > _EVERY_SECONDS:
            self._next = now + _EVERY_SECONDS
            pruned = self._store.submissions.prune(now - KEEP_SECONDS)
            self._store.documents.prune_unmatched(now - KEEP_SECONDS)
            self._store.notifications.prune(now - KEEP_SECONDS, now - SILENT_SECONDS)
            if pruned:
                logger.info("forgot %d old submissions", pruned, extra={"action": "store.pruned", "pruned": pruned})
        return max(self._next - now, 1.0)
