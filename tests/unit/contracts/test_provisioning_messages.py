"""What the network's systems tell is read as strictly as a document, and its schema says the same."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from contracts.codes import CODES
from contracts.generation.files import CHECKOUT
from contracts.generation.json_schema import provisioning_schema
from contracts.provisioning import JEOPARDY_CODES
from contracts.provisioning_reading import MAX_PROVISIONING_BYTES, ProvisioningUnreadable, read_provisioning
from contracts.wire.containers import Part
from contracts.wire.provisioning import PROVISIONING

VALID = Draft202012Validator(provisioning_schema())
DETAILS: dict[str, dict[str, Any]] = {
    "completed": {"completed_on": "2026-12-01"},
    "jeopardy": {"code": "O520"},
    "recovered": {},
}


def message(event: str = "completed", detail: dict[str, Any] | None = None, **header: Any) -> dict[str, Any]:
    known = {
        "schema": "provisioning/1",
        "event": event,
        "event_id": "n-1",
        "order_number": "W0000042",
        "occurred_at": "2026-12-01T15:10:00Z",
    }
    return {"header": known | header, "detail": DETAILS[event] if detail is None else detail}


def without(sent: dict[str, Any], part: str, name: str) -> dict[str, Any]:
    del sent[part][name]
    return sent


@pytest.mark.parametrize("event", DETAILS)
def test_the_least_that_an_event_says_is_enough(event: str) -> None:
    sent = message(event)
    assert read_provisioning(json.dumps(sent).encode()).header.event == event
    assert VALID.is_valid(sent)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (message(detail={}), "/detail/completed_on"),
        (message(detail={"completed_on": "tomorrow"}), "/detail/completed_on"),
        (message(detail={"completed_on": "2026-12-01", "by": "Joe"}), "/detail/by"),
        (message("jeopardy", {"code": "O500"}), "/detail/code"),
        (message("jeopardy", {"code": "O520", "text": ""}), "/detail/text"),
        (message("recovered", {"code": "O520"}), "/detail/code"),
        (message(event_id=""), "/header/event_id"),
        (message(event_id=7), "/header/event_id"),
        (message(order_number="W 42"), "/header/order_number"),
        (message(occurred_at="2026-12-01T15:10:00"), "/header/occurred_at"),
        (message(schema="provisioning/2"), "/header/schema"),
        (message(pon="P1"), "/header/pon"),
        (without(message(), "header", "event"), "/header/event"),
        (message() | {"header": message()["header"] | {"event": "cancelled"}}, "/header/event"),
        (message() | {"header": []}, "/header/event"),
        ({"header": message()["header"]}, "/detail"),
        (message() | {"more": 1}, "/more"),
        ([message()], "/header/event"),
    ],
)
def test_what_is_not_right_is_refused_with_its_place(sent: Any, said: str) -> None:
    with pytest.raises(ProvisioningUnreadable, match=f"{said}: "):
        read_provisioning(json.dumps(sent).encode())
    assert not VALID.is_valid(sent)


def test_every_defect_is_named_at_once() -> None:
    sent = message(event_id="", order_number="") | {"detail": {}}
    with pytest.raises(ProvisioningUnreadable) as refused:
        read_provisioning(json.dumps(sent).encode())
    for place in ("/header/event_id", "/header/order_number", "/detail/completed_on"):
        assert place in str(refused.value)


@pytest.mark.parametrize("body", [b"", b"\xff", b"{", b"null", b" " * (MAX_PROVISIONING_BYTES + 1)])
def test_bytes_that_are_no_message_are_refused(body: bytes) -> None:
    with pytest.raises(ProvisioningUnreadable):
        read_provisioning(body)


def test_each_reason_of_a_jeopardy_is_in_the_catalogue() -> None:
    assert set(JEOPARDY_CODES) == {code for code in CODES if code.startswith("O52")}


def test_each_field_is_on_the_page_and_the_message_there_is_right() -> None:
    page = (CHECKOUT / "docs/reference/provisioning.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    assert read_provisioning(block.encode()).header.event == "jeopardy"
    for part in ("header", "detail"):
        for shape in PROVISIONING.values():
            field = shape.fields[part]
            assert isinstance(field, Part)
            assert all(f"`{name}`" in page for name in field.shape.fields)
    assert all(f"`{event}`" in page for event in PROVISIONING)
