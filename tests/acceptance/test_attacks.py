"""A reseller with true credentials tries what it must not, on the whole system: each try ends, and harms nobody.

What single parts withstand is tested beside them; here it is the broker's rights, the worker's life and the neighbour.
"""

import json
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pika
import pytest
from pika import data
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import ChannelClosedByBroker, ConnectionClosedByBroker, ProbableAccessDeniedError

from broker_config.direct_replies import new_token
from tests.acceptance.reseller_program import ResellerProgram, document
from tests.acceptance.test_main_job import operator, pid_of_worker
from tests.plugins.running_services import Running

ADDRESS = {"line": "1 Main Street", "city": "Anchorage", "state": "AK", "zip": "99501"}
MINE = "answers.acme.attacks"
DIRECT = "amq.rabbitmq.reply-to."


@pytest.fixture
def acme(running: Running, tmp_path: Path) -> Iterator[ResellerProgram]:
    operator(running, tmp_path, "reseller", "answers", "add", "acme", "attacks")
    with ResellerProgram(running.amqp_url(), "acme", MINE) as found:
        yield found


@pytest.fixture(autouse=True)
def _nobody_is_harmed(running: Running) -> Iterator[None]:
    """The same worker lives after each attack, and the neighbour is answered by it."""
    before = pid_of_worker(running)
    yield
    with ResellerProgram(running.amqp_url("beta"), "beta") as beta:
        assert beta.ask(document("beta", ADDRESS)).body["header"]["reseller"] == "beta"
    assert pid_of_worker(running) == before


def sent() -> bytes:
    return json.dumps(document("acme", ADDRESS)).encode()


def publishing(exchange: str, key: str, **properties: Any) -> Callable[[BlockingChannel], object]:
    return lambda channel: channel.basic_publish(exchange, key, sent(), pika.BasicProperties(**properties))


def reading(queue: str) -> Callable[[BlockingChannel], object]:
    return lambda channel: channel.basic_get(queue)


@pytest.mark.parametrize(
    ("attempt", "code"),
    [
        (publishing("documents.beta", "service.qualify"), 403),
        (publishing("answers", "answers.beta"), 403),
        (publishing("", "answers.beta"), 403),
        (publishing("", "documents.acme.order"), 403),
        (publishing("retry.1s", ""), 403),
        (publishing("retried", ""), 403),
        (publishing("dead-letter", ""), 403),
        (publishing("reference", "reference.all.address"), 403),
        (publishing("amq.topic", "anything"), 403),
        (publishing("documents.acme", "service.qualify", user_id="reseller.beta"), 406),
        (publishing("documents.acme", "service.qualify", user_id="wholesaler"), 406),
        (publishing("documents.acme", "service.qualify", headers={"a": "x" * 200_000}), 501),
        (reading("answers.beta"), 403),
        (reading("documents.acme.inquiry"), 403),
        (reading("invalid"), 403),
        (reading("tap.answers"), 403),
        (reading("reference.west.address"), 403),
        (lambda channel: channel.queue_declare("mine"), 403),
        (lambda channel: channel.queue_declare("", exclusive=True), 403),
        (lambda channel: channel.exchange_declare("mine"), 403),
        (lambda channel: channel.queue_bind(MINE, "answers", "answers.beta"), 403),
        (lambda channel: channel.queue_delete(MINE), 403),
        (lambda channel: channel.exchange_delete("documents.acme"), 403),
    ],
)
def test_the_broker_refuses_what_is_anothers(
    running: Running, attempt: Callable[[BlockingChannel], object], code: int
) -> None:
    connection = pika.BlockingConnection(pika.URLParameters(running.amqp_url()))
    channel = connection.channel()
    channel.confirm_delivery()
    with pytest.raises((ChannelClosedByBroker, ConnectionClosedByBroker)) as refused:
        attempt(channel)
    assert refused.value.reply_code == code
    if connection.is_open:
        connection.close()


@pytest.mark.parametrize("vhost", ["/", "reseller.beta"])
def test_another_virtual_host_is_closed(running: Running, vhost: str) -> None:
    login = running.content["resellers"]["acme"]
    with pytest.raises(ProbableAccessDeniedError):
        pika.BlockingConnection(pika.URLParameters(running.url_of(login, vhost)))


def test_the_management_is_closed(running: Running) -> None:
    login = running.content["resellers"]["acme"]
    asked = httpx.get(f"{running.content['management_url']}/api/queues", auth=(login["username"], login["password"]))
    assert asked.status_code == 401


@pytest.mark.parametrize(
    "reply_to",
    [
        "answers.beta",
        "dead-letter",
        "amq.gen-x",
        "documents.acme.order",
        "answers.acme.\n",
        DIRECT,
        f"{DIRECT}g1h2AA==.x",
    ],
)
def test_an_answer_cannot_be_aimed_at_another_place(running: Running, reply_to: str) -> None:
    with ResellerProgram(running.amqp_url(), "acme") as program:
        answer = program.answer_to(program.publish(sent(), reply_to=reply_to))
    assert answer.codes == ["E013"]


def test_a_direct_reply_to_a_node_that_is_not_there_comes_to_the_answers_queue(running: Running) -> None:
    with ResellerProgram(running.amqp_url(), "acme") as program:
        asked = {program.publish(sent(), reply_to=DIRECT + new_token(f"reply@{number}")) for number in range(5)}
        while asked:  # an answer that another test has left there is passed over
            answer = program.next_answer()
            assert answer is not None
            asked.discard(answer.properties.correlation_id)


def nested(depth: int) -> bytes:
    found = b""
    for _ in range(depth):
        found = b"\x01aF" + struct.pack(">I", len(found)) + found
    return found


@pytest.mark.parametrize(
    ("entries", "codes"),
    [
        (b"\x01tT" + b"\xff" * 8, []),
        (b"\x02\xff\xfet\x01", []),
        (b"\x0fx-stream-offsetI\x00\x00\x00\x05", []),
        (nested(3000), ["E005"]),
        (b"\x07x-deathS" + struct.pack(">I", 50_000) + b"y" * 50_000, ["E005"]),
    ],
    ids=["a time beyond all clocks", "a name that is no text", "a stream's offset", "3,000 deep", "50 KB of x-death"],
)
def test_headers_that_nobody_can_read_stop_nobody(
    acme: ResellerProgram, monkeypatch: pytest.MonkeyPatch, entries: bytes, codes: list[str]
) -> None:
    encode = data.encode_table

    def encode_raw(pieces: list[bytes], table: Any) -> int:
        if table != {"raw": True}:
            return int(encode(pieces, table))
        pieces.append(struct.pack(">I", len(entries)) + entries)
        return 4 + len(entries)

    monkeypatch.setattr(data, "encode_table", encode_raw)
    answer = acme.answer_to(acme.publish(sent(), headers={"raw": True}))
    assert [error["code"] for error in answer.body["errors"]] == codes


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "E001"),
        (b"[" * 8_000_000, "E001"),
        (b'{"a":' * 1_000_000 + b"1" + b"}" * 1_000_000, "E001"),
        (b"x" * (8 * 1024 * 1024 + 1), "E005"),
        (b'{"a":"' + b"\\\\" * 4_000_000 + b'"}', "E003"),
        (b'{"a":' + b"9" * 8_000_000 + b"}", "E001"),
    ],
    ids=["nothing", "8 MB of brackets", "a million deep", "a byte too long", "4 MB of backslashes", "8 MB of digits"],
)
def test_hostile_bodies_have_one_answer(acme: ResellerProgram, body: bytes, code: str) -> None:
    assert acme.answer_to(acme.publish(body)).codes[0] == code
