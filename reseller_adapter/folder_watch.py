"""Takes files in from a watched folder, and delivers their answers into it."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from reseller_adapter.formats import ending_of, format_of_name
from reseller_adapter.names import SUBMISSION_NAME, new_submission_name
from reseller_adapter.routes import FolderRoute
from reseller_adapter.store.records import NewSubmission

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reseller_adapter.desk import Desk
    from reseller_adapter.folder import WatchedFolder
    from reseller_adapter.store.records import Answer, Submission
    from reseller_adapter.store.store import Store
    from reseller_adapter.workroom import Workroom

logger = logging.getLogger(__name__)

LOOK_EVERY = 0.5
"""Seconds between two looks. The standard library has no way to be told of new files, so this one place looks."""


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
        look_every: float = LOOK_EVERY,
    ) -> None:
        self._folder = folder
        self._profile = profile
        self._desk = desk
        self._store = store
        self._clock = clock
        self._on_taken_in = on_taken_in
        self._look_every = look_every
        self._stopping = threading.Event()
        self._seen: dict[str, tuple[int, int, int]] = {}
        self._refused: set[str] = set()
        self._thread = threading.Thread(target=self._run, name="folder-watch", daemon=True)

    def start(self) -> None:
        """Take in what was claimed before a crash, then look. Raises OSError when the folder cannot be used."""
        self._folder.prepare()
        for route in self._folder.claimed():
            self._take(route)
        self._thread.start()

    def stop(self, timeout: float) -> None:
        """Claim no more."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def look(self) -> None:
        """One look: claim every file that is the same as at the look before."""
        waiting = dict(self._folder.waiting())
        for name, shape in waiting.items():
            if self._seen.get(name) == shape:
                self._claim(name)
        self._seen = waiting
        self._refused &= waiting.keys()

    def _run(self) -> None:
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
        try:
            body = self._folder.read(route)
        except OSError as e:
            logger.error(  # noqa: TRY400 - the sentence says it all
                "a claimed file in %s cannot be read (%s); it stays there until the next start", self._folder.path,
                e.strerror, extra={"action": "folder.read_failed"},
            )  # fmt: skip
            return
        self._desk.post(lambda: self._store_it(route, body))

    def _store_it(self, route: FolderRoute, body: bytes) -> None:
        found = SUBMISSION_NAME.match(route.claimed)
        assert found is not None  # noqa: S101 - `claim` made the name
        name = found[0]
        if self._store.submissions.get(name) is not None:
            return  # stored before a crash; what is stored goes on by itself
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
        self._desk.after_commit(lambda: self._on_taken_in(name))


class FolderCourier:
    """Writes answers into `done`, defects into `failed`."""

    def __init__(self, folder: WatchedFolder, workroom: Workroom) -> None:
        self._folder = folder
        self._workroom = workroom

    def deliver(self, submission: Submission, answers: Sequence[Answer], on_end: Callable[[str], None]) -> None:
        """As `Courier.deliver`."""
        route = submission.route
        assert isinstance(route, FolderRoute)  # noqa: S101 - couriers are chosen by the kind of route
        if route.folder != str(self._folder.path):
            on_end(f"it belongs into the folder {route.folder}, which is not watched now")
            return
        self._workroom.do(lambda: self._write(submission, route, answers, on_end))

    def _write(
        self, submission: Submission, route: FolderRoute, answers: Sequence[Answer], on_end: Callable[[str], None]
    ) -> None:
        try:
            if submission.defective:
                files = {".error.txt": f"{submission.last_error}\n".encode()}
            else:
                ending = ending_of(route.claimed)
                files = {_ending(answer, len(answers), ending): answer.body for answer in answers}
            self._folder.finish(route, files, failed=submission.defective)
        except OSError as e:
            on_end(f"{e.filename or route.folder}: {e.strerror}")
        else:
            on_end("")


def _ending(answer: Answer, answers: int, ending: str) -> str:
    return f".answer-{answer.ordinal}{ending}" if answers > 1 else f".answer{ending}"
