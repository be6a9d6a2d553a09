"""The values of a notification that a profile can show, by the dotted names that its ``[notification]`` uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contracts.codes import CODES
from contracts.notification_writing import notification_as_json
from translators.answer_rows import gravest
from translators.answer_values import ERROR, LIST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contracts.notification import Notification

_TEXT: Mapping[str, Any] = {}
_HEADER = (
    "schema", "event", "reseller", "pon", "version", "order_number", "sequence", "occurred_at", "reference",
    "transaction_number",
)  # fmt: skip
NOTIFICATION_SHAPE: Mapping[str, Any] = dict.fromkeys(_HEADER, _TEXT) | {
    "detail": dict.fromkeys(
        (
            "due_date",
            "central_office",
            "switch",
            "completed_on",
            "code",
            "text",
            "recovered",
            "by_version",
            "remarks",
        ),
        _TEXT,
    )
    | {"numbers": {LIST: _TEXT}, "errors": {LIST: ERROR}},
    "error": ERROR,
    "meaning": _TEXT,
}
"""Every value by name. `error` is the gravest error of a rejection, `meaning` what was said about a jeopardy, else the
sentence of its code.
"""


def notification_source(notification: Notification) -> dict[str, Any]:
    """Return the values by name."""
    whole = notification_as_json(notification)
    detail = {name: _plain(value) for name, value in whole["detail"].items()}
    errors = detail.get("errors")
    code = CODES.get(str(detail.get("code")))
    return {
        **whole["header"],
        "detail": detail,
        "error": gravest(errors) if isinstance(errors, list) else None,
        "meaning": detail.get("text") or (None if code is None else code.sentence),
    }


def _plain(value: Any) -> Any:
    """An office or a switch may come with more than its CLLI; a column holds that."""
    return value["clli"] if isinstance(value, dict) and "clli" in value else value
