"""Documents as plain objects, to be broken in one place by a test."""

from __future__ import annotations

import json
from typing import Any

ADDRESS = {"line": "1368 Folsom Street Apt 3", "city": "San Francisco", "state": "CA", "zip": "94103"}


def segment(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Return a sound segment of `service.qualify`."""
    sound = {
        "number": number,
        "reference": f"acme-order-{number}",
        "end_user": {"name": "Jane Doe", "contact_telephone": "4155550142", "class": "residence"},
        "address": dict(ADDRESS),
        "request": {"services": ["1FR", "ESX"]},
    }
    return sound | changes


def document(*segments: Any, transaction: str = "service.qualify", **header: Any) -> dict[str, Any]:
    """Return a sound document; without `segments` it has one of `service.qualify`."""
    sound = {
        "schema": "document/1",
        "transaction": transaction,
        "transaction_number": "A-2026-000017",
        "reseller": "acme",
        "sent_at": "2026-11-23T09:30:00Z",
    }
    return {"header": sound | header, "segments": list(segments) if segments else [segment()]}


def asking(transaction: str, request: Any, **members: Any) -> dict[str, Any]:
    """Return a document with one segment of `transaction`."""
    return document({"number": 1, "request": request} | members, transaction=transaction)


def body(sent: Any) -> bytes:
    """Return the body of the message."""
    return json.dumps(sent).encode()
