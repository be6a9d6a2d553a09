"""The servers, the worker and the echo that are measured: private ones, all on this machine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from bench.echo import URL_VARIABLE
from embedded.services import DEFAULT_ROOT, down, status, up
from wholesaler_worker.publication import index_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = DEFAULT_ROOT / "bench"


@dataclass(frozen=True)
class Measured:
    """How the bench reaches what it measures; URLs carry credentials and never leave this process and its children."""

    reseller_url: str
    administrator_url: str
    postgres_dsn: str
    data_dir: Path

    def decide_with(self, index: Path) -> None:
        """Put `index` in force in place of the published one: the worker takes it up with its next batch."""
        target = index_path(self.data_dir)
        beside = target.with_suffix(".beside")
        shutil.copyfile(index, beside)
        beside.replace(target)

    def process_of(self, name: str) -> int | None:
        """The process of one of the programs, such as `worker` and `rabbitmq`; None while it does not run."""
        return next((each.pid for each in status(ROOT) if each.name == name), None)


@contextmanager
def measured_services(say: Callable[[str], None]) -> Iterator[Measured]:
    """Bring everything up under `.run/bench` and take it down again."""
    try:
        services = json.loads(up(ROOT, say).read_text("utf-8"))
        where = urlsplit(services["amqp_url"])
        yield Measured(
            reseller_url=f"amqp://{_login(services['resellers']['acme'])}@{where.netloc}{where.path}",
            administrator_url=f"amqp://{_login(services['administrator'])}@{where.netloc}/%2F",
            postgres_dsn=services["postgres_dsn"],
            data_dir=Path(services["data_dir"]),
        )
    finally:
        down(ROOT)


@contextmanager
def running_echo(url: str) -> Iterator[int]:
    """The plain echo beside the worker; gives its process."""
    environment = {**os.environ, URL_VARIABLE: url}
    with subprocess.Popen(
        [sys.executable, "-m", "bench.echo"], env=environment, stdout=subprocess.PIPE, text=True
    ) as echo:
        try:
            assert echo.stdout is not None
            if echo.stdout.readline().strip() != "ready":
                raise SystemExit("bench: the echo did not start")
            yield echo.pid
        finally:
            echo.terminate()


def _login(who: dict[str, str]) -> str:
    return f"{quote(who['username'], safe='')}:{quote(who['password'], safe='')}"
