"""The background program behind `up`: brings everything up, keeps the worker running, takes everything down.

It is the parent of every server, so that their lives end with its own, and holds the lock that says something is up.
It tells its progress on standard output, one sentence per line, and closes that when everything is ready.
"""

from __future__ import annotations

import fcntl
import json
import os
import sys
from contextlib import ExitStack
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from embedded.child import Child
from embedded.connection_settings import ConnectionSettings, Credentials
from embedded.errors import EmbeddedError, StepFailed
from embedded.given_servers import ServerUrls, given_servers
from embedded.held_step import held
from embedded.own_programs import command_of, program_environment, run_step
from embedded.postgres import PostgresCluster
from embedded.private_file import write_private
from embedded.process_identity import ProcessIdentity
from embedded.rabbitmq import RabbitNode
from embedded.run_folder import RunFolder
from embedded.stop_signal import StopSignal
from embedded.supervisor import keep_running
from embedded.territory import PREMISES, RESELLERS, WORKER, preparing_steps, reseller_step

if TYPE_CHECKING:
    from pathlib import Path

LOCK, NOTE, SERVICES, LOG = "up.lock", "up.json", "services.json", "up.log"
DATABASE = "wholesale"
WORKER_NAME = "worker"


def keep(root: Path) -> int:
    """Bring everything up under `root` and stay until SIGTERM; returns the exit status."""
    with ExitStack() as stack:
        stop = stack.enter_context(StopSignal())
        lock = os.open(root / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        stack.callback(os.close, lock)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("error: services are up here already, or are just being started or stopped")
            return 1
        try:
            run = stack.enter_context(RunFolder.claim(root))
            write_private(root / NOTE, json.dumps(asdict(ProcessIdentity.of(os.getpid())) | {"run": str(run.path)}))
            stack.callback((root / NOTE).unlink, missing_ok=True)
            settings = _prepare(run, stack, stop)
        except EmbeddedError as error:
            _say(f"error: {error}")
            return 1
        stack.callback((root / SERVICES).unlink, missing_ok=True)
        write_private(root / SERVICES, settings.services_json())
        _close_progress()
        keep_running(lambda: _start_worker(run, settings), stop, _log)
        _log("stopping")
    return 0


def _prepare(run: RunFolder, stack: ExitStack, stop: StopSignal) -> ConnectionSettings:
    given = given_servers()
    servers = given.with_own_schema() if given else _start_servers(run, stack)
    data_dir = run.path / "data"
    data_dir.mkdir(mode=0o700)
    settings = ConnectionSettings(servers, data_dir, users={}, resellers={})
    if given:
        _say(PREMISES.sentence)
        stack.enter_context(held(PREMISES, settings.for_administrator(), _log))
    credentials = run.path / "credentials.json"
    for step in preparing_steps(run.path / "territory", credentials):
        _say(step.sentence)
        _stop_if_asked(stop)
        run_step(step, settings.for_administrator())
    resellers = {}
    for name in RESELLERS:
        step = reseller_step(name)
        _say(step.sentence)
        _stop_if_asked(stop)
        resellers[name] = _credentials_of(step.sentence, run_step(step, settings.for_administrator()))
    users = json.loads(credentials.read_text(encoding="utf-8"))
    return replace(
        settings, users={name: Credentials(name, password) for name, password in users.items()}, resellers=resellers
    )


def _start_servers(run: RunFolder, stack: ExitStack) -> ServerUrls:
    _say("start a private PostgreSQL")
    cluster = PostgresCluster(run)
    stack.callback(cluster.stop)
    cluster.start()
    _say("start a private RabbitMQ")
    node = RabbitNode(run)
    stack.callback(node.stop)
    node.start()
    return ServerUrls(node.amqp_url, node.management_url, cluster.create_database(DATABASE))


def _start_worker(run: RunFolder, settings: ConnectionSettings) -> Child:
    environment = program_environment(settings.for_worker())
    return Child.start(run, WORKER_NAME, command_of(WORKER), environment=environment, folder=run.path)


def _credentials_of(sentence: str, printed: str) -> Credentials:
    try:
        said = json.loads(printed)
        return Credentials(said["username"], said["password"])
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise StepFailed(f"{sentence}: its credentials were not printed as JSON") from error


def _stop_if_asked(stop: StopSignal) -> None:
    if stop.is_given():
        raise EmbeddedError("stopped before everything was up")


def _say(sentence: str) -> None:
    _log(sentence)
    print(sentence, flush=True)


def _log(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def _close_progress() -> None:
    """End the progress for whoever reads it, and let later output go nowhere instead of to a closed pipe."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    sys.stdout.flush()
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
