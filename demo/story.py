"""Tells the main job from start to finish on private services, for somebody who has never seen the product."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from broker_config import names
from demo.cast import number_end_users, qualifying_end_users
from demo.checking import checked_numbers, checked_orders
from demo.files import numbers_csv, orders_json
from demo.journey import tapped, way_of
from demo.network import offices
from demo.points import folder_points, packaged_points
from embedded.given_servers import given_servers
from embedded.services import DEFAULT_ROOT, down, up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from demo.checking import Checked

ROOT = DEFAULT_ROOT / "demo"
_EXCERPT_LINES = 12


class StoryBroken(Exception):
    """A command of the story did not do its part; the sentence says which and what it said."""


@dataclass(frozen=True)
class _Submission:
    reseller: str
    file: Path
    format: str
    answer: str
    seconds: float


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
    _heading(console, "1. The services come up", what)
    services = up(ROOT, lambda sentence: console.print(f"   · {sentence}"))
    try:
        content = json.loads(services.read_text(encoding="utf-8"))
        with tempfile.TemporaryDirectory(prefix="wholesale-demo-") as folder:
            _heading(
                console,
                "2. Acme asks what it can sell",
                "Its order system writes JSON in its own words: one record per end user, all in one document.",
            )
            orders = _submitted(console, services, "acme", Path(folder) / "orders.json", orders_json(buyers))
            right = _answers(console, orders, checked_orders(buyers, orders.answer))
            _heading(
                console,
                "3. Beta looks for telephone numbers",
                "Its order system writes CSV. Numbers come from the office that serves each address.",
            )
            numbers = _submitted(console, services, "beta", Path(folder) / "numbers.csv", numbers_csv(callers))
            right = _answers(console, numbers, checked_numbers(callers, numbers.answer)) and right
            _heading(console, "4. Where they travelled", "Read from the wire tap, as the operators' user `ops`.")
            right = _journey(console, content) and right
    finally:
        console.print("\n   · the services go down again")
        down(ROOT)
    told = f"in {time.perf_counter() - began:.0f} s"
    console.print(f"\nEvery answer was right, {told}." if right else f"\nSomething was NOT right, {told}.")
    return 0 if right else 1


def _heading(console: Console, title: str, text: str) -> None:
    console.print(f"\n[bold]{title}[/bold]\n   {text}\n")


def _submitted(console: Console, services: Path, reseller: str, file: Path, text: str) -> _Submission:
    """Show a document, hand it to the reseller's adapter as its order system would, and wait for the answer."""
    file.write_text(text, encoding="utf-8")
    lines = text.splitlines()
    for line in lines[:_EXCERPT_LINES]:
        console.print(f"   │ {line}", markup=False)
    if len(lines) > _EXCERPT_LINES:
        console.print(f"   │ … and {len(lines) - _EXCERPT_LINES} more lines")
    format_ = file.suffix.removeprefix(".")
    command = ["--services", str(services), "--reseller", reseller, "submit", str(file), "--format", format_]
    console.print(f"\n   $ reseller-adapter submit {file.name} --format {format_} --wait 30\n")
    data_dir = file.parent / reseller
    began = time.perf_counter()
    ended = subprocess.run(
        [sys.executable, "-m", "reseller_adapter", *command, "--wait", "30"],
        env={**os.environ, "RESELLER_DATA_DIR": str(data_dir)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode != 0:
        raise StoryBroken(f"reseller-adapter submit ended with {ended.returncode}: {ended.stderr.strip()}")
    return _Submission(reseller, file, format_, ended.stdout, time.perf_counter() - began)


def _answers(console: Console, submission: _Submission, checked: Sequence[Checked]) -> bool:
    table = Table(show_edge=False, pad_edge=False, box=None)
    for column in ("", "reference", "asked", "answered"):
        table.add_column(column, overflow="fold")
    for one in checked:
        answer = one.answer if not one.wrong else f"{one.answer} — WRONG: {one.wrong}"
        table.add_row("ok" if not one.wrong else "!!", one.reference, one.asked, answer)
    console.print(table)
    console.print(
        f"\n   {len(checked)} segments answered {submission.seconds * 1000:,.0f} ms after the command was given"
        " (the start of the program included)."
    )
    return not any(one.wrong for one in checked)


def _journey(console: Console, content: dict[str, Any]) -> bool:
    """Show what the tap saw; True if each document has its answer under the same correlation id."""
    expected = {names.TAP_DOCUMENTS: 2, names.TAP_ANSWERS: 2}
    stops = tapped(content["amqp_url"], content["ops"], expected)
    for stop in stops:
        console.print(f"   {stop.bytes:>7,} bytes  {way_of(stop)}", markup=False)
        console.print(f"                  correlation id {stop.correlation_id}", markup=False)
    asked = {stop.correlation_id for stop in stops if stop.exchange != names.ANSWERS}
    answered = {stop.correlation_id for stop in stops if stop.exchange == names.ANSWERS}
    return len(asked) == expected[names.TAP_DOCUMENTS] and asked == answered
