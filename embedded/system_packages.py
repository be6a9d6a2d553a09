"""`python3 -m embedded.system_packages --servers --examples`: are the system's programs there? With root, install them.

Runs before there is a virtual environment, with nothing but Debian's own python3. Without root it says exactly what to
install. Installing starts no system service and makes no default database cluster.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from embedded.errors import EmbeddedError, ProgramMissing
from embedded.given_servers import AMQP, MANAGEMENT, POSTGRES, given_servers
from embedded.programs import erlang_port_mapper, postgres_programs, rabbitmq_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

POLICY = Path("/usr/sbin/policy-rc.d")
CLUSTER_POLICY = Path("/etc/postgresql-common/createcluster.d/wholesale-setup.conf")
APT_LISTS = Path("/var/lib/apt/lists")
_WITHOUT_MORE = "--no-install-recommends"


@dataclass(frozen=True)
class Need:
    """A program of the system: what it is for, the Debian package that brings it, and whether it is there."""

    purpose: str
    package: str
    is_there: Callable[[], bool]


def python_needs() -> list[Need]:
    """What `python3 -m venv` needs; Debian keeps it in a package of its own."""
    return [Need("Python's virtual environments", "python3-venv", lambda: _has_module("ensurepip"))]


def server_needs() -> list[Need]:
    """The servers that private nodes and clusters are made of."""
    return [
        Need("RabbitMQ", "rabbitmq-server", lambda: _found(rabbitmq_server) and _found(erlang_port_mapper)),
        Need("PostgreSQL", "postgresql", lambda: _found(postgres_programs)),
    ]


def example_needs() -> list[Need]:
    """What the examples in other languages run on, for the tests of the documentation."""
    return [
        Need("the shell example", "amqp-tools", lambda: shutil.which("amqp-publish") is not None),
        Need("the Node example", "nodejs", lambda: shutil.which("node") is not None),
        Need("the Node example", "npm", lambda: shutil.which("npm") is not None),
    ]


def missing_needs(*, servers: bool, examples: bool) -> list[Need]:
    """The needs that this machine does not meet; servers given by URL are not needed here."""
    needs = python_needs()
    if servers and given_servers() is None:
        needs += server_needs()
    if examples:
        needs += example_needs()
    return [need for need in needs if not need.is_there()]


def install(packages: list[str]) -> None:
    """Install Debian packages; raises EmbeddedError when apt does not."""
    if not any(APT_LISTS.glob("*_Packages*")):
        _apt("update")
    with _no_services_started(), _no_default_cluster():
        try:
            _apt("install", "--yes", _WITHOUT_MORE, *packages)
        except EmbeddedError:
            _apt("update")  # the lists may be older than the archive: packages they name are gone from it
            _apt("install", "--yes", _WITHOUT_MORE, *packages)


def main(arguments: list[str] | None = None) -> int:
    """0 when everything is there (now), 1 when something has to be installed by somebody else."""
    parser = argparse.ArgumentParser(prog="python3 -m embedded.system_packages")
    parser.add_argument("--servers", action="store_true", help="RabbitMQ and PostgreSQL, unless given by URL")
    parser.add_argument("--examples", action="store_true", help="what the examples in other languages run on")
    chosen = parser.parse_args(arguments)
    try:
        missing = missing_needs(servers=chosen.servers, examples=chosen.examples)
        if not missing:
            return 0
        packages = [need.package for need in missing]
        print(
            f"missing on this machine: {', '.join(f'{need.package} ({need.purpose})' for need in missing)}", flush=True
        )
        if os.geteuid() != 0 or shutil.which("apt-get") is None:
            raise EmbeddedError(_what_to_install(packages, servers={need.package for need in server_needs()}))
        print("installing them with apt-get; none of their services is started", flush=True)
        install(packages)
        still = [need.package for need in missing if not need.is_there()]
        if still:
            raise EmbeddedError(f"{', '.join(still)} is installed now, and {sys.executable} still does not find it")
    except EmbeddedError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _what_to_install(packages: list[str], servers: set[str]) -> str:
    """The very command that root would have run; servers may be somebody else's instead."""
    steps = [] if any(APT_LISTS.glob("*_Packages*")) else ["apt-get update"]
    steps.append(f"apt-get install {_WITHOUT_MORE} {' '.join(packages)}")
    sentence = f"install them as root and try again: {' && '.join(steps)}"
    if servers & set(packages):
        sentence += (
            f" (servers that you have elsewhere are used instead when {AMQP}, {MANAGEMENT} and {POSTGRES} are set)"
        )
    return sentence


def _apt(*arguments: str) -> None:
    command = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120", *arguments]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    ended = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if ended.returncode != 0:
        raise EmbeddedError(f"`{' '.join(command)}` ended with {ended.returncode}: {ended.stderr.strip()}")


@contextmanager
def _no_services_started() -> Iterator[None]:
    """Debian's maintainer scripts ask this file before they start a service; 101 forbids it (invoke-rc.d(8))."""
    if POLICY.exists():
        yield  # somebody decides this already
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n", encoding="ascii")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()


@contextmanager
def _no_default_cluster() -> Iterator[None]:
    """Keeps PostgreSQL's package from making a cluster `main` (createcluster.conf(5))."""
    made = [folder for folder in (CLUSTER_POLICY.parent.parent, CLUSTER_POLICY.parent) if not folder.exists()]
    CLUSTER_POLICY.parent.mkdir(parents=True, exist_ok=True)
    CLUSTER_POLICY.write_text("create_main_cluster = false\n", encoding="ascii")
    try:
        yield
    finally:
        CLUSTER_POLICY.unlink()
        for folder in reversed(made):
            if not any(folder.iterdir()):
                folder.rmdir()


def _found(program: Callable[[], Path]) -> bool:
    try:
        program()
    except ProgramMissing:
        return False
    return True


def _has_module(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


if __name__ == "__main__":
    sys.exit(main())
