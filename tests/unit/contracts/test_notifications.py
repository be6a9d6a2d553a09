"""Notifications are read as strictly as documents, and written as they are read."""

import json
from importlib.resources import files
from typing import Any

import pytest

from contracts.notification import OrderEvent
from contracts.notification_reading import NotificationUnreadable, read_notification
from contracts.notification_writing import write_notification


def example(event: str) -> dict[str, Any]:
    return json.loads((files("contracts") / "examples" / f"{event}.notification.json").read_bytes())  # type: ignore[no-any-return]


@pytest.mark.parametrize("event", OrderEvent)
def test_a_notification_is_written_as_it_was_read(event: OrderEvent) -> None:
    sent = example(event)
    read = read_notification(json.dumps(sent).encode())
    assert read.header.event is event
    assert json.loads(write_notification(read)) == sent
    assert read_notification(write_notification(read)) == read


def test_a_field_of_a_later_version_does_no_harm() -> None:
    sent = example("order.confirmed")
    sent["header"]["colour"] = "green"
    sent["detail"]["colour"] = "green"
    assert read_notification(json.dumps(sent).encode()).detail["colour"] == "green"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sequence": 0}, "/header/sequence"),
        ({"sequence": "1"}, "/header/sequence"),
        ({"pon": "a b"}, "/header/pon"),
        ({"event": "order.forgotten"}, "/header/event"),
        ({"schema": "notification/2"}, "/header/schema"),
    ],
)
def test_what_breaks_the_contract_is_named_with_its_place(change: dict[str, Any], said: str) -> None:
    sent = example("order.confirmed")
    sent["header"].update(change)
    with pytest.raises(NotificationUnreadable, match=said):
        read_notification(json.dumps(sent).encode())


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"\xff", b'{"header": {}}', b'{"header": 1, "detail": {}}']
)
def test_what_is_no_notification_is_unreadable_and_nothing_worse(body: bytes) -> None:
    with pytest.raises(NotificationUnreadable):
        read_notification(body)
