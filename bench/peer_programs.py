"""A peer's server and client as running programs, beside the bench."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
from contextlib import ExitStack, contextmanager
from typing import IO, TYPE_CHECKING

from bench.client import RoundTrips
from bench.peer_installing import CHECKOUT, PeerMissing
from bench.peers.turns import READY, URL_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_START_PATIENCE = 30.0
_TURN_PATIENCE = 120.0


class Peer:
    """Its client takes turns; see `bench.peers.turns` for what is said."""

    def __init__(self, name: str, client: subprocess.Popen[bytes], body: str) -> None:
        self.name = name
        self._client = client
        self._body = body

    def turn(self, requests: int, outstanding: int) -> RoundTrips:
        """Let the client make `requests` requests; raises `PeerMissing` when it fails."""
        command = {"requests": requests, "outstanding": outstanding, "body": self._body}
        try:
            assert self._client.stdin is not None
            self._client.stdin.write(json.dumps(command).encode() + b"\n")
            self._client.stdin.flush()
        except BrokenPipeError as error:
            raise PeerMissing("its client ended") from error
        said = json.loads(_line(self._client, _TURN_PATIENCE))
        if "failed" in said:
            raise PeerMissing(f"its client failed: {said['failed']}")
        return RoundTrips(**said)


@contextmanager
def running_peer(name: str, python: Path, url: str, body: str, log: Path) -> Iterator[Peer]:
    """Start the server, then the client; raises `PeerMissing` when one does not start. `log` gets what they say."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
        URL_VARIABLE: url,
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
    }
    with ExitStack() as stack:
        errors = stack.enter_context(log.open("wb"))
        programs = [
            stack.enter_context(_program(python, name, role, environment, errors)) for role in ("server", "client")
        ]
        yield Peer(name, programs[1], body)


@contextmanager
def _program(
    python: Path, peer: str, role: str, environment: dict[str, str], errors: IO[bytes]
) -> Iterator[subprocess.Popen[bytes]]:
    command = [str(python), "-m", f"bench.peers.{peer}_echo", role]
    with subprocess.Popen(
        command, cwd=CHECKOUT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, bufsize=0
    ) as program:
        try:
            while _line(program, _START_PATIENCE).strip() != READY.encode():
                pass
            yield program
        finally:
            program.kill()


def _line(program: subprocess.Popen[bytes], patience: float) -> bytes:
    """The next line on its standard output, which is unbuffered on our side: nothing is read past the line's end."""
    assert program.stdout is not None
    with selectors.DefaultSelector() as selector:
        selector.register(program.stdout, selectors.EVENT_READ)
        if not selector.select(patience):
            raise PeerMissing(f"said nothing for {patience:g} s")
    line: bytes = program.stdout.readline()
    if not line:
        raise PeerMissing("ended before it was ready")
    return line
