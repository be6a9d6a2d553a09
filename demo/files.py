"""The two documents of the story, in the formats of the resellers who send them."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from demo.cast import EndUser
    from demo.network import Office


def orders_json(end_users: Sequence[EndUser]) -> str:
    """Acme's JSON: one record per end user, in the shipped profile's words."""
    orders = [
        {"order_reference": f"acme-{number}", **end_user_json(user), "services": list(user.services) or ["1FR"]}
        for number, user in enumerate(end_users, 1)
    ]
    return json.dumps({"orders": orders}, indent=2) + "\n"


def end_user_json(user: EndUser) -> dict[str, str]:
    """Who and where, in the shipped profile's words."""
    return {
        "customer_name": user.name,
        "customer_class": user.customer_class,
        "address": user.asked,
        "city": user.city,
        "state": user.state,
        "zip": user.zip,
    }


def numbers_csv(end_users: Sequence[tuple[EndUser, Office]]) -> str:
    """Beta's CSV: for each end user three numbers at random, two of a pattern, and one that somebody has."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(
        (
            "ask",
            "order_reference",
            "customer_name",
            "customer_class",
            "address",
            "city",
            "state",
            "zip",
            "number_kind",
            "quantity",
            "number_pattern",
            "telephone_number",
        )
    )
    for at, (user, office) in enumerate(end_users, 1):
        code = office.switches[0].npa_nxx[0]
        asked = (
            ("random", "3", "", ""),
            ("pattern", "2", f"{code}..2.", ""),
            ("specific", "1", "", f"{code}0003"),  # the inventory's rule: a line that ends in 3 is assigned
        )
        for number, what in enumerate(asked, 1):
            rows.writerow(
                ("numbers", f"beta-{at}-{number}", user.name, user.customer_class, user.asked, user.city, user.state,
                 user.zip, *what)
            )  # fmt: skip
    return text.getvalue()
