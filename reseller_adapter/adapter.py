"""The adapter at work: the parts, put together around one store and one or two lines to the broker."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from reseller_adapter.correlation import Correlator
from reseller_adapter.delivering import Delivering
from reseller_adapter.desk import Desk
from reseller_adapter.finished import Listeners
from reseller_adapter.folder_courier import FolderCourier
from reseller_adapter.folder_watch import FolderWatch
from reseller_adapter.handover import HandoverServer
from reseller_adapter.housekeeping import Housekeeping
from reseller_adapter.intake import QueueIntake
from reseller_adapter.notifications.couriers import FolderLetters, QueueLetters
from reseller_adapter.notifications.gaps import Gaps
from reseller_adapter.notifications.reception import NotificationWay, Reception
from reseller_adapter.pauses import Pauses
from reseller_adapter.queue_courier import QueueCourier
from reseller_adapter.routes import FolderRoute, GapRoute, QueueRoute
from reseller_adapter.sending import Sender
from reseller_adapter.splitting import Limits
from reseller_adapter.store.records import SubmissionState
from reseller_adapter.translating import Translating
from reseller_adapter.workroom import Workroom

if TYPE_CHECKING:
    from collections.abc import Callable

    from broker_config.transport import Transport
    from reseller_adapter.delivering import Courier
    from reseller_adapter.folder import WatchedFolder
    from reseller_adapter.notifications.letter import LetterCourier
    from reseller_adapter.routes import Route
    from reseller_adapter.settings import ResellerSettings
    from reseller_adapter.store.store import Store

logger = logging.getLogger(__name__)

_ANSWERS_PREFETCH = 20
"""Answers in hand at most: each can have 4 MiB."""


@dataclass(frozen=True, kw_only=True)
class Lines:
    """The open lines to the broker. Without one to the reseller's own virtual host nothing is taken in or delivered
    there: that is how a single command works.
    """

    wholesale: Transport
    own: Transport | None = None


@dataclass(frozen=True, kw_only=True)
class Ways:
    """How things come in besides commands, and how notifications go out; `profile` is the text of the profile."""

    profile: str = ""
    folder: WatchedFolder | None = None
    notifications: NotificationWay | None = field(default_factory=NotificationWay)


@dataclass(frozen=True, kw_only=True)
class Tuning:
    """What tests and operators may change; `grace` is how many seconds a notification that is missing may be late."""

    pauses: Pauses = field(default_factory=Pauses)
    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], float] = time.time
    look_every: float = 0.5
    grace: float = 2.0


class Adapter:
    """Sends what is pending, takes answers in and delivers them, from `start` to `stop`. Its caller holds the store's
    lock and opens and closes the lines.
    """

    def __init__(
        self,
        settings: ResellerSettings,
        store: Store,
        lines: Lines,
        ways: Ways = Ways(),
        tuning: Tuning = Tuning(),
    ) -> None:
        clock = tuning.clock
        self._settings = settings
        self._store = store
        self._lines = lines
        self._clock = clock
        self._desk = Desk(store, self._end_of_batch)
        self._workroom = Workroom()
        self.listeners = Listeners(store.documents.progress)
        self._sender = Sender(
            settings.reseller,
            settings.reply_to,
            store=store,
            transport=lines.wholesale,
            pauses=tuning.pauses,
            clock=clock,
            on_not_taken=self.listeners.not_taken,
        )
        self._translating = Translating(
            settings.reseller,
            tuning.limits,
            desk=self._desk,
            store=store,
            workroom=self._workroom,
            clock=clock,
            on_ready=self._ready,
        )
        self._correlator = Correlator(
            desk=self._desk,
            store=store,
            transport=lines.wholesale,
            clock=clock,
            on_answered=self._translating.translate_back,
            on_progress=self.listeners.progressed,
        )
        self._housekeeping = Housekeeping(store, clock)
        self._gaps = Gaps(
            settings.reseller, desk=self._desk, store=store, pauses=tuning.pauses, clock=clock, grace=tuning.grace
        )
        self._reception = self._notification_reception(ways)
        self._delivering = Delivering(
            desk=self._desk, store=store, clock=clock, couriers=self._couriers(ways), on_done=self.listeners.done
        )
        self._handover = HandoverServer(store.data_dir, self.listeners, is_done=self.is_done, on_wake=self.wake)
        self._intake = self._queue_intake(ways)
        self._watch = self._folder_watch(ways, tuning)

    def start(self) -> None:
        """Go on with what is in the store, and take in from now on."""
        self._workroom.start()
        self._resume()
        self._desk.start()
        self._handover.start()
        self._lines.wholesale.consume(
            self._settings.answers_queue,
            self._correlator.receive,
            prefetch=_ANSWERS_PREFETCH,
            on_cancelled=_answers_cancelled,
        )
        if self._reception:
            self._reception.start()
        if self._intake:
            self._intake.start()
        if self._watch:
            self._watch.start()

    def stop(self) -> None:
        """Take in no more, finish what is in hand, write it down; takes at most 7 seconds."""
        if self._watch:
            self._watch.stop(timeout=0.5)
        self._cancel_consumers()
        self._workroom.stop(timeout=0.5)
        if not self._desk.stop(timeout=2):
            logger.warning(
                "stopping with work undone; it is taken up again at the next start",
                extra={"action": "adapter.stopped_early"},
            )
        self._handover.stop()

    def _cancel_consumers(self) -> None:
        """Beside us: a broker that does not answer any more would keep us waiting."""
        cancels: list[Callable[[], None]] = [partial(self._lines.wholesale.cancel, self._settings.answers_queue)]
        cancels += [consumer.stop for consumer in (self._intake, self._reception) if consumer]
        threads = [threading.Thread(target=cancel, name="cancelling", daemon=True) for cancel in cancels]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(0.5)

    def wake(self) -> None:
        """Something was put into the store by somebody else: send what is due."""
        self._desk.post(_nothing)

    def is_done(self, name: str) -> bool:
        """True when the answers of a submission are in the store and delivered."""
        found = self._store.submissions.get(name)
        return found is not None and found.state is SubmissionState.DONE

    def _resume(self) -> None:
        for name in self._store.submissions.names_in(SubmissionState.TAKEN_IN):
            self._translating.translate_in(name)
        for name in self._store.submissions.names_in(SubmissionState.ANSWERED):
            self._translating.translate_back(name)
        for name in self._store.submissions.names_in(SubmissionState.READY):
            self._delivering.add(name)

    def _ready(self, name: str) -> None:
        self._desk.post(lambda: self._delivering.add(name))

    def _end_of_batch(self) -> float | None:
        pauses = [
            self._reception.end_of_batch() if self._reception else None,  # first: its questions go out with the rest
            self._sender.send_due(self._desk),
            self._delivering.deliver_due(),
            self._housekeeping.keep(),
        ]
        return min((pause for pause in pauses if pause is not None), default=None)

    def _couriers(self, ways: Ways) -> dict[type[Route], Courier]:
        couriers: dict[type[Route], Courier] = {}
        if self._lines.own:
            couriers[QueueRoute] = QueueCourier(self._lines.own)
        if ways.folder:
            couriers[FolderRoute] = FolderCourier(ways.folder, self._workroom)
        if self._reception:
            couriers[GapRoute] = self._gaps
        return couriers

    def _notification_reception(self, ways: Ways) -> Reception | None:
        """None when another program takes them, and in a single command: it ends before it would be certain that the
        order system has them.
        """
        if ways.notifications is None:
            return None
        if ways.folder and ways.notifications.into_folder:
            courier: LetterCourier = FolderLetters(ways.folder, self._workroom)
        elif self._lines.own:
            courier = QueueLetters(self._lines.own)
        else:
            return None
        return Reception(
            self._settings.reseller,
            ways.notifications,
            ways.profile,
            desk=self._desk,
            store=self._store,
            transport=self._lines.wholesale,
            clock=self._clock,
            courier=courier,
            gaps=self._gaps,
        )

    def _queue_intake(self, ways: Ways) -> QueueIntake | None:
        if self._lines.own is None:
            return None
        return QueueIntake(
            self._settings.reseller,
            ways.profile,
            desk=self._desk,
            store=self._store,
            transport=self._lines.own,
            clock=self._clock,
            on_taken_in=self._translating.translate_in,
            on_ready=self._ready,
        )

    def _folder_watch(self, ways: Ways, tuning: Tuning) -> FolderWatch | None:
        if ways.folder is None:
            return None
        return FolderWatch(
            ways.folder,
            ways.profile,
            desk=self._desk,
            store=self._store,
            clock=self._clock,
            on_taken_in=self._translating.translate_in,
            on_ready=self._ready,
            look_every=tuning.look_every,
        )


def _nothing() -> None:
    """Wakes the desk."""


def _answers_cancelled(queue: str, reason: str) -> None:
    logger.error(
        "the broker ended the consumer of %s (%s); trying again", queue, reason,
        extra={"action": "answers.cancelled", "queue": queue},
    )  # fmt: skip
