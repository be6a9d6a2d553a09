"""Notices that a notification is missing, and asks the wholesaler to send it again until it is here."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from contracts.reply import Outcome
from contracts.reply_reading import read_reply
from reseller_adapter.notifications.asking import keep_question, question_key
from reseller_adapter.routes import GapRoute
from reseller_adapter.store.records import SubmissionState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from contracts.reply import Reply
    from reseller_adapter.desk import Desk
    from reseller_adapter.pauses import Pauses
    from reseller_adapter.store.notification_records import OrderThread
    from reseller_adapter.store.records import Answer, Submission
    from reseller_adapter.store.store import Store

logger = logging.getLogger(__name__)

MOST_TRIES = 10
"""Questions about one gap, with growing pauses between them: more than three hours of asking."""
_AT_ONCE = 100


class Gaps:
    """Runs on the desk. What came early waits `grace` seconds first: being overtaken is no loss.

    It is the courier of its own questions' answers too: nobody else is to see them.
    """

    def __init__(
        self, reseller: str, *, desk: Desk, store: Store, pauses: Pauses, clock: Callable[[], float], grace: float
    ) -> None:
        self._reseller = reseller
        self._desk = desk
        self._store = store
        self._pauses = pauses
        self._clock = clock
        self._grace = grace

    def start(self) -> None:
        """Begin again with what is missing, also with what was given up."""
        self._desk.post(lambda: self._store.notifications.hope_again(self._clock() + self._grace))

    def arrived(self, pon: str) -> None:
        """One more is in the store."""
        if self._store.notifications.missing(pon) is None:
            self._store.notifications.no_gap(pon)
        elif self._store.notifications.thread(pon).ask_at is None:
            self._store.notifications.ask_later(pon, self._clock() + self._grace)

    def ask_due(self) -> float | None:
        """Ask for what is missing too long; returns the seconds until something else is."""
        now = self._clock()
        longest = max(self._pauses.longest, self._grace)
        for thread in self._store.notifications.to_ask(now, longest, _AT_ONCE):
            self._ask(thread, now)
        next_ask = self._store.notifications.next_ask(now)
        return None if next_ask is None else max(next_ask - now, 0.01)

    def deliver(self, submission: Submission, answers: Sequence[Answer], on_end: Callable[[str], None]) -> None:
        """As `Courier.deliver`: the answer to a question of ours."""
        route = submission.route
        assert isinstance(route, GapRoute)  # noqa: S101 - couriers are chosen by the kind of route
        if submission.defective:
            self._desk.post(lambda: self._give_up(route.pon, submission.last_error))
        else:
            self._desk.post(lambda: self._answered(route.pon, read_reply(answers[0].body)))
        on_end("")

    def _ask(self, thread: OrderThread, now: float) -> None:
        missing = self._store.notifications.missing(thread.pon)
        if missing is None:
            self._store.notifications.no_gap(thread.pon)
            return
        again_at = now + self._pauses.ask_again(thread.tries + 1, 1)
        before = self._store.submissions.by_key(question_key(thread.pon, thread.asked))
        if before is not None and before.state is not SubmissionState.DONE:
            self._store.notifications.ask_later(thread.pon, again_at)  # the document itself is sent again meanwhile
            return
        if thread.tries >= MOST_TRIES:
            self._give_up(thread.pon, f"it was asked for {thread.tries} times and did not come")
            return
        keep_question(self._store, self._reseller, thread.pon, thread.asked + 1, missing, now)
        self._store.notifications.asked(thread.pon, again_at)
        logger.warning(
            "notifications of order %s are missing (%s); asking for them", thread.pon, missing,
            extra={"action": "notification.gap", "pon": thread.pon, "missing": str(missing)},
        )  # fmt: skip

    def _answered(self, pon: str, reply: Reply) -> None:
        if reply.header.outcome is Outcome.ANSWERED or self._store.notifications.missing(pon) is None:
            return
        errors = [*reply.errors, *(error for segment in reply.segments for error in segment.errors)]
        said = "; ".join(f"{error.code} {error.text}" for error in errors) or "no reason was given"
        if errors and all(error.retryable for error in errors):
            self._store.notifications.note_trouble(pon, said)
            logger.warning(
                "asking for notifications of order %s was refused (%s); trying again", pon, said,
                extra={"action": "notification.refused", "pon": pon},
            )  # fmt: skip
        else:
            self._give_up(pon, said)

    def _give_up(self, pon: str, reason: str) -> None:
        missing = self._store.notifications.missing(pon)
        if missing is None:
            return
        self._store.notifications.give_up(pon, reason)
        logger.error(
            "notifications of order %s are missing (%s), and the wholesaler does not send them: %s. What came after "
            "them waits. Ask the wholesaler; `reseller-adapter notifications skip %s` delivers what waits without them",
            pon, missing, reason, pon, extra={"action": "notification.given_up", "pon": pon, "missing": str(missing)},
        )  # fmt: skip
