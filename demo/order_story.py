"""A number is searched, held and ordered; the order is confirmed, sent again, changed and completed, and its reseller
is notified."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from demo.files import end_user_json
from demo.telling import StoryBroken
from reseller_adapter.client.client import ResellerClient

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contracts.notification import Notification
    from demo.cast import EndUser
    from demo.telling import Telling

PON = "PO-1001"
RESELLER = "acme"
_PATIENCE = 30.0
_LIFE = [
    "1 acknowledged version 1",
    "2 confirmed version 1",
    "3 acknowledged version 2",
    "4 confirmed version 2",
    "5 superseded version 1",
    "6 completed version 2",
]


def order_story(telling: Telling, content: Mapping[str, Any], user: EndUser) -> bool:
    """Tell it; true when everything came as it must. Raises `StoryBroken` when a step gives nothing to go on with."""
    telling.say("It looks for a free number at the end user's address, and holds it.\n")
    found = _answered(telling, "search", {**end_user_json(user), "ask": "numbers", "quantity": 1})
    number = _only(found, "numbers")
    held = _answered(telling, "hold", {"ask": "reserve", "numbers_to_hold": [number]})
    _, _, token = _only(held, "hold_tokens").partition("=")
    telling.say(f"{number} is held for acme; only who has its token can order it.")

    telling.heading("5. The order", "One purchase order, its number taken from the hold, decided at once.")
    order = {
        **end_user_json(user),
        "ask": "order",
        "pon": PON,
        "activity": "new",
        "lines": [{"service": "1FR", "features": ["ESX"], "telephone_number": number, "hold_token": token}],
    }
    sent = json.dumps({"transaction_number": "ACME-1001", "orders": [order]}, indent=2) + "\n"
    first = _record(telling.submitted(RESELLER, "order.json", sent).answer)
    confirmed = first.get("order_status") == "confirmed"
    telling.say(f"{first.get('order_status')}: order {first.get('order_number')}, due {first.get('due_date')}")

    telling.heading("6. The same document again", "As if acme's adapter had lost its memory and could not know.")
    second = _record(telling.submitted(RESELLER, "order.json", sent, adapter="-without-memory").answer)
    same = all(first.get(key) == second.get(key) for key in ("order_status", "order_number", "due_date"))
    telling.say(f"the same answer, and nothing was done twice: order {second.get('order_number')}")

    telling.heading("7. A change, and the end", "The due date moves by a week; then the network's systems are done.")
    later = date.fromisoformat(str(first.get("due_date"))) + timedelta(days=7)
    change = {"ask": "supplement", "pon": PON, "version": 2, "change": "due date", "due_date": later.isoformat()}
    changed = _answered(telling, "change", change)
    moved = changed.get("due_date") == later.isoformat()
    telling.say(f"{changed.get('order_status')}: order {changed.get('order_number')}, due {changed.get('due_date')}\n")
    telling.command("wholesaler_worker", "provision", "--simulate", "--until", later.isoformat())
    told = _notified(content)
    for line in told:
        telling.say(f"notification {line}")
    if told != _LIFE:
        telling.say(f"WRONG: expected {', '.join(_LIFE)}")
    return confirmed and same and moved and told == _LIFE


def _answered(telling: Telling, name: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """Send one record as a document of its own, and return the record of its answer."""
    text = json.dumps({"orders": [record]}, indent=2) + "\n"
    return _record(telling.submitted(RESELLER, f"{name}.json", text).answer)


def _record(answer: str) -> dict[str, Any]:
    (record,) = json.loads(answer)["orders"]
    if record["outcome"] != "answered":
        raise StoryBroken(f"the answer is {record['outcome']}: {record['code']} {record['message']} {record['hint']}")
    return dict(record)


def _only(record: Mapping[str, Any], key: str) -> str:
    values = record[key]
    if not values:
        raise StoryBroken(f"the answer has no {key.replace('_', ' ')}")
    return str(values[0])


def _notified(content: Mapping[str, Any]) -> list[str]:
    """What acme's own program is told of the order, up to its end."""
    login = content["resellers"][RESELLER]
    client = ResellerClient(
        reseller=RESELLER, amqp_url=content["amqp_url"], username=login["username"], password=login["password"]
    )
    told: list[str] = []
    with client, client.notifications(idle=_PATIENCE) as stream:
        for notification in stream:
            told.append(_line(notification))
            if notification.header.event == "order.completed":
                break
    return told


def _line(notification: Notification) -> str:
    header = notification.header
    return f"{header.sequence} {header.event.value.removeprefix('order.')} version {header.version}"
