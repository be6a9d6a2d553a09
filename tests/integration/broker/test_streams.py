"""Streams: everyone reads all of it, from where it wants, on both brokers."""

import secrets

from broker_config import names
from broker_config.transport import Properties, Publication, Transport
from tests.integration.broker.buses import Bus, Inbox, publish

STREAM = names.reference_stream("all", "address")


def test_everyone_reads_the_whole_stream(bus: Bus) -> None:
    publisher = bus.open("publisher")
    start = fill(publisher, 20)
    for user in (f"reseller.{bus.acme}", f"reseller.{bus.beta}", "wholesaler"):
        reader, inbox = bus.open(user), Inbox()
        reader.consume(STREAM, inbox, prefetch=5, arguments={names.X_STREAM_OFFSET: "first"})
        bodies: list[bytes] = []
        while len(bodies) < start + 20:
            delivery = inbox.next()
            bodies.append(delivery.body)
            reader.acknowledge(delivery)
        assert bodies[-20:] == [str(number).encode() for number in range(20)]


def test_a_reader_begins_at_the_offset_it_names(bus: Bus) -> None:
    publisher, reader = bus.open("publisher"), bus.open(f"reseller.{bus.acme}")
    start = fill(publisher, 10)
    inbox = Inbox()
    reader.consume(STREAM, inbox, prefetch=100, arguments={names.X_STREAM_OFFSET: start + 4})
    deliveries = inbox.take(6)
    assert [one.body for one in deliveries] == [b"4", b"5", b"6", b"7", b"8", b"9"]
    assert [one.properties.headers[names.X_STREAM_OFFSET] for one in deliveries] == [start + n for n in range(4, 10)]


def fill(publisher: Transport, count: int) -> int:
    """Append the numbers from 0 on; returns the offset of the first."""
    run = secrets.token_hex(4)
    for number in range(count):
        properties = Properties(message_id=f"{run}-{number}")
        body = str(number).encode()
        publish(publisher, Publication(exchange=names.REFERENCE, routing_key=STREAM, properties=properties, body=body))
    inbox = Inbox()
    publisher.consume(STREAM, inbox, prefetch=100, arguments={names.X_STREAM_OFFSET: "first"})
    delivery = inbox.next()
    while delivery.properties.message_id != f"{run}-0":
        publisher.acknowledge(delivery)
        delivery = inbox.next()
    publisher.cancel(STREAM)
    offset = delivery.properties.headers[names.X_STREAM_OFFSET]
    assert isinstance(offset, int)
    return offset
