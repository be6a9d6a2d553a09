"""Brings answers to where they were asked for; tried again until it is certain that they arrived."""

from __future__ import annotations

import logging
from functools import partial
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
"""The most deliveries under way; fewer than a line's window, so that the desk seldom waits for the broker."""
_BYTES_AT_ONCE = 64 * 1024 * 1024
"""The most bytes of them: answers to long documents are not all in memory at once."""


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
        self._in_hand: dict[str, int] = {}

    def add(self, name: str) -> None:
        """A submission is ready; call it on the desk."""
        self._due[name] = 0.0

    def deliver_due(self) -> float | None:
        """Begin what is due after the commit; returns the seconds until something else is.

        What is in hand is noted after the commit too: a batch that is rolled back and done again finds it due.
        """
        now = self._clock()
        room, room_bytes = _AT_ONCE - len(self._in_hand), _BYTES_AT_ONCE - sum(self._in_hand.values())
        later = dict(self._due)
        # A time further ahead than any pause of ours means that the clock was set back.
        for name in [name for name, due in self._due.items() if due <= now or due > now + _LONGEST_PAUSE]:
            if room <= 0 or room_bytes <= 0:
                return None  # the end of a delivery wakes the desk
            del later[name]
            submission = self._store.submissions.get(name)
            courier = None if submission is None else self._couriers.get(type(submission.route))
            if submission is None or courier is None or submission.state is not SubmissionState.READY:
                del self._due[name]
                continue
            answers = self._store.submissions.answers(name)
            room, room_bytes = room - 1, room_bytes - sum(len(answer.body) for answer in answers)
            self._desk.after_commit(partial(self._begin, courier, submission, answers))
        return max(min(later.values()) - now, 0.01) if later else None

    def _begin(self, courier: Courier, submission: Submission, answers: Sequence[Answer]) -> None:
        self._due.pop(submission.id, None)
        self._in_hand[submission.id] = sum(len(answer.body) for answer in answers)

        def ended(error: str) -> None:
            self._desk.post(lambda: self._ended(submission, error))

        courier.deliver(submission, answers, ended)

    def _ended(self, submission: Submission, error: str) -> None:
        self._in_hand.pop(submission.id, None)
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
        wanted = self._store.submissions.get(submission.id)
        if wanted is not None and wanted.route != submission.route:
            self._due[submission.id] = 0.0  # asked again meanwhile, with another return address
            return
        if self._store.submissions.finish(submission.id, self._clock()):
            logger.info(
                "the answer to %s is delivered", submission.id,
                extra={"action": "delivery.done", "submission": submission.id},
            )  # fmt: skip
            self._desk.after_commit(lambda: self._on_done(submission.id))
