"""The published index, reopened between batches when its file was replaced; one of these per thread."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from serviceability.index import IndexUnusable, ReferenceIndex, open_index

if TYPE_CHECKING:
    from pathlib import Path

_LOG = logging.getLogger(__name__)


class IndexInForce:
    """Opens `path` in the thread that asks. A new file that cannot be used leaves the old one in force, and says so."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._index: ReferenceIndex | None = None
        self._seen: tuple[int, int, int] | None = None

    def current(self) -> ReferenceIndex:
        """The newest usable index; raises `IndexUnusable` when there was none yet."""
        found = self._file()
        if found != self._seen or self._index is None:
            self._reopen(found)
        assert self._index is not None  # noqa: S101 - _reopen raises otherwise
        return self._index

    def close(self) -> None:
        """Close what is open; idempotent."""
        if self._index is not None:
            self._index.close()
            self._index = None

    def _file(self) -> tuple[int, int, int] | None:
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size

    def _reopen(self, found: tuple[int, int, int] | None) -> None:
        try:
            index = open_index(self._path)
        except IndexUnusable as e:
            if self._index is None:
                raise
            self._seen = found
            _LOG.error(
                "the new index cannot be used (%s); epoch %d stays in force",
                e,
                self._index.address_epoch,
                extra={"action": "index.unusable"},
            )
            return
        self.close()
        self._index, self._seen = index, found
        _LOG.info(
            "deciding with address epoch %d and feature epoch %d",
            index.address_epoch,
            index.feature_epoch,
            extra={"action": "index.opened"},
        )
