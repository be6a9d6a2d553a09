"""The one place where a delivery is settled: answers confirmed, then copies, the ledger, then the acknowledgement."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from broker_config import names
from broker_config.errors import TransportClosed
from broker_config.transport import PublishOutcome
from wholesaler_worker.receiving.return_address import own_answers
from wholesaler_worker.serving.republishing import to_ladder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broker_config.transport import Publication, Settled, Transport
    from wholesaler_worker.db.ledger import Key
    from wholesaler_worker.receiving.arrival import Arrival
    from wholesaler_worker.serving.receipts import Receipts

_LOG = logging.getLogger(__name__)


class Listener(Protocol):
    """Hears how endings ended; called on the transport's I/O thread, so it must return at once."""

    def undeliverable(self, arrival: Arrival, detail: str) -> None:
        """The broker does not take this reseller's answers, or its document on the delay ladder."""

    def taken(self, arrival: Arrival) -> None:
        """An answers queue of this reseller took an answer."""

    def over(self, arrival: Arrival) -> None:
        """Nothing of this arrival is in hand any more, whatever became of it."""


@dataclass(slots=True)
class Ending:
    """What is published about one arrival before it is acknowledged; `copies` only when `answers` were confirmed.

    When the broker does not take one, `otherwise` is published if there is one, a direct reply goes to the reseller's
    answers queue, or else the document goes to the delay ladder; what cannot even go there is given back. With a
    `receipt` the ledger hears that the broker has the answers before the delivery is acknowledged. One delivery has one
    ending.
    """

    arrival: Arrival
    transport: Transport
    listener: Listener
    answers: Sequence[Publication] = ()
    copies: Sequence[Publication] = ()
    otherwise: Publication | None = None
    receipt: Key | None = None
    receipts: Receipts | None = None
    _outstanding: int = 0
    _failed: Settled | None = None
    _laddered: bool = False
    _is_over: bool = False

    def begin(self) -> None:
        """Publish; returns before anything is confirmed. May wait for a place in the transport's window."""
        if self.answers:
            self._publish(self.answers)
        else:
            self._publish_copies()

    def _publish_copies(self) -> None:
        copies, self.copies = self.copies, ()
        if copies:
            self._publish(copies)
        elif self.receipt is not None and self.receipts is not None and not self._laddered:
            self.receipts.answered(self.receipt, self._acknowledge, self._over)
        else:
            self._acknowledge()

    def _acknowledge(self) -> None:
        self.transport.acknowledge(self.arrival.delivery)
        self._over()

    def _publish(self, publications: Sequence[Publication]) -> None:
        self._outstanding = len(publications)
        try:
            for publication in publications:
                self.transport.publish(publication, self._settled)
        except TransportClosed:
            # We are ending: what is not acknowledged is delivered again, to us or to somebody else.
            self._over()

    def _over(self) -> None:
        if not self._is_over:
            self._is_over = True
            self.listener.over(self.arrival)

    def _settled(self, settled: Settled) -> None:
        self._outstanding -= 1
        if settled.outcome is not PublishOutcome.CONFIRMED and self._failed is None:
            self._failed = settled
        if self._outstanding:
            return
        if self._failed is not None:
            self._not_taken(self._failed)
            return
        if settled.publication.exchange == names.ANSWERS:
            self.listener.taken(self.arrival)
        self._publish_copies()

    def _not_taken(self, failed: Settled) -> None:
        self._failed = None
        if failed.outcome is PublishOutcome.ABANDONED:
            self._over()
            return
        if self.otherwise is not None:
            instead, self.otherwise, self.copies = self.otherwise, None, ()
            self._publish((instead,))
            return
        origin = self.arrival.origin
        if failed.publication.exchange == names.DEFAULT_EXCHANGE and origin is not None:
            # The token was forged, or its node has left: the answer stays with whoever's lane the document came by.
            address = own_answers(origin.reseller)
            _LOG.warning(
                "a direct reply goes to %s instead: %s %s",
                address.routing_key,
                failed.outcome.value,
                failed.detail,
                extra={"action": "answer.redirected", "reseller": origin.reseller},
            )
            self._publish([address.on(answer) for answer in self.answers])
            return
        target = failed.publication.exchange
        if failed.publication.exchange == names.ANSWERS:
            target = failed.publication.routing_key
            self.listener.undeliverable(self.arrival, f"{target}: {failed.outcome.value} {failed.detail}")
        reason = f"not taken by {target}: {failed.outcome.value}"
        if self._laddered:
            _LOG.error(
                "a document was given back: the delay ladder does not take it (%s %s)",
                failed.outcome.value,
                failed.detail,
                extra={"action": "ladder.refused"},
            )
            # Its reseller is left alone for a while: otherwise it came again at once, and each time is counted.
            self.listener.undeliverable(self.arrival, f"{target}: {failed.outcome.value} {failed.detail}")
            self.transport.give_back(self.arrival.delivery)
            self._over()
            return
        self._laddered = True
        _LOG.warning(
            "a document goes to the delay ladder: %s %s", reason, failed.detail, extra={"action": "document.retried"}
        )
        self.copies = ()
        self._publish((to_ladder(self.arrival, reason, datetime.now(UTC)),))
