"""Translates in the workroom what was taken in, and what was answered."""

from __future__ import annotations

import logging
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from broker_config.policies import MAX_MESSAGE_BYTES
from reseller_adapter.errors import InputRefused, ProfileUnreadable
from reseller_adapter.formats import content_types, known_endings
from reseller_adapter.refusal import refusal
from reseller_adapter.routes import QueueRoute
from reseller_adapter.store.records import SubmissionState
from reseller_adapter.translation import documents_to_send, join_replies, read_documents, translate_back
from translators.reading import ReadContext

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reseller_adapter.desk import Desk
    from reseller_adapter.splitting import Limits
    from reseller_adapter.store.records import Answer, NewDocument, Submission
    from reseller_adapter.store.store import Store
    from reseller_adapter.workroom import Workroom

logger = logging.getLogger(__name__)

_UNKNOWN = "its format is not known: end a file's name with one of {}, or set a message's content type to one of {}"


class Translating:
    """Both directions. `on_ready` hears of a submission whose answers (or defects) wait for their delivery."""

    def __init__(
        self,
        reseller: str,
        limits: Limits,
        *,
        desk: Desk,
        store: Store,
        workroom: Workroom,
        clock: Callable[[], float],
        on_ready: Callable[[str], None],
    ) -> None:
        self._reseller = reseller
        self._limits = limits
        self._desk = desk
        self._store = store
        self._workroom = workroom
        self._clock = clock
        self._on_ready = on_ready

    def translate_in(self, name: str) -> None:
        """A submission was taken in."""
        self._workroom.do(lambda: self._in(name))

    def translate_back(self, name: str) -> None:
        """A submission has all of its answers."""
        self._workroom.do(lambda: self._back(name))

    def _in(self, name: str) -> None:
        submission = self._store.submissions.get(name)
        if submission is None or submission.state is not SubmissionState.TAKEN_IN:
            return
        try:
            documents = self._documents(submission)
        except InputRefused as e:
            self._refuse(submission, e.defects, code=e.code)
        except ProfileUnreadable as e:
            self._refuse(submission, [str(e)])
        except Exception as e:  # noqa: BLE001 - whatever it is, whoever asked gets an answer, and the log the trace
            self._refuse(submission, [_recorded("translating it", submission.id, e)], code="S999")
        else:
            self._desk.post(lambda: self._keep_documents(name, documents))

    def _documents(self, submission: Submission) -> Sequence[NewDocument]:
        if not submission.format:
            raise InputRefused([_UNKNOWN.format(", ".join(known_endings()), ", ".join(content_types()))])
        body = self._store.submissions.original(submission.id)
        profile = self._store.submissions.profile(submission.profile)
        at = datetime.fromtimestamp(submission.taken_in_at, UTC)
        context = ReadContext(reseller=self._reseller, transaction_number=submission.id, sent_at=at)
        return documents_to_send(read_documents(body, submission.format, profile, context), self._limits)

    def _keep_documents(self, name: str, documents: Sequence[NewDocument]) -> None:
        if self._store.submissions.enter(name, SubmissionState.WAITING, after=SubmissionState.TAKEN_IN):
            self._store.documents.add(name, documents, self._clock())

    def _refuse(self, submission: Submission, defects: Sequence[str], *, code: str = "E026") -> None:
        logger.warning(
            "%s cannot be translated; defects: %d", submission.id, len(defects),
            extra={"action": "translation.failed", "submission": submission.id},
        )  # fmt: skip
        at = datetime.fromtimestamp(self._clock(), UTC)
        profile = self._store.submissions.profile(submission.profile)
        answer = refusal(self._reseller, defects, at, submission.format, profile, code=code)
        self._desk.post(lambda: self._make_ready(submission.id, [answer], defects))

    def _back(self, name: str) -> None:
        submission = self._store.submissions.get(name)
        if submission is None or submission.state is not SubmissionState.ANSWERED:
            return
        try:
            replies = join_replies(self._store.documents.of(name), self._store.documents.replies(name))
            profile = self._store.submissions.profile(submission.profile)
            longest = MAX_MESSAGE_BYTES if isinstance(submission.route, QueueRoute) else None
            answers = translate_back(replies, submission.format, profile, longest)
        except (InputRefused, ProfileUnreadable) as e:
            defects = e.defects if isinstance(e, InputRefused) else (str(e),)
            self._refuse(submission, [f"the answer came and cannot be translated: {defect}" for defect in defects])
        except Exception as e:  # noqa: BLE001 - whatever it is, whoever asked gets an answer, and the log the trace
            self._refuse(submission, [_recorded("translating its answer", name, e)], code="S999")
        else:
            self._desk.post(lambda: self._make_ready(name, answers))

    def _make_ready(self, name: str, answers: Sequence[Answer], defects: Sequence[str] = ()) -> None:
        if self._store.submissions.make_ready(name, answers, defective=bool(defects), error="\n".join(defects)):
            self._desk.after_commit(lambda: self._on_ready(name))


def _recorded(doing: str, name: str, error: Exception) -> str:
    """A defect of ours: the trace goes into the log, its number to whoever asks."""
    trace = secrets.token_hex(6)
    logger.error(
        "%s failed (trace %s)", doing, trace,
        exc_info=error, extra={"action": "translation.broken", "submission": name},
    )  # fmt: skip
    return f"{doing} failed for a reason of the adapter's own; its log has the details under {trace}"
