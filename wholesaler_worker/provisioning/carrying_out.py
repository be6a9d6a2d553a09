"""Carries out messages of the network's systems, a batch in one transaction: effects, notifications and their names.

A message that was carried out before changes nothing, and neither does a danger, or the end of one, that came before
something that was carried out already: several workers take messages at once, and one may be late. One about an order
that is not known, or that cannot be as it says, is set aside and hinders no other.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from contracts.provisioning import NetworkEvent
from wholesaler_worker.changing.records import OrderState
from wholesaler_worker.provisioning.effects import AlreadySo, NotPossible, carry_out, days_wanted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from contracts.provisioning import Provisioning, ProvisioningHeader
    from wholesaler_worker.changing.books import Books, DayKey
    from wholesaler_worker.changing.change import Rules
    from wholesaler_worker.changing.records import Event, Version

_LOG = logging.getLogger(__name__)

OPEN = (OrderState.CONFIRMED, OrderState.JEOPARDY)


class Records(Protocol):
    """One transaction of the records; see `wholesaler_worker.db.provisioning_records`."""

    def rules(self) -> Rules:
        """The wholesaler's own terms."""

    def read(self, order_numbers: Iterable[str]) -> Books:
        """Lock and read the orders that these numbers belong to, with all that their completion needs."""

    def read_days(self, days: set[DayKey]) -> None:
        """Lock and read days of offices, into the same books."""

    def known(self, event_ids: Iterable[str]) -> set[str]:
        """Which of these messages were carried out before; asked after `read`, whose locks others wait for."""

    def latest(self, order_numbers: Iterable[str]) -> Mapping[str, datetime]:
        """When the latest message happened that was carried out for each order; asked after `read`, too."""

    def write(self, changed: Books, carried_out: Collection[ProvisioningHeader], now: datetime) -> None:
        """Write the changes, and the names of the messages that brought them about."""


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """How the messages of a batch ended, once the transaction is committed.

    `refused` has the reason for each that is to be set aside, by its place in the batch.
    """

    refused: Mapping[int, str]
    events: tuple[Event, ...]


def carry_out_batch(messages: Sequence[Provisioning], records: Records, now: datetime) -> CarriedOut:
    """Carry out `messages` in order; raises what the records raise, and then nothing was done."""
    headers = [message.header for message in messages]
    read = records.read({header.order_number for header in headers})
    known = records.known({header.event_id for header in headers})
    latest = dict(records.latest({header.order_number for header in headers}))
    records.read_days(_days(messages, read))
    rules = records.rules()
    changed = read.layer()
    done: list[ProvisioningHeader] = []
    refused: dict[int, str] = {}
    for place, message in enumerate(messages):
        header = message.header
        if header.event_id in known:
            _say_known(header, "it was carried out before")
            continue
        version = _version_of(changed, read, header.order_number)
        if version is None:
            refused[place] = f"the order number {header.order_number} is not known"
            continue
        layer = changed.layer()
        try:
            _refuse_what_is_over(message, latest.get(header.order_number))
            carry_out(message, version, layer, rules, now)
        except AlreadySo as e:
            _say_known(header, str(e))
        except NotPossible as e:
            refused[place] = str(e)
            continue
        else:
            layer.keep()
            _say_done(header, version)
        known.add(header.event_id)
        latest[header.order_number] = max(header.occurred_at, latest.get(header.order_number, header.occurred_at))
        done.append(header)
    records.write(changed, done, now)
    return CarriedOut(refused, tuple(changed.events))


def _refuse_what_is_over(message: Provisioning, latest: datetime | None) -> None:
    """A completion is never over: whenever it happened, it is the end."""
    header = message.header
    if latest is not None and header.occurred_at < latest and header.event is not NetworkEvent.COMPLETED:
        raise AlreadySo("something that happened later was carried out before")


def _days(messages: Sequence[Provisioning], read: Books) -> set[DayKey]:
    """Whichever of several messages moves an order's date: all days that they name, and the one that it has now."""
    named = ((message, _version_of(read, read, message.header.order_number)) for message in messages)
    return {day for message, version in named if version is not None for day in days_wanted(message, version)}


def _version_of(changed: Books, read: Books, order_number: str) -> Version | None:
    """The version that is open under an order number, or else the latest one."""
    found = [
        version
        for key in read.versions.own()
        if (version := changed.versions.get(key)) is not None and version.order_number == order_number
    ]
    return max(found, key=lambda version: (version.state in OPEN, version.version), default=None)


def _say_known(header: ProvisioningHeader, why: str) -> None:
    _LOG.info(
        "%s of order %s changes nothing: %s",
        header.event.value,
        header.order_number,
        why,
        extra={"action": "provisioning.known", "event_id": header.event_id, "order_number": header.order_number},
    )


def _say_done(header: ProvisioningHeader, version: Version) -> None:
    _LOG.info(
        "order %s of %s: %s",
        header.order_number,
        version.reseller,
        header.event.value,
        extra={
            "action": f"provisioning.{header.event.value}",
            "event_id": header.event_id,
            "order_number": header.order_number,
            "reseller": version.reseller,
            "pon": version.pon,
        },
    )
