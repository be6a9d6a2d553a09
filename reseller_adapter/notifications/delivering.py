"""Brings notifications to the order system: of one purchase order one after the other, each until it arrived."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from reseller_adapter.errors import ProfileUnreadable
from reseller_adapter.notifications.letter import letter_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from reseller_adapter.desk import Desk
    from reseller_adapter.notifications.letter import Letter, LetterCourier
    from reseller_adapter.store.notification_records import KeptNotification
    from reseller_adapter.store.store import Store

logger = logging.getLogger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_AT_ONCE = 100
"""Purchase orders with a delivery under way; fewer than a line's window, so that the desk seldom waits."""


class LettersOut:
    """Runs on the desk. The store says whose turn it is; here is only what is in hand and what failed."""

    def __init__(
        self,
        *,
        desk: Desk,
        store: Store,
        clock: Callable[[], float],
        courier: LetterCourier,
        form: str,
        profile: str,
    ) -> None:
        self._desk = desk
        self._store = store
        self._clock = clock
        self._courier = courier
        self._form = form
        self._profile = profile
        self._in_hand: set[str] = set()
        self._due: dict[str, float] = {}
        self._tries: dict[str, int] = {}

    def deliver_due(self) -> float | None:
        """Begin what is due after the commit; returns the seconds until something else is.

        What is in hand is noted after the commit too: a batch that is rolled back and done again finds it due.
        """
        now, later = self._clock(), []
        room = _AT_ONCE - len(self._in_hand)
        for kept in self._store.notifications.next(_AT_ONCE + len(self._in_hand) + len(self._due)):
            if room <= 0:
                return None  # the end of a delivery wakes the desk
            if kept.pon in self._in_hand:
                continue
            due = self._due.get(kept.pon, 0.0)
            # A time further ahead than any pause of ours means that the clock was set back.
            if now < due <= now + _LONGEST_PAUSE:
                later.append(due)
                continue
            room -= 1
            letter = self._letter(kept)
            if letter is not None:
                self._desk.after_commit(partial(self._begin, letter))
            else:
                later.append(self._due[kept.pon])
        return max(min(later) - now, 0.01) if later else None

    def _letter(self, kept: KeptNotification) -> Letter | None:
        body = self._store.notifications.body(kept.pon, kept.sequence) or b""
        try:
            return letter_of(body, self._form, self._profile)
        except ProfileUnreadable as e:
            self._failed(kept.pon, kept.sequence, str(e))
        except Exception:
            logger.exception("translating a notification failed", extra={"action": "notification.translation_broken"})
            self._failed(
                kept.pon, kept.sequence, "translating it failed for a reason of the adapter's own; see its log"
            )
        return None

    def _begin(self, letter: Letter) -> None:
        self._in_hand.add(letter.pon)
        self._courier.deliver(letter, lambda error: self._desk.post(lambda: self._ended(letter, error)))

    def _ended(self, letter: Letter, error: str) -> None:
        self._in_hand.discard(letter.pon)
        if error:
            self._failed(letter.pon, letter.sequence, error)
            return
        self._due.pop(letter.pon, None)
        self._tries.pop(letter.pon, None)
        self._store.notifications.delivered(letter.pon, letter.sequence, self._clock())
        logger.info(
            "notification %d of order %s is delivered", letter.sequence, letter.pon,
            extra={"action": "notification.delivered", "pon": letter.pon, "sequence": letter.sequence},
        )  # fmt: skip

    def _failed(self, pon: str, sequence: int, error: str) -> None:
        tries = self._tries.get(pon, 0) + 1
        self._tries[pon] = tries
        self._due[pon] = self._clock() + min(_FIRST_PAUSE * 2 ** min(tries - 1, 10), _LONGEST_PAUSE)
        self._store.notifications.note_trouble(pon, error)
        logger.warning(
            "notification %d of order %s could not be delivered (%s); it will be tried again", sequence, pon, error,
            extra={"action": "notification.delivery_failed", "pon": pon, "sequence": sequence, "tries": tries},
        )  # fmt: skip
