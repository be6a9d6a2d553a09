"""Brings answers to where they were asked for; tried again until it is certain that they arrived."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol

from reseller_adapter.routes import CommandRoute
from reseller_adapter.store.records import SubmissionState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from reseller_adapter.desk import Desk
    from reseller_adapter.routes import Route
    from reseller_adapter.store.records import Answer, Submission
    from reseller_adapter.store.store import Store

logger = logging.getLogger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_AT_ONCE = 100
"""The most deliveries under way; fewer than a line's window, so that the desk never waits for the broker."""


class Courier(Protocol):
    """Knows one kind of route. Delivering the same answers twice must do no harm."""

    def deliver(self, submission: Submission, answers: Sequence[Answer], on_end: Callable[[str], None]) -> None:
        """Begin to deliver; `on_end` is called once, from any thread, with nothing or with what went wrong."""


class CommandCourier:
    """A command reads its answers from the store: they are there."""

    def deliver(self, submission: Submission, answers: Sequence[Answer], on_end: Callable[[str], None]) -> None:  # noqa: ARG002 - the protocol's
        """Nothing is left to do."""
        on_end("")


class Delivering:
    """Runs on the desk. A route without a courier waits for a program that has one: a command delivers to no queue."""

    def __init__(
        self,
        *,
        desk: Desk,
        store: Store,
        clock: Callable[[], float],
        couriers: Mapping[type[Route], Courier],
        on_done: Callable[[str], None],
    ) -> None:
        self._desk = desk
        self._store = store
        self._clock = clock
        self._couriers = {CommandRoute: CommandCourier(), **couriers}
        self._on_done = on_done
        self._due: dict[str, float] = {}
        self._tries: dict[str, int] = {}
        self._in_hand: set[str] = set()

    def add(self, name: str) -> None:
        """A submission is ready; call it on the desk."""
        self._due[name] = 0.0

    def deliver_due(self) -> float | None:
        """Begin what is due after the commit; returns the seconds until something else is."""
        now = self._clock()
        room = _AT_ONCE - len(self._in_hand)
        for name in [name for name, due in self._due.items() if due <= now][:room]:
            del self._due[name]
            submission = self._store.submissions.get(name)
            if submission is None or submission.state is not SubmissionState.READY:
                continue
            courier = self._couriers.get(type(submission.route))
            if courier is not None:
                self._begin(courier, submission)
        if not self._due or len(self._in_hand) >= _AT_ONCE:
            return None  # the end of a delivery wakes the desk
        return max(min(self._due.values()) - now, 0.01)

    def _begin(self, courier: Courier, submission: Submission) -> None:
        answers = self._store.submissions.answers(submission.id)
        self._in_hand.add(submission.id)

        def ended(error: str) -> None:
            self._desk.post(lambda: self._ended(submission, error))

        self._desk.after_commit(lambda: courier.deliver(submission, answers, ended))

    def _ended(self, submission: Submission, error: str) -> None:
        self._in_hand.discard(submission.id)
        if error:
            tries = self._tries.get(submission.id, 0) + 1
            self._tries[submission.id] = tries
            self._due[submission.id] = self._clock() + min(_FIRST_PAUSE * 2 ** min(tries - 1, 10), _LONGEST_PAUSE)
            logger.warning(
                "the answer to %s could not be delivered (%s); it will be tried again", submission.id, error,
                extra={"action": "delivery.failed", "submission": submission.id, "tries": tries},
            )  # fmt: skip
            if not submission.defective:  # what is kept there are its defects
                self._store.submissions.note_error(submission.id, error)
            return
        self._tries.pop(submission.id, None)
        if self._store.submissions.finish(submission.id, self._clock()):
            logger.info(
                "the answer to %s is delivered", submission.id,
                extra={"action": "delivery.done", "submission": submission.id},
            )  # fmt: skip
            self._desk.after_commit(lambda: self._on_done(submission.id))
