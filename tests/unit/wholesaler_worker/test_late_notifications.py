"""What was not notified at once is notified later: all of it, fast, and whatever else goes wrong."""

from datetime import UTC, datetime

import pytest

from broker_config.names import notifications_queue
from contracts.notification import OrderEvent
from contracts.notification_reading import read_notification
from tests.unit.wholesaler_worker.wholesale import Wholesale
from wholesaler_worker.changing.records import Event
from wholesaler_worker.serving.notification_messages import notification_message

MANY = 1_200
"""Far more than are under way at a time, or read at a time."""


def event(pon: str) -> Event:
    return Event(
        reseller="acme",
        pon=pon,
        version=1,
        sequence=1,
        event=OrderEvent.ACKNOWLEDGED,
        occurred_at=datetime(2026, 11, 1, tzinfo=UTC),
        transaction_number="T-1",
    )


def leave_unsent(wholesale: Wholesale, *events: Event) -> list[tuple[str, str, int]]:
    """As if their worker had died when it had written them."""
    keys = [(one.reseller, one.pon, one.sequence) for one in events]
    wholesale.changes.events.update(zip(keys, events, strict=True))
    return keys


def came(wholesale: Wholesale) -> list[str]:
    messages = wholesale.waiting(notifications_queue("acme"))
    return [read_notification(message.body).header.pon for message in messages]


def test_however_many_are_unsent_they_are_all_sent_in_one_go_and_once(wholesale: Wholesale) -> None:
    left = leave_unsent(wholesale, *(event(f"P-{n}") for n in range(MANY)))
    assert wholesale.outbox.send_unsent() == MANY
    wholesale.changes.wait_until_sent(left)
    assert came(wholesale) == [pon for _, pon, _ in left]
    assert [vars(line)["action"] for line in wholesale.journal.of("notifications.late")] == ["notifications.late"]
    assert wholesale.outbox.send_unsent() == 0


def test_one_that_cannot_be_written_keeps_no_other_back(wholesale: Wholesale, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(one: Event) -> object:
        return notification_message(one) if one.pon != "P-1" else one.detail["nothing"]

    monkeypatch.setattr("wholesaler_worker.serving.outbox.notification_message", broken)
    leave_unsent(wholesale, event("P-1"), event("P-2"))
    assert wholesale.outbox.send_unsent() == 1
    wholesale.changes.wait_until_sent([("acme", "P-2", 1)])
    assert len(wholesale.journal.of("notifications.bug")) == 1
