"""What happens when the line breaks, on both brokers."""

import threading

import pytest

from broker_config import names
from broker_config.errors import BrokerRefused, BrokerUnreachable, TransportClosed
from broker_config.rabbitmq import RabbitTransport
from broker_config.settings import BrokerSettings
from broker_config.transport import PublishOutcome, TransportState
from tests.integration.broker.buses import (
    PATIENCE,
    Bus,
    Inbox,
    Outcomes,
    RabbitBus,
    RealBroker,
    document,
    inquiries,
    publish,
    until,
)


def test_what_was_handed_out_comes_again_and_late_settlements_are_dropped(bus: Bus) -> None:
    acme, worker = bus.open(f"reseller.{bus.acme}"), bus.open("wholesaler")
    inbox = Inbox()
    worker.consume(inquiries(bus.acme), inbox, prefetch=5)
    publish(acme, document(bus.acme, b"held"))
    before = inbox.next()
    bus.cut("wholesaler")
    again = inbox.next()
    assert (again.body, again.redelivered) == (b"held", True)
    assert again.generation != before.generation
    worker.acknowledge(before)
    worker.reject(before, requeue=True)
    publish(acme, document(bus.acme, b"next"))
    following = inbox.next()
    assert following.body == b"next"
    worker.acknowledge(again)
    worker.acknowledge(following)
    worker.close()
    until(lambda: bus.count(inquiries(bus.acme)) == 0)


def test_publications_under_way_when_the_line_breaks_all_arrive(bus: Bus) -> None:
    acme, worker = bus.open(f"reseller.{bus.acme}"), bus.open("wholesaler")
    outcomes = Outcomes()
    sent = [document(bus.acme, str(number).encode()) for number in range(3000)]
    settled = []
    for number, publication in enumerate(sent):
        acme.publish(publication, outcomes)
        if number in {500, 1500, 2500}:
            settled.extend(outcomes.take(1))
            bus.cut(f"reseller.{bus.acme}")
    settled.extend(outcomes.take(len(sent) - len(settled)))
    assert {one.outcome for one in settled} == {PublishOutcome.CONFIRMED}
    inbox = Inbox()
    worker.consume(inquiries(bus.acme), inbox, prefetch=300)
    missing = {publication.properties.message_id for publication in sent}
    while missing:
        delivery = inbox.next()
        missing.discard(delivery.properties.message_id)
        worker.acknowledge(delivery)


def test_a_consumer_goes_on_after_many_cuts(bus: Bus) -> None:
    acme, worker = bus.open(f"reseller.{bus.acme}"), bus.open("wholesaler")
    inbox = Inbox()
    worker.consume(inquiries(bus.acme), inbox, prefetch=5)
    for number in range(4):
        publish(acme, document(bus.acme, str(number).encode()))
        delivery = inbox.next()
        while delivery.body != str(number).encode():
            worker.acknowledge(delivery)
            delivery = inbox.next()
        worker.acknowledge(delivery)
        bus.cut("wholesaler")


def test_a_stream_is_read_on_where_it_was_left(bus: Bus) -> None:
    acme, ops = bus.open(f"reseller.{bus.acme}"), bus.open("ops")
    inbox = Inbox()
    ops.consume(names.TAP_DOCUMENTS, inbox, prefetch=10, arguments={names.X_STREAM_OFFSET: "next"})
    # `next` is where the stream ends when the consumer begins: what was published before is not for it.
    while not inbox.waiting:
        publish(acme, document(bus.acme, b"begin"))
    for number in range(5):
        publish(acme, document(bus.acme, str(number).encode()))
    seen: set[bytes] = set()
    while len(seen) < 5:
        delivery = inbox.next()
        ops.acknowledge(delivery)
        seen |= {delivery.body} - {b"begin"}
        if delivery.body == b"2":
            bus.cut("ops")


def test_a_transport_says_that_it_lost_its_line_and_has_it_again(rabbit: RabbitBus) -> None:
    acme = rabbit.open(f"reseller.{rabbit.acme}")
    user = f"/api/users/reseller.{rabbit.acme}"
    rabbit.real.api.request("PUT", user, {"password": "another", "tags": ""})
    rabbit.cut(f"reseller.{rabbit.acme}")
    until(lambda: acme.state is TransportState.OPENING)
    rabbit.real.api.request("PUT", user, {"password": rabbit.real.password, "tags": ""})
    until(lambda: acme.state is TransportState.OPEN)
    assert publish(acme, document(rabbit.acme)).outcome is PublishOutcome.CONFIRMED


def test_publications_wait_for_a_line_and_are_given_up_at_the_end_only(rabbit: RabbitBus) -> None:
    acme = rabbit.open(f"reseller.{rabbit.acme}")
    rabbit.real.api.request("PUT", f"/api/users/reseller.{rabbit.acme}", {"password": "another", "tags": ""})
    rabbit.cut(f"reseller.{rabbit.acme}")
    until(lambda: acme.state is TransportState.OPENING)
    outcomes = Outcomes()
    acme.publish(document(rabbit.acme), outcomes)
    acme.close(timeout=0.5)
    assert outcomes.next().outcome is PublishOutcome.ABANDONED


def test_whoever_waits_for_a_place_is_told_when_the_transport_ends(rabbit: RabbitBus) -> None:
    acme = rabbit.open(f"reseller.{rabbit.acme}")
    rabbit.real.api.request("PUT", f"/api/users/reseller.{rabbit.acme}", {"password": "another", "tags": ""})
    rabbit.cut(f"reseller.{rabbit.acme}")
    until(lambda: acme.state is TransportState.OPENING)
    told = threading.Event()

    def publish_without_end() -> None:
        try:
            while True:
                acme.publish(document(rabbit.acme), Outcomes())
        except TransportClosed:
            told.set()

    writer = threading.Thread(target=publish_without_end)
    writer.start()
    acme.close(timeout=0.2)
    assert told.wait(PATIENCE)
    writer.join()


@pytest.mark.parametrize(("user", "password"), [("nobody", "x"), ("", "wrong")])
def test_a_refused_user_is_told_at_once(
    real_broker: RealBroker, user: str, password: str, caplog: pytest.LogCaptureFixture
) -> None:
    url = real_broker.server.amqp_url_of(real_broker.vhost)
    settings = BrokerSettings.from_url(url, user or real_broker.name("ops"), password)
    with pytest.raises(BrokerRefused, match="refused user"):
        RabbitTransport(settings).open(timeout=PATIENCE)
    assert [line for line in caplog.records if line.exc_info] == []


def test_a_user_without_rights_in_the_virtual_host_is_told_at_once(rabbit: RabbitBus) -> None:
    settings = BrokerSettings.from_url(
        rabbit.real.server.amqp_url_of(f"reseller.{rabbit.acme}"), rabbit.name("ops"), rabbit.real.password
    )
    with pytest.raises(BrokerRefused, match="virtual host"):
        RabbitTransport(settings).open(timeout=PATIENCE)


def test_where_nobody_listens_is_said_after_the_timeout() -> None:
    settings = BrokerSettings.from_url("amqp://someone:x@127.0.0.1:1/wholesale")
    with pytest.raises(BrokerUnreachable, match=r"127\.0\.0\.1:1"):
        RabbitTransport(settings).open(timeout=0.5)


def test_the_next_host_is_used_when_the_first_does_not_answer(rabbit: RabbitBus) -> None:
    settings = BrokerSettings.from_url(
        rabbit.real.server.amqp_url_of(rabbit.real.vhost), rabbit.name("ops"), rabbit.real.password
    )
    both = BrokerSettings(
        hosts=(("127.0.0.1", 1), *settings.hosts),
        vhost=settings.vhost,
        username=settings.username,
        password=settings.password,
    )
    transport = RabbitTransport(both)
    transport.open(timeout=PATIENCE)
    assert transport.state is TransportState.OPEN
    transport.close()
