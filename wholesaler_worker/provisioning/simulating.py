"""What the network's systems would tell about orders that are due, for demonstrations and tests."""

from __future__ import annotations

import random
import threading
from collections import Counter
from typing import TYPE_CHECKING, Protocol

from broker_config import names
from broker_config.transport import Properties, Publication, PublishOutcome
from contracts.provisioning import JEOPARDY_CODES, Completed, Jeopardy, NetworkEvent, Provisioning, ProvisioningHeader
from contracts.provisioning_writing import write_provisioning
from wholesaler_worker.changing.records import OrderState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date, datetime

    from broker_config.transport import Settled, Transport

_SAID = "As the simulation drew it."


class Due(Protocol):
    """What is told about; see `wholesaler_worker.db.provisioning_records.DueOrder`."""

    @property
    def order_number(self) -> str:
        """The wholesaler's number of the order."""

    @property
    def due_date(self) -> date:
        """Its day."""

    @property
    def state(self) -> OrderState:
        """Confirmed or jeopardy."""


class Simulation:
    """Draws what becomes of each order: the same with the same `seed`, whatever other orders are due.

    `jeopardy` is the percentage of confirmed orders that get into danger; all others are completed on their day. The
    same thing told twice has the same name, so that it happens once.
    """

    def __init__(self, *, jeopardy: int = 0, seed: int = 0) -> None:
        self._jeopardy = jeopardy
        self._seed = seed

    def message(self, order: Due, now: datetime) -> Provisioning:
        """What is told about one order."""
        draw = random.Random(f"{self._seed} {order.order_number}")  # noqa: S311 - a simulation, to be repeated
        if order.state is OrderState.CONFIRMED and draw.random() * 100 < self._jeopardy:
            detail: Completed | Jeopardy = Jeopardy(code=draw.choice(JEOPARDY_CODES), text=_SAID)
            event = NetworkEvent.JEOPARDY
        else:
            detail = Completed(completed_on=order.due_date)
            event = NetworkEvent.COMPLETED
        header = ProvisioningHeader(
            event=event,
            event_id=f"simulated-{order.order_number}-{order.due_date:%Y%m%d}-{event}",
            order_number=order.order_number,
            occurred_at=now,
        )
        return Provisioning(header=header, detail=detail)


class Telling:
    """Publishes messages as the network's user, and counts how each ended."""

    def __init__(self, transport: Transport, advance: Callable[[int], None] = lambda _: None) -> None:
        self._transport = transport
        self._advance = advance
        self._change = threading.Condition()
        self._under_way = 0
        self._confirmed: Counter[NetworkEvent] = Counter()
        self._refused: list[Settled] = []

    @property
    def confirmed(self) -> Mapping[NetworkEvent, int]:
        """How many of each event the broker has."""
        return self._confirmed

    @property
    def refused(self) -> int:
        """How many it did not take."""
        return len(self._refused)

    @property
    def why(self) -> str:
        """What the broker said about the first that it did not take."""
        return f"{self._refused[0].outcome.value} {self._refused[0].detail}".strip() if self._refused else ""

    def tell(self, messages: Iterable[Provisioning]) -> None:
        """Publish, and return when the broker has said of each what became of it."""
        for message in messages:
            with self._change:
                self._under_way += 1
            self._transport.publish(_publication(message), self._noting(message.header.event))
        with self._change:
            self._change.wait_for(lambda: not self._under_way)

    def _noting(self, event: NetworkEvent) -> Callable[[Settled], None]:
        def note(settled: Settled) -> None:
            with self._change:
                self._under_way -= 1
                if settled.outcome is PublishOutcome.CONFIRMED:
                    self._confirmed[event] += 1
                else:
                    self._refused.append(settled)
                self._advance(1)
                self._change.notify_all()

        return note


def _publication(message: Provisioning) -> Publication:
    header = message.header
    return Publication(
        exchange=names.PROVISIONING,
        routing_key=names.PROVISIONING_QUEUE,
        properties=Properties(
            content_type="application/json",
            message_id=header.event_id,
            timestamp=int(header.occurred_at.timestamp()),
            type=header.event.value,
        ),
        body=write_provisioning(message),
    )
