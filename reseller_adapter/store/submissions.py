"""Submissions and their answers in the store."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from reseller_adapter.routes import route_as_text, route_from_text, source_of
from reseller_adapter.store.records import Answer, Submission, SubmissionState
from reseller_adapter.store.statements import statements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reseller_adapter.routes import Route
    from reseller_adapter.store.database import Database
    from reseller_adapter.store.records import NewSubmission


class Submissions:
    """What was handed over. Each method is one statement; put several into one `Database.transaction`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sql = statements("submissions")

    def keep_profile(self, text: str) -> str:
        """Keep a profile's text and return its digest: what is pending is answered with the profile it came with."""
        digest = hashlib.sha256(text.encode()).hexdigest()
        self._database.run(self._sql["keep_profile"], (digest, text))
        return digest

    def profile(self, digest: str) -> str:
        """The text of a profile that was kept."""
        (text,) = self._database.one(self._sql["profile"], (digest,))
        return str(text)

    def add(self, new: NewSubmission) -> bool:
        """Take it in; False when its source key is known already and nothing was added."""
        values = (
            new.id,
            source_of(new.route),
            new.source_key,
            new.format,
            new.profile,
            new.body,
            route_as_text(new.route),
            new.taken_in_at,
        )
        return self._database.run(self._sql["add_submission"], values) == 1

    def get(self, name: str) -> Submission | None:
        """The submission of this name."""
        row = self._database.one(self._sql["submission"], (name,))
        return _submission(row) if row else None

    def by_key(self, source_key: str) -> Submission | None:
        """The submission that came under this key."""
        row = self._database.one(self._sql["submission_by_key"], (source_key,))
        return _submission(row) if row else None

    def by_transaction_number(self, number: str) -> Submission | None:
        """The latest submission that holds a document of this transaction number."""
        row = self._database.one(self._sql["submission_by_number"], (number,))
        return _submission(row) if row else None

    def open(self) -> list[Submission]:
        """What is not done yet, oldest first."""
        return [_submission(row) for row in self._database.all(self._sql["open_submissions"])]

    def names_in(self, state: SubmissionState) -> list[str]:
        """The names of what is in `state`, oldest first."""
        return [name for (name,) in self._database.all(self._sql["submissions_in"], (state,))]

    def original(self, name: str) -> bytes:
        """The bytes as they were handed over."""
        (body,) = self._database.one(self._sql["original"], (name,))
        return bytes(body)

    def enter(self, name: str, state: SubmissionState, *, after: SubmissionState) -> bool:
        """Go one step; False when it is not in the state `after`."""
        return self._database.run(self._sql["enter_state"], (state, name, after)) == 1

    def note_error(self, name: str, sentence: str) -> None:
        """Keep what went wrong last."""
        self._database.run(self._sql["note_error"], (sentence, name))

    def make_ready(self, name: str, answers: Sequence[Answer], *, defective: bool = False, error: str = "") -> bool:
        """Keep the answers, or the defects as an answer; False when it was ready before."""
        with self._database.transaction():
            if self._database.run(self._sql["make_ready"], (defective, error, name)) != 1:
                return False
            rows = [(name, answer.ordinal, answer.content_type, answer.body) for answer in answers]
            self._database.run_for_each(self._sql["add_answer"], rows)
            return True

    def answers(self, name: str) -> list[Answer]:
        """The answers in the reseller's format, one per document."""
        return [
            Answer(ordinal=ordinal, content_type=content_type, body=body)
            for ordinal, content_type, body in self._database.all(self._sql["answers"], (name,))
        ]

    def finish(self, name: str, now: float) -> bool:
        """It is done; False when it was not ready."""
        return self._database.run(self._sql["finish"], (now, name)) == 1

    def readdress(self, name: str, route: Route) -> None:
        """Its answer is wanted at another place."""
        self._database.run(self._sql["readdress"], (route_as_text(route), name))

    def deliver_again(self, name: str) -> None:
        """What was delivered is wanted once more."""
        self._database.run(self._sql["deliver_again"], (name,))

    def prune(self, before: float) -> int:
        """Forget what was finished before this time; returns how many."""
        with self._database.transaction():
            pruned = self._database.run(self._sql["prune"], (before,))
            if pruned:
                self._database.run(self._sql["prune_profiles"])
            return pruned


def _submission(row: Sequence[Any]) -> Submission:
    name, source, form, profile, route, state, defective, taken_in_at, finished_at, last_error = row
    return Submission(
        id=name,
        source=source,
        format=form,
        profile=profile,
        route=route_from_text(route),
        state=SubmissionState(state),
        defective=bool(defective),
        taken_in_at=taken_in_at,
        finished_at=finished_at,
        last_error=last_error,
    )
