"""Tells the main job from start to finish on private services, for somebody who has never seen the product."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.console import Console

from broker_config import names
from demo.cast import number_end_users, qualifying_end_users
from demo.checking import checked_numbers, checked_orders
from demo.files import numbers_csv, orders_json
from demo.journey import tapped, way_of
from demo.network import offices
from demo.order_story import order_story
from demo.points import folder_points, packaged_points
from demo.telling import Telling, heading
from embedded.given_servers import given_servers
from embedded.services import DEFAULT_ROOT, down, up

ROOT = DEFAULT_ROOT / "demo"
DOCUMENTS = 7
"""So many documents are sent in the story, one of them twice."""


def tell(real_data: Path | None) -> int:
    """Tell it; returns 0 only if every answer was right.

    Raises `StoryBroken`, `TerritoryTooSmall`, `RealDataMissing`, `EmbeddedError`.
    """
    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    points = list(folder_points(real_data) if real_data else packaged_points())
    network = list(offices(points))
    buyers, callers = qualifying_end_users(points, network), number_end_users(points, network)
    began = time.perf_counter()
    private = given_servers() is None
    what = (
        "RabbitMQ, PostgreSQL and a worker, private to this folder." if private else "A worker, on the given servers."
    )
    heading(console, "1. The services come up", what)
    services = up(ROOT, lambda sentence: console.print(f"   · {sentence}"))
    try:
        content = json.loads(services.read_text(encoding="utf-8"))
        with tempfile.TemporaryDirectory(prefix="wholesale-demo-") as folder:
            telling = Telling(console, services, Path(folder))
            telling.heading(
                "2. Acme asks what it can sell",
                "Its order system writes JSON in its own words: one record per end user, all in one document.",
            )
            asked = telling.submitted("acme", "orders.json", orders_json(buyers))
            right = telling.checked(asked, checked_orders(buyers, asked.answer))
            telling.heading(
                "3. Beta looks for telephone numbers",
                "Its order system writes CSV. Numbers come from the office that serves each address.",
            )
            numbers = telling.submitted("beta", "numbers.csv", numbers_csv(callers))
            right = telling.checked(numbers, checked_numbers(callers, numbers.answer)) and right
            telling.heading(
                "4. Acme orders for an end user", "What changes something happens once, and can be followed."
            )
            right = order_story(telling, content, buyers[0]) and right
            telling.heading("8. Where they travelled", "Read from the wire tap, as the operators' user `ops`.")
            right = _journey(console, content) and right
            telling.heading("9. Can it be proved?", "The ledger, the broker's taps and the notifications are compared.")
            telling.say(telling.command("wholesaler_worker", "reconcile", "--since", "1h").splitlines()[-1])
    finally:
        console.print("\n   · the services go down again")
        down(ROOT)
    told = f"in {time.perf_counter() - began:.0f} s"
    console.print(f"\nEvery answer was right, {told}." if right else f"\nSomething was NOT right, {told}.")
    return 0 if right else 1


def _journey(console: Console, content: dict[str, Any]) -> bool:
    """Show what the tap saw; True if each document has its answer under the same correlation id."""
    expected = {names.TAP_DOCUMENTS: DOCUMENTS, names.TAP_ANSWERS: DOCUMENTS}
    stops = tapped(content["amqp_url"], content["ops"], expected)
    for stop in stops:
        console.print(f"   {stop.bytes:>7,} bytes  {way_of(stop)}", markup=False)
        console.print(f"                  correlation id {stop.correlation_id}", markup=False)
    asked = {stop.correlation_id for stop in stops if stop.exchange != names.ANSWERS}
    answered = {stop.correlation_id for stop in stops if stop.exchange == names.ANSWERS}
    return len(stops) == 2 * DOCUMENTS and asked == answered
