"""Every line of the table of rights, tried with a plain AMQP client on a real broker."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pika
import pytest
from pika.adapters.blocking_connection import BlockingChannel

from broker_config import names
from contracts.transactions import Lane
from tests.integration.broker.buses import RabbitBus

Attempt = Callable[[BlockingChannel, RabbitBus], object]


def write(exchange: str, key: str = "address.validate", **properties: str) -> Attempt:
    """Publish with a confirm."""

    def attempt(channel: BlockingChannel, bus: RabbitBus) -> None:
        channel.confirm_delivery()
        given = pika.BasicProperties(**{name: value.format(**who(bus)) for name, value in properties.items()})
        channel.basic_publish(exchange.format(**who(bus)), key.format(**who(bus)), b"{}", given, mandatory=True)

    return attempt


def read(queue: str) -> Attempt:
    """Consume until the broker has agreed."""

    def attempt(channel: BlockingChannel, bus: RabbitBus) -> None:
        channel.basic_qos(prefetch_count=1)
        channel.basic_consume(queue.format(**who(bus)), lambda *_: None)

    return attempt


def get(queue: str) -> Attempt:
    return lambda channel, bus: channel.basic_get(queue.format(**who(bus)))


def declare(queue: str, **options: bool) -> Attempt:
    return lambda channel, bus: channel.queue_declare(queue.format(**who(bus)), **options)


def declare_exchange(exchange: str) -> Attempt:
    return lambda channel, bus: channel.exchange_declare(exchange.format(**who(bus)), "direct", durable=True)


def bind(queue: str, exchange: str, key: str = "k") -> Attempt:
    return lambda channel, bus: channel.queue_bind(queue.format(**who(bus)), exchange.format(**who(bus)), key)


def unbind(queue: str, exchange: str, key: str) -> Attempt:
    return lambda channel, bus: channel.queue_unbind(queue.format(**who(bus)), exchange.format(**who(bus)), key)


def delete(queue: str) -> Attempt:
    return lambda channel, bus: channel.queue_delete(queue.format(**who(bus)))


def delete_exchange(exchange: str) -> Attempt:
    return lambda channel, bus: channel.exchange_delete(exchange.format(**who(bus)))


def purge(queue: str) -> Attempt:
    return lambda channel, bus: channel.queue_purge(queue.format(**who(bus)))


def who(bus: RabbitBus) -> dict[str, str]:
    return {"acme": bus.acme, "beta": bus.beta, "wholesaler": bus.name("wholesaler")}


ALLOWED = [
    ("reseller", write("documents.{acme}")),
    ("reseller", write("documents.{acme}", "bulk")),
    ("reseller", write("documents.{acme}", user_id="reseller.{acme}")),
    ("reseller", read("answers.{acme}")),
    ("reseller", read("notifications.{acme}")),
    ("reseller", read("reference.all.address")),
    ("reseller", read("reference.all.feature")),
    ("wholesaler", read("documents.{acme}.inquiry")),
    ("wholesaler", read("documents.{beta}.bulk")),
    ("wholesaler", read("retried")),
    ("wholesaler", read("wholesaler.provisioning")),
    ("wholesaler", read("reference.all.address")),
    ("wholesaler", write("answers", "answers.{acme}", user_id="{wholesaler}")),
    ("wholesaler", write("answers", "answers.{acme}", user_id="reseller.{acme}")),
    ("wholesaler", write("notifications", "notifications.{acme}")),
    ("wholesaler", write("retry.30m")),
    ("wholesaler", write("invalid")),
    ("wholesaler", write("dead-letter")),
    ("wholesaler", write("documents.{acme}", "bulk", user_id="reseller.{acme}")),
    ("network", write("provisioning", "wholesaler.provisioning")),
    ("publisher", write("reference", "reference.all.address")),
    ("publisher", read("reference.all.feature")),
    ("ops", read("tap.documents")),
    ("ops", read("tap.answers")),
    ("ops", read("tap.parked")),
    ("operator", read("invalid")),
    ("operator", read("dead-letter")),
    ("operator", read("tap.documents")),
    ("operator", write("documents.{acme}", "bulk", user_id="reseller.{acme}")),
]

REFUSED = [
    ("reseller", write("documents.{beta}")),
    ("reseller", write("")),
    ("reseller", write("", "answers.{beta}")),
    ("reseller", write("answers", "answers.{beta}")),
    ("reseller", write("retried")),
    ("reseller", write("reference", "reference.all.address")),
    ("reseller", write("documents.{acme}", user_id="reseller.{beta}")),
    ("reseller", write("documents.{acme}", user_id="{wholesaler}")),
    ("reseller", write("amq.topic")),
    ("reseller", read("answers.{beta}")),
    ("reseller", get("answers.{beta}")),
    ("reseller", purge("answers.{beta}")),
    ("reseller", read("notifications.{beta}")),
    ("reseller", read("documents.{acme}.inquiry")),
    ("reseller", read("documents.{beta}.inquiry")),
    ("reseller", read("reference.elsewhere.address")),
    ("reseller", read("tap.documents")),
    ("reseller", read("invalid")),
    ("reseller", declare("mine", durable=True)),
    ("reseller", declare("", exclusive=True)),
    ("reseller", declare("answers.{acme}.more", durable=True)),
    ("reseller", declare_exchange("documents.{acme}.more")),
    ("reseller", bind("answers.{acme}", "documents.{acme}")),
    ("reseller", bind("answers.{acme}", "answers", "answers.{beta}")),
    ("reseller", unbind("documents.{acme}.inquiry", "documents.{acme}", "address.validate")),
    ("reseller", delete("answers.{acme}")),
    ("reseller", delete_exchange("documents.{acme}")),
    ("wholesaler", declare("mine", durable=True)),
    ("wholesaler", bind("answers.{acme}", "answers")),
    ("wholesaler", delete("documents.{acme}.inquiry")),
    ("wholesaler", read("answers.{acme}")),
    ("wholesaler", read("tap.documents")),
    ("wholesaler", write("provisioning", "wholesaler.provisioning")),
    ("wholesaler", write("reference", "reference.all.address")),
    ("network", write("documents.{acme}")),
    ("network", read("wholesaler.provisioning")),
    ("publisher", write("answers", "answers.{acme}")),
    ("publisher", read("documents.{acme}.inquiry")),
    ("ops", read("invalid")),
    ("ops", write("documents.{acme}")),
    ("operator", read("documents.{acme}.inquiry")),
    ("operator", write("answers", "answers.{acme}")),
    ("operator", write("")),
    ("operator", declare("mine", durable=True)),
]


@contextmanager
def channel_of(bus: RabbitBus, user: str, vhost: str | None = None) -> Iterator[BlockingChannel]:
    name = f"reseller.{bus.acme}" if user == "reseller" else bus.name(user)
    parameters = pika.URLParameters(bus.real.server.amqp_url_of(vhost or bus.real.vhost))
    parameters.credentials = pika.PlainCredentials(name, bus.real.password)
    with pika.BlockingConnection(parameters) as connection:
        yield connection.channel()


def closed_with(channel: BlockingChannel, attempt: Attempt, bus: RabbitBus) -> int:
    try:
        attempt(channel, bus)
    except pika.exceptions.ChannelClosedByBroker as closed:
        return int(closed.reply_code)
    return 0


def test_everyone_may_do_what_the_table_says(rabbit: RabbitBus) -> None:
    refused = []
    for number, (user, attempt) in enumerate(ALLOWED):
        with channel_of(rabbit, user) as channel:
            code = closed_with(channel, attempt, rabbit)
            if code:
                refused.append((number, user, code))
    assert refused == []


def test_nobody_may_do_what_the_table_does_not_say(rabbit: RabbitBus) -> None:
    wrong = []
    for number, (user, attempt) in enumerate(REFUSED):
        with channel_of(rabbit, user) as channel:
            code = closed_with(channel, attempt, rabbit)
            # 403 for a right; 406 for a user id that is not the user's own.
            if code not in {403, 406}:
                wrong.append((number, user, code))
    assert wrong == []


def test_a_reseller_has_full_rights_in_its_own_virtual_host_and_none_in_anothers(rabbit: RabbitBus) -> None:
    with channel_of(rabbit, "reseller", names.reseller_vhost(rabbit.acme)) as channel:
        channel.queue_declare("scratch", durable=True, arguments={"x-queue-type": "quorum"})
        channel.confirm_delivery()
        channel.basic_publish("", names.INTAKE, b"{}", mandatory=True)
        channel.basic_publish("", names.DELIVERY, b"{}", mandatory=True)
        channel.queue_delete("scratch")
    with (
        pytest.raises(pika.exceptions.ProbableAccessDeniedError, match="530"),
        channel_of(rabbit, "reseller", names.reseller_vhost(rabbit.beta)),
    ):
        pass


def test_a_copy_header_reaches_ones_own_lanes_only(rabbit: RabbitBus) -> None:
    """A direct exchange of one's own leaves `CC` nothing of anybody else's to reach."""
    other = names.lane_queue(rabbit.beta, Lane.INQUIRY)
    with channel_of(rabbit, "reseller") as channel:
        channel.confirm_delivery()
        copies = pika.BasicProperties(headers={"CC": ["bulk", other, f"documents.{rabbit.beta}"], "BCC": [other]})
        channel.basic_publish(names.documents_exchange(rabbit.acme), "address.validate", b"{}", copies, mandatory=True)
    assert rabbit.count(names.lane_queue(rabbit.acme, Lane.BULK)) == 1
    assert rabbit.count(other) == 0
