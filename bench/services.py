"""The servers, the worker and the echo that are measured: private ones, all on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from bench.echo import URL_VARIABLE
from embedded.services import DEFAULT_ROOT, down, up

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = DEFAULT_ROOT / "bench"


@dataclass(frozen=True)
class Measured:
    """How the bench reaches what it measures; URLs carry credentials and never leave this process and its children."""

    reseller_url: str
    echo_url: str
    data_dir: Path


@contextmanager
def measured_services() -> Iterator[Measured]:
    """Bring everything up under `.run/bench`, with an echo beside the worker, and take it down again."""
    try:
        services = json.loads(up(ROOT, lambda sentence: print(f"  {sentence}", file=sys.stderr)).read_text("utf-8"))
        acme, administrator = services["resellers"]["acme"], services["administrator"]
        where = urlsplit(services["amqp_url"])
        echo_url = f"amqp://{_login(administrator)}@{where.netloc}/%2F"
        with _echo(echo_url):
            yield Measured(
                reseller_url=f"amqp://{_login(acme)}@{where.netloc}{where.path}",
                echo_url=echo_url,
                data_dir=Path(services["data_dir"]),
            )
    finally:
        down(ROOT)


@contextmanager
def _echo(url: str) -> Iterator[None]:
    environment = {**os.environ, URL_VARIABLE: url}
    with subprocess.Popen(
        [sys.executable, "-m", "bench.echo"], env=environment, stdout=subprocess.PIPE, text=True
    ) as echo:
        try:
            assert echo.stdout is not None
            if echo.stdout.readline().strip() != "ready":
                raise SystemExit("bench: the echo did not start")
            yield
        finally:
            echo.terminate()


def _login(who: dict[str, str]) -> str:
    return f"{quote(who['username'], safe='')}:{quote(who['password'], safe='')}"
