"""Takes messages in from the reseller's own queue `intake`: stored as they came, then acknowledged."""

from __future__ import annotations

import hashlib
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from broker_config.names import INTAKE
from reseller_adapter.formats import content_types, format_of_content_type
from reseller_adapter.names import new_submission_name
from reseller_adapter.refusal import refusal
from reseller_adapter.routes import QueueRoute
from reseller_adapter.store.records import NewSubmission, SubmissionState

if TYPE_CHECKING:
    from collections.abc import Callable

    from broker_config.transport import Delivery, Transport
    from reseller_adapter.desk import Desk
    from reseller_adapter.store.store import Store

logger = logging.getLogger(__name__)

_PREFETCH = 50


class QueueIntake:
    """The order system's messages. `on_taken_in` hears of what is to be translated, `on_ready` of what is answered.

    A message with a `message_id` is taken in once: sent again with the same content it is absorbed, or answered again
    when it was answered already. Without one two messages are two submissions, because losing one would be worse.
    """

    def __init__(
        self,
        reseller: str,
        profile: str,
        *,
        desk: Desk,
        store: Store,
        transport: Transport,
        clock: Callable[[], float],
        on_taken_in: Callable[[str], None],
        on_ready: Callable[[str], None],
    ) -> None:
        self._reseller = reseller
        self._profile = profile
        self._desk = desk
        self._store = store
        self._transport = transport
        self._clock = clock
        self._on_taken_in = on_taken_in
        self._on_ready = on_ready

    def start(self) -> None:
        """Take in from now on."""
        self._transport.consume(INTAKE, self._receive, prefetch=_PREFETCH, on_cancelled=_cancelled)

    def stop(self) -> None:
        """Take in no more; what was not stored stays in the queue."""
        self._transport.cancel(INTAKE)

    def _receive(self, delivery: Delivery) -> None:
        self._desk.post(lambda: self._take(delivery))

    def _take(self, delivery: Delivery) -> None:
        self._desk.after_commit(lambda: self._transport.acknowledge(delivery))
        now, key = self._clock(), _key(delivery)
        form = format_of_content_type(delivery.properties.content_type)
        new = NewSubmission(
            id=new_submission_name(now),
            source_key=key,
            format=form or "",
            profile=self._store.submissions.keep_profile(self._profile),
            body=delivery.body,
            route=_route(delivery),
            taken_in_at=now,
        )
        if not self._store.submissions.add(new):
            self._absorb(key, delivery)
        elif form:
            logger.info("took in %s", new.id, extra={"action": "intake.taken_in", "submission": new.id})
            self._desk.after_commit(lambda: self._on_taken_in(new.id))
        else:
            self._refuse(new, delivery.properties.content_type)

    def _absorb(self, key: str | None, delivery: Delivery) -> None:
        known = self._store.submissions.by_key(key) if key else None
        if known is None:
            return
        logger.info(
            "a message that was taken in as %s came again and is absorbed", known.id,
            extra={"action": "intake.absorbed", "submission": known.id},
        )  # fmt: skip
        if delivery.redelivered:
            return
        # Not the broker's second copy but the order system asking again: perhaps it lost the answer, or waits for it
        # at another place since it was started again.
        if known.route != _route(delivery):
            self._store.submissions.readdress(known.id, _route(delivery))
        if known.state is SubmissionState.DONE:
            self._store.submissions.deliver_again(known.id)
            self._desk.after_commit(lambda: self._on_ready(known.id))

    def _refuse(self, new: NewSubmission, content_type: str | None) -> None:
        defect = f"content type {content_type!r}: it is not one of {', '.join(content_types())}; set it on the message"
        answer = refusal(self._reseller, [defect], datetime.fromtimestamp(new.taken_in_at, UTC), "", "")
        self._store.submissions.make_ready(new.id, [answer], defective=True, error=defect)
        logger.warning("refused %s: %s", new.id, defect, extra={"action": "intake.refused", "submission": new.id})
        self._desk.after_commit(lambda: self._on_ready(new.id))


def _key(delivery: Delivery) -> str | None:
    properties = delivery.properties
    if not properties.message_id:
        return None
    digest = hashlib.sha256(delivery.body).hexdigest()
    return f"queue {digest} {properties.correlation_id or ''} {properties.message_id}"


def _route(delivery: Delivery) -> QueueRoute:
    properties = delivery.properties
    return QueueRoute(
        reply_to=properties.reply_to or None,
        correlation_id=properties.correlation_id,
        message_id=properties.message_id,
    )


def _cancelled(queue: str, reason: str) -> None:
    logger.error(
        "the broker ended the consumer of %s (%s); trying again", queue, reason,
        extra={"action": "intake.cancelled", "queue": queue},
    )  # fmt: skip
