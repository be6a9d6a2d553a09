"""Takes files in from a watched folder: claimed, stored as they are, then translated."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from reseller_adapter.errors import FolderTaken
from reseller_adapter.formats import format_of_name
from reseller_adapter.names import SUBMISSION_NAME, new_submission_name
from reseller_adapter.store.records import NewSubmission
from translators.reading import MAX_INPUT_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable

    from reseller_adapter.desk import Desk
    from reseller_adapter.folder import WatchedFolder
    from reseller_adapter.routes import FolderRoute
    from reseller_adapter.store.store import Store

logger = logging.getLogger(__name__)

LOOK_EVERY = 0.5
"""Seconds between two looks. The standard library has no way to be told of new files, so this one place looks."""
_UNSTORED = 10
"""Files in memory at most; the next one is read when one of them is in the store."""


class FolderWatch:
    """Looks at the folder on a thread of its own. A file is taken when it did not change between two looks; whoever
    writes slowly uses a dot file or another folder and renames.
    """

    def __init__(
        self,
        folder: WatchedFolder,
        profile: str,
        *,
        desk: Desk,
        store: Store,
        clock: Callable[[], float],
        on_taken_in: Callable[[str], None],
        on_ready: Callable[[str], None],
        look_every: float = LOOK_EVERY,
    ) -> None:
        self._folder = folder
        self._profile = profile
        self._desk = desk
        self._store = store
        self._clock = clock
        self._on_taken_in = on_taken_in
        self._on_ready = on_ready
        self._look_every = look_every
        self._stopping = threading.Event()
        self._seen: dict[str, tuple[int, int, int]] = {}
        self._refused: set[str] = set()
        self._left_over: list[FolderRoute] = []
        self._unstored: set[str] = set()
        self._stored = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="folder-watch", daemon=True)

    def start(self) -> None:
        """Take in what was claimed before a crash, then look.

        Raises OSError when the folder cannot be used, `FolderTaken` when another adapter watches it.
        """
        self._folder.prepare()
        if not self._folder.hold():
            raise FolderTaken(
                f"the folder {self._folder.path} is watched by another adapter; stop that one, or watch another folder"
            )
        self._left_over = self._folder.claimed()
        self._thread.start()

    def stop(self, timeout: float) -> None:
        """Claim no more."""
        self._stopping.set()
        with self._stored:
            self._stored.notify_all()
        if self._thread.is_alive():
            self._thread.join(timeout)
        self._folder.release()

    def look(self) -> None:
        """One look: claim every file that is the same as at the look before."""
        waiting = dict(self._folder.waiting())
        for name, shape in waiting.items():
            if self._seen.get(name) == shape:
                self._claim(name)
        self._seen = waiting
        self._refused &= waiting.keys()

    def _run(self) -> None:
        for route in self._left_over:
            self._take(route)
        failed = False
        while not self._stopping.wait(self._look_every):
            try:
                self.look()
                failed = False
            except OSError as e:
                if not failed:  # once per trouble, not twice a second
                    logger.error(  # noqa: TRY400 - the sentence says it all
                        "the folder %s cannot be looked at (%s); trying again", self._folder.path, e.strerror,
                        extra={"action": "folder.unusable"},
                    )  # fmt: skip
                failed = True
            except Exception:
                logger.exception("looking at the folder failed; trying again", extra={"action": "folder.look_failed"})

    def _claim(self, name: str) -> None:
        try:
            self._folder.prepare()  # somebody may have tidied up
            route = self._folder.claim(name, new_submission_name(self._clock()))
        except FileNotFoundError:
            return  # another adapter was faster
        except OSError as e:
            if name not in self._refused:  # once per file, not twice a second
                logger.error(  # noqa: TRY400 - the sentence says it all
                    "a file in %s cannot be claimed (%s: %s); trying again", self._folder.path, e.filename, e.strerror,
                    extra={"action": "folder.claim_failed"},
                )  # fmt: skip
            self._refused.add(name)
            return
        self._take(route)

    def _take(self, route: FolderRoute) -> None:
        if not self._may_read(route):
            return  # claimed, and taken in after the next start
        try:
            size = self._folder.size(route)
            body = self._folder.read(route) if size <= MAX_INPUT_BYTES else b""
        except OSError as e:
            logger.error(  # noqa: TRY400 - the sentence says it all
                "a claimed file in %s cannot be read (%s); it stays there until the next start", self._folder.path,
                e.strerror, extra={"action": "folder.read_failed"},
            )  # fmt: skip
            self._forget(route)
            return
        defect = "" if size <= MAX_INPUT_BYTES else _too_large(size)
        self._desk.post(lambda: self._store_it(route, body, defect))

    def _may_read(self, route: FolderRoute) -> bool:
        """Wait until few enough files are in memory; False when we are told to stop meanwhile."""
        with self._stored:
            self._stored.wait_for(lambda: len(self._unstored) < _UNSTORED or self._stopping.is_set())
            self._unstored.add(route.claimed)
        return not self._stopping.is_set()

    def _forget(self, route: FolderRoute) -> None:
        with self._stored:
            self._unstored.discard(route.claimed)
            self._stored.notify_all()

    def _store_it(self, route: FolderRoute, body: bytes, defect: str) -> None:
        found = SUBMISSION_NAME.match(route.claimed)
        assert found is not None  # noqa: S101 - `claim` made the name
        name = found[0]
        try:
            if self._store.submissions.get(name) is None:  # else stored before a crash; it goes on by itself
                self._add(name, route, body, defect)
        finally:
            self._forget(route)

    def _add(self, name: str, route: FolderRoute, body: bytes, defect: str) -> None:
        new = NewSubmission(
            id=name,
            source_key=f"folder {name}",
            format=format_of_name(route.claimed) or "",
            profile=self._store.submissions.keep_profile(self._profile),
            body=body,
            route=route,
            taken_in_at=self._clock(),
        )
        self._store.submissions.add(new)
        logger.info("took in %s from a file", name, extra={"action": "folder.taken_in", "submission": name})
        if defect:
            self._store.submissions.make_ready(name, [], defective=True, error=defect)
            self._desk.after_commit(lambda: self._on_ready(name))
        else:
            self._desk.after_commit(lambda: self._on_taken_in(name))


def _too_large(size: int) -> str:
    return f"the file has {size:,} bytes, and at most {MAX_INPUT_BYTES:,} are read; hand it over in several files"
