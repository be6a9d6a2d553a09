"""Delivers answers into the watched folder that their files came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reseller_adapter.formats import ending_of
from reseller_adapter.routes import FolderRoute

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reseller_adapter.folder import WatchedFolder
    from reseller_adapter.store.records import Answer, Submission
    from reseller_adapter.workroom import Workroom


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
