"""The worker as a process, on a real broker and a real database."""

import json
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from click.testing import CliRunner

from broker_config.management import ManagementApi, api_path
from tests.integration.reseller_adapter.silent_line import SilentLine
from tests.integration.wholesaler_worker.worker_program import PATIENCE, Wholesale, WorkerProgram
from tests.unit.wholesaler_worker.poison import poison_everybody
from tests.unit.wholesaler_worker.territory import FOLSOM
from tests.unit.wholesaler_worker.wholesale import codes, document, segment
from wholesaler_worker.commands.context import CommandContext
from wholesaler_worker.commands.status import status

Start = Callable[..., WorkerProgram]


def asked(reseller: str, number: int, *segments: dict[str, Any], **header: Any) -> dict[str, Any]:
    return document(*segments, reseller=reseller, transaction_number=f"A-{number}", **header)


def test_a_worker_answers_and_ends_with_success_when_it_is_told_to(
    wholesale: Wholesale, acme: str, start: Start
) -> None:
    worker = start()
    worker.wait_for("reseller.served", reseller=acme)
    program = wholesale.reseller(acme)
    program.send(asked(acme, 1), correlation_id="c-1", user_id=f"reseller.{acme}")
    answer = program.answer()
    assert answer.properties.correlation_id == "c-1"
    assert codes(json.loads(answer.body)) == []
    line = worker.wait_for("document.answered")
    assert (line["reseller"], line["transaction_number"], line["correlation_id"]) == (acme, "A-1", "c-1")
    assert FOLSOM["line"] not in json.dumps(worker.lines)
    assert "Jane" not in json.dumps(worker.lines)
    assert worker.end(signal.SIGTERM) == 0
    program.close()


def test_a_new_reseller_is_served_by_a_running_worker(wholesale: Wholesale, acme: str, start: Start) -> None:
    worker = start()
    worker.wait_for("reseller.served", reseller=acme)
    name = f"n{acme}"[:16]
    wholesale.add(name)
    program = wholesale.reseller(name)
    program.send(asked(name, 1))
    assert program.reply()["header"]["reseller"] == name
    program.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["told to stop", "killed"])
def test_whatever_ends_a_worker_under_load_every_document_is_answered_in_the_end(
    wholesale: Wholesale, acme: str, start: Start, number: signal.Signals
) -> None:
    first = start()
    first.wait_for("reseller.served", reseller=acme)
    program = wholesale.reseller(acme)
    program.send(*(asked(acme, n) for n in range(1000)))
    identities: dict[str, set[str]] = {}

    def collect() -> None:
        answer = program.answer()
        identities.setdefault(str(answer.properties.correlation_id), set()).add(str(answer.properties.message_id))

    collect()
    assert first.end(number) == (0 if number is signal.SIGTERM else -signal.SIGKILL)
    second = start()
    while len(identities) < 1000:
        collect()
    assert {len(found) for found in identities.values()} == {1}
    second.wait_for("worker.started")
    assert second.end() == 0
    program.close()


def test_a_document_that_kills_its_workers_is_parked_alone_and_all_others_are_answered(
    wholesale: Wholesale, acme: str, start: Start, tmp_path: Path
) -> None:
    poison = poison_everybody(tmp_path)
    program = wholesale.reseller(acme)
    unlucky = asked(acme, 50, segment(address=FOLSOM | {"line": "13 Unlucky St"}))
    program.send(*(asked(acme, n) if n != 50 else unlucky for n in range(100)))
    deaths = 0
    while not (worker := start(**poison)).lives_until("document.parked"):
        deaths += 1
    found: dict[str, list[str]] = {}
    while len(found) < 100:
        answer = program.answer()
        number = answer.properties.correlation_id or "parked"
        found[number] = codes(json.loads(answer.body))
    assert {number: said for number, said in found.items() if said} == {"parked": ["S903"]}
    assert deaths == 3
    assert worker.end() == 0
    program.close()


def test_a_worker_carries_on_after_its_connections_were_cut(wholesale: Wholesale, acme: str, start: Start) -> None:
    worker = start()
    worker.wait_for("reseller.served", reseller=acme)
    program = wholesale.reseller(acme)
    cut = 0
    with ManagementApi(wholesale.server.management_url) as api:
        patience = time.monotonic() + PATIENCE
        while not cut:  # the management API learns of connections some seconds later
            assert time.monotonic() < patience
            for connection in api.request("GET", api_path("vhosts", wholesale.vhost, "connections")):
                if connection["user"].startswith("wholesaler-"):
                    api.request("DELETE", api_path("connections", connection["name"]))
                    cut += 1
    program.send(asked(acme, 1))
    assert codes(program.reply()) == []
    assert worker.end() == 0
    program.close()


def test_a_long_document_does_not_delay_a_short_question(
    wholesale: Wholesale, acme: str, start: Start, tmp_path: Path
) -> None:
    worker = start(**poison_everybody(tmp_path))
    worker.wait_for("reseller.served", reseller=acme)
    program = wholesale.reseller(acme)
    endless = segment(1, address=FOLSOM | {"line": "1 Endless St"})
    program.send(asked(acme, 0, endless, *(segment(n) for n in range(2, 5001))), key="bulk")
    worker.wait_for("poison.endless")
    program.send(*(asked(acme, n) for n in range(1, 11)))
    replies = {program.reply()["header"]["transaction_number"] for _ in range(10)}
    assert replies == {f"A-{n}" for n in range(1, 11)}
    assert worker.end(signal.SIGKILL) == -signal.SIGKILL
    program.close()


@pytest.mark.parametrize(
    ("variable", "away"),
    [
        ("WHOLESALE_POSTGRES_DSN", "postgresql://nobody@127.0.0.1:1/none"),
        ("WHOLESALE_AMQP_URL", "amqp://wholesaler:secret@127.0.0.1:1/wholesale"),
    ],
)
def test_a_worker_waits_for_a_server_that_is_away_and_can_be_told_to_stop(
    start: Start, variable: str, away: str
) -> None:
    worker = start(**{variable: away})
    worker.wait_for("start.waiting")
    assert worker.end() == 0
    assert "secret" not in json.dumps(worker.lines)


def test_a_worker_that_is_told_to_stop_while_it_begins_ends_with_success(start: Start) -> None:
    worker = start()
    worker.wait_until_it_hears(signal.SIGTERM)
    assert worker.end() == 0
    assert worker.lines[-1]["action"] == "worker.ended"


def test_a_worker_whose_broker_hangs_ends_in_time_when_it_is_told_to_stop(
    wholesale: Wholesale, acme: str, start: Start
) -> None:
    given = urlsplit(wholesale.environment["WHOLESALE_AMQP_URL"])
    with SilentLine((str(given.hostname), given.port or 5672)) as line:
        credentials = given.netloc.rpartition("@")[0]
        proxied = urlunsplit(given._replace(netloc=f"{credentials}@127.0.0.1:{line.port}"))
        worker = start(WHOLESALE_AMQP_URL=proxied)
        worker.wait_for("reseller.served", reseller=acme)
        program = wholesale.reseller(acme)
        program.send(*(asked(acme, n) for n in range(300)))
        line.fall_silent()
        assert worker.end() == 0
        program.close()


def test_wrong_lanes_are_wrong_usage(wholesale: Wholesale) -> None:
    from wholesaler_worker.commands.run import run

    ended = CliRunner().invoke(run, ["--lanes", "inquiry,express"], obj=CommandContext(None))
    assert ended.exit_code == 2
    assert "inquiry, order, bulk" in ended.output


def test_status_names_what_waits_for_a_worker(
    wholesale: Wholesale, acme: str, start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    settings = wholesale.environment | {"WHOLESALE_MANAGEMENT_URL": wholesale.server.management_url}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    program = wholesale.reseller(acme)
    program.send(asked(acme, 1))

    def look() -> tuple[int, dict[str, Any]]:
        ended = CliRunner().invoke(status, ["--json"], obj=CommandContext(None))
        return ended.exit_code, json.loads(ended.stdout)

    patience = time.monotonic() + PATIENCE
    lane = f"documents.{acme}.inquiry"
    while not (looked := look())[1]["queues"]["backlog"][lane]:  # the management API counts every few seconds
        assert time.monotonic() < patience
    exit_code, facts = looked
    assert exit_code == 1
    assert any(lane in problem and "no worker" in problem for problem in facts["problems"])
    assert facts["records"]["resellers"][0]["name"] == acme
    assert facts["index"]["address_epoch"] == 3
    start().wait_for("document.answered")
    while (looked := look())[0]:
        assert time.monotonic() < patience, looked
    assert looked[1]["problems"] == []
    program.close()


def test_status_of_a_database_that_is_away_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WHOLESALE_POSTGRES_DSN", "postgresql://nobody:secret@127.0.0.1:1/none")
    ended = CliRunner().invoke(status, [], obj=CommandContext(None))
    assert ended.exit_code == 1
    assert "PROBLEM: the database is not available" in ended.output
    assert "secret" not in ended.output
