"""The main job on running services, asked by a program that knows nothing but AMQP, JSON and the wire format."""

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pika
import pytest
from pika.exceptions import ProbableAuthenticationError, UnroutableError

from demo.cast import EndUser, qualifying_end_users
from demo.network import offices
from demo.points import packaged_points
from embedded.services import status
from tests.acceptance.reseller_program import ResellerProgram, document
from tests.plugins.running_services import Running


@pytest.fixture(scope="module")
def end_users() -> list[EndUser]:
    points = list(packaged_points())
    return qualifying_end_users(points, list(offices(points)))


@pytest.fixture
def program(running: Running, tmp_path: Path) -> Iterator[ResellerProgram]:
    """acme's program on an answers queue of its own."""
    queue = "mainjob"
    operator(running, tmp_path, "reseller", "answers", "add", "acme", queue)
    with ResellerProgram(running.amqp_url(), "acme", f"answers.acme.{queue}") as found:
        yield found


def operator(running: Running, folder: Path, *arguments: str) -> str:
    ended = running.run("wholesaler-worker", *arguments, environment=running.as_administrator(), folder=folder)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def line_of(user: EndUser) -> dict[str, str]:
    return {"line": user.asked, "city": user.city, "state": user.state, "zip": user.zip}


def wait_until(holds: Callable[[], bool], what: str, patience: float = 90) -> None:
    deadline = time.monotonic() + patience
    pause = threading.Event()
    while not holds():
        assert time.monotonic() < deadline, f"not within {patience} s: {what}"
        pause.wait(0.1)  # the broker and the records tell nobody of these changes


def waiting(running: Running, queue: str) -> int:
    found = httpx.get(f"{running.management_url}/api/queues/wholesale/{queue}").raise_for_status().json()
    return int(found.get("messages", 0))


def test_each_end_user_gets_the_answer_of_its_address(program: ResellerProgram, end_users: list[EndUser]) -> None:
    asked = document("acme", *map(line_of, end_users))
    for segment, user in zip(asked["segments"], end_users, strict=True):
        segment["end_user"]["class"] = user.customer_class
        segment["request"] = {"services": list(user.services)}
    answer = program.ask(asked)
    assert answer.body["header"]["outcome"] == "partial"
    for segment, user in zip(answer.body["segments"], end_users, strict=True):
        result = segment["result"]
        assert {service["usoc"]: service["code"] for service in result.get("services", ())} == dict(user.services)
        assert result.get("central_office", {}).get("clli") == user.office
        if user.address_code:
            assert result["code"] == user.address_code
    refused = answer.body["segments"][-1]
    assert refused["outcome"] == "refused"
    assert [error["code"] for error in refused["errors"]] == ["A106"]
    assert refused["result"]["valid_ranges"]


def test_an_answer_carries_what_correlates_it(program: ResellerProgram, end_users: list[EndUser]) -> None:
    traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    answer = program.ask(
        document("acme", line_of(end_users[0])),
        correlation_id="mine/ü",
        message_id="my-message",
        headers={"traceparent": traceparent},
    )
    properties = answer.properties
    assert (properties.correlation_id, properties.type) == ("mine/ü", "service.qualify.reply")
    assert properties.headers["in-reply-to"] == "my-message"
    assert properties.headers["traceparent"] == traceparent
    assert (properties.app_id, properties.delivery_mode) == ("wholesaler", 2)
    assert answer.body["header"]["address_epoch"] >= 1


def test_a_direct_reply_is_as_good_for_an_inquiry(running: Running, end_users: list[EndUser]) -> None:
    with pika.BlockingConnection(pika.URLParameters(running.amqp_url())) as connection:
        channel = connection.channel()
        received: list[pika.BasicProperties] = []

        def answered(_channel: object, _method: object, properties: pika.BasicProperties, body: bytes) -> None:
            assert json.loads(body)["header"]["outcome"] == "answered"
            received.append(properties)
            channel.stop_consuming()

        channel.basic_consume("amq.rabbitmq.reply-to", answered, auto_ack=True)
        channel.basic_publish(
            "documents.acme",
            "service.qualify",
            json.dumps(document("acme", line_of(end_users[0]))).encode(),
            pika.BasicProperties(reply_to="amq.rabbitmq.reply-to", correlation_id="direct", delivery_mode=2),
        )
        connection.call_later(90, channel.stop_consuming)
        channel.start_consuming()
    assert [properties.correlation_id for properties in received] == ["direct"]


def test_a_key_that_is_no_transaction_comes_back_to_the_sender(program: ResellerProgram) -> None:
    with pytest.raises(UnroutableError):
        program.publish(b"{}", "service.qualfy")


def test_a_new_reseller_is_served_without_a_restart_and_a_disabled_one_is_shut_out(
    running: Running, end_users: list[EndUser], tmp_path: Path
) -> None:
    added = json.loads(operator(running, tmp_path, "reseller", "add", "gamma", "--json"))
    worker = pid_of_worker(running)
    url = running.url_of(added)
    with ResellerProgram(url, "gamma") as gamma:
        answer = gamma.ask(document("gamma", line_of(end_users[0])))
        assert answer.body["header"]["outcome"] == "answered"
    assert pid_of_worker(running) == worker
    operator(running, tmp_path, "reseller", "disable", "gamma")
    with pytest.raises((ProbableAuthenticationError, pika.exceptions.AMQPConnectionError)):
        ResellerProgram(url, "gamma")


def test_a_killed_worker_loses_no_document(
    running: Running, program: ResellerProgram, end_users: list[EndUser]
) -> None:
    body = document("acme", *[line_of(end_users[0])] * 50)
    asked = set()
    for round_ in range(40):
        asked.add(
            program.publish(
                json.dumps(body | {"header": body["header"] | {"transaction_number": f"K-{round_}"}}).encode()
            )
        )
        if round_ == 20:
            os.kill(pid_of_worker(running), signal.SIGKILL)
    answers: dict[str, set[str]] = {}
    while asked - answers.keys():
        answer = program.next_answer()
        assert answer is not None, f"{len(asked - answers.keys())} documents have no answer"
        answers.setdefault(answer.properties.correlation_id, set()).add(answer.properties.message_id)
    assert all(len(message_ids) == 1 for message_ids in answers.values())
    wait_until(lambda: waiting(running, "documents.acme.inquiry") == 0, "the lane is empty")


def test_ten_thousand_segments_are_answered_in_order(
    running: Running, program: ResellerProgram, end_users: list[EndUser]
) -> None:
    asked = document("acme", *[line_of(end_users[number % 4]) for number in range(10_000)])
    for segment in asked["segments"]:
        segment["request"] = {"services": ["1FR"]}
    correlation_id = program.publish(json.dumps(asked).encode(), "bulk", type="service.qualify")
    first = program.answer_to(correlation_id)
    parts = [first]
    while len(parts) < first.body["header"].get("parts", 1):
        parts.append(program.answer_to(correlation_id))
    numbers = [segment["number"] for part in parts for segment in part.body["segments"]]
    assert numbers == list(range(1, 10_001))
    assert {part.body["header"]["answered"] for part in parts} == {10_000}


def pid_of_worker(running: Running) -> int:
    found: list[int] = []

    def is_there() -> bool:
        found[:] = [state.pid for state in status(running.root) if state.name == "worker" and state.alive and state.pid]
        return bool(found)

    wait_until(is_there, "a worker runs")
    return found[0]
