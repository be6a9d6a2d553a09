"""How the commands show what is known about the notifications of a purchase order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from reseller_adapter.commands.moments import as_moment

if TYPE_CHECKING:
    from reseller_adapter.store.notification_records import KeptNotification, OrderThread
    from reseller_adapter.store.store import Store


def order_as_json(store: Store, thread: OrderThread, *, with_notifications: bool = False) -> dict[str, Any]:
    """What a program is told about one purchase order; `missing` is the first and the last number that is missing."""
    missing = store.notifications.missing(thread.pon)
    content: dict[str, Any] = {
        "pon": thread.pon,
        "delivered": thread.delivered,
        "waiting": store.notifications.waiting(thread.pon),
        "missing": None if missing is None else [missing.first, missing.last],
        "asked": thread.asked,
        "next_question_at": None if thread.ask_at is None else as_moment(thread.ask_at),
        "trouble": thread.trouble,
    }
    if with_notifications:
        content["notifications"] = [_notification(store, kept) for kept in store.notifications.of(thread.pon)]
    return content


def _notification(store: Store, kept: KeptNotification) -> dict[str, Any]:
    return {
        "sequence": kept.sequence,
        "version": kept.version,
        "event": kept.event,
        "received_at": as_moment(kept.received_at),
        "delivered_at": None if kept.delivered_at is None else as_moment(kept.delivered_at),
        "notification": json.loads(store.notifications.body(kept.pon, kept.sequence) or b"null"),
    }


def line_of_order(item: dict[str, Any]) -> str:
    """One line for a list."""
    parts = [item["pon"], f"delivered up to {item['delivered']}" if item["delivered"] else "nothing delivered yet"]
    if item["waiting"]:
        parts.append(f"waiting {', '.join(map(str, item['waiting']))}")
    if item["missing"]:
        first, last = item["missing"]
        asked = f"asked {item['asked']} times" if item["asked"] else "not asked yet"
        parts.append(f"missing {first if first == last else f'{first} to {last}'}, {asked}")
    parts += [item["trouble"]] if item["trouble"] else []
    return "  ".join(parts)


def told_order(item: dict[str, Any]) -> str:
    """Everything, line by line."""
    lines = [f"order {line_of_order(item)}"]
    for kept in item["notifications"]:
        delivered = f"delivered {kept['delivered_at']}" if kept["delivered_at"] else "waits"
        at = kept["notification"]["header"]["occurred_at"]
        lines.append(f"{kept['sequence']}  version {kept['version']}  {kept['event']}  at {at}  {delivered}")
    lines += [f"the wholesaler is asked next at {item['next_question_at']}"] if item["next_question_at"] else []
    return "\n".join(lines)
