"""Tells whether there is an index to decide from; says once when there is none."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from serviceability.index import IndexUnusable, open_index

if TYPE_CHECKING:
    from pathlib import Path

_LOG = logging.getLogger(__name__)


class IndexWatch:
    """Looks at one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last = ""

    def is_there(self) -> bool:
        """True when the index can be opened."""
        try:
            open_index(self._path).close()
        except IndexUnusable as e:
            if str(e) != self._last:
                self._last = str(e)
                _LOG.error(
                    "nothing is answered before an index is published: %s; run wholesaler-worker publish",
                    e,
                    extra={"action": "index.missing"},
                )
            return False
        return True
