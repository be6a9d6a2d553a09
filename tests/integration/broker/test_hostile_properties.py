"""What a sender may put into a message's properties, and what must not stop whoever consumes it."""

import struct
from typing import Any

import pika
import pytest
from pika import data

from broker_config import names
from tests.integration.broker.buses import Inbox, RabbitBus, answer, document, inquiries, publish


class RawTable(dict[str, Any]):
    """Headers that go out as these bytes."""

    def __init__(self, entries: bytes) -> None:
        super().__init__(something=True)
        self.entries = entries


@pytest.fixture(autouse=True)
def _raw_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    encode = data.encode_table

    def encode_raw(pieces: list[bytes], table: Any) -> int:
        if not isinstance(table, RawTable):
            return int(encode(pieces, table))
        pieces.append(struct.pack(">I", len(table.entries)) + table.entries)
        return 4 + len(table.entries)

    monkeypatch.setattr(data, "encode_table", encode_raw)


def nested(depth: int) -> bytes:
    found = b""
    for _ in range(depth):
        found = b"\x01aF" + struct.pack(">I", len(found)) + found
    return found


def send(rabbit: RabbitBus, body: bytes, **properties: Any) -> None:
    login = pika.PlainCredentials(f"reseller.{rabbit.acme}", rabbit.real.password)
    parameters = pika.URLParameters(rabbit.real.server.amqp_url_of(rabbit.real.vhost))
    parameters.credentials = login
    with pika.BlockingConnection(parameters) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        channel.basic_publish(
            names.documents_exchange(rabbit.acme), "address.validate", body, pika.BasicProperties(**properties)
        )


@pytest.mark.parametrize(
    "entries",
    [b"\x01tT" + b"\xff" * 8, b"\x01tT" + struct.pack(">Q", 2**40), nested(5000), b"\x02\xff\xfet\x01"],
    ids=["a time beyond all clocks", "a time beyond the year 9999", "tables 5,000 deep", "a name that is no text"],
)
def test_a_header_table_that_nobody_can_read_stops_nobody(
    rabbit: RabbitBus, entries: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    worker, acme, inbox = rabbit.open("wholesaler"), rabbit.open(f"reseller.{rabbit.acme}"), Inbox()
    worker.consume(inquiries(rabbit.acme), inbox, prefetch=10)
    publish(acme, document(rabbit.acme, b"before"))
    send(rabbit, b"hostile", headers=RawTable(entries))
    publish(acme, document(rabbit.acme, b"after"))
    deliveries = inbox.take(3)
    assert [delivery.body for delivery in deliveries] == [b"before", b"hostile", b"after"]
    assert not any(delivery.redelivered for delivery in deliveries)
    assert all(isinstance(name, str) for name in deliveries[1].properties.headers)
    assert "ended" not in caplog.text


def test_a_stream_offset_that_a_sender_invented_is_no_offset(rabbit: RabbitBus) -> None:
    worker, acme, inbox = rabbit.open("wholesaler"), rabbit.open(f"reseller.{rabbit.acme}"), Inbox()
    worker.consume(inquiries(rabbit.acme), inbox, prefetch=10)
    send(rabbit, b"hostile", headers={names.X_STREAM_OFFSET: 5})
    worker.acknowledge(inbox.next())
    rabbit.cut("wholesaler")
    publish(acme, document(rabbit.acme, b"after the line broke"))
    bodies = [inbox.next().body]
    if bodies == [b"hostile"]:  # the acknowledgement was lost with the line
        bodies = [inbox.next().body]
    assert bodies == [b"after the line broke"]


def test_names_that_are_no_text_come_back_as_they_were(rabbit: RabbitBus) -> None:
    worker, inbox, answers = rabbit.open("wholesaler"), Inbox(), Inbox()
    worker.consume(inquiries(rabbit.acme), inbox, prefetch=10)
    odd = b"no text: \xff\xfe"
    send(rabbit, b"asked", correlation_id=odd, message_id=odd, type=odd, reply_to=odd)
    asked = inbox.next().properties
    assert all(isinstance(name, str) for name in (asked.correlation_id, asked.message_id, asked.type, asked.reply_to))
    answered = answer(
        rabbit.acme, correlation_id=asked.correlation_id, headers={names.IN_REPLY_TO: asked.message_id, "plain": "é"}
    )
    publish(worker, answered)
    rabbit.open(f"reseller.{rabbit.acme}").consume(names.answers_queue(rabbit.acme), answers, prefetch=1)
    heard = answers.next().properties
    assert heard.correlation_id == asked.correlation_id
    assert heard.correlation_id is not None
    assert heard.correlation_id.encode("utf-8", "surrogateescape") == odd
    assert heard.headers[names.IN_REPLY_TO] == odd
    assert heard.headers["plain"] == "é"
