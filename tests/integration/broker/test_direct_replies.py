"""Fast answers that are lost with their connection, on both brokers."""

from dataclasses import replace

import pytest

from broker_config import names
from broker_config.direct_replies import new_token
from broker_config.rabbitmq import RabbitTransport
from broker_config.transport import Delivery, Properties, Publication, PublishOutcome, Transport
from tests.integration.broker.buses import Bus, Inbox, Outcomes, RabbitBus, answer, document, inquiries, publish


def test_a_direct_reply_reaches_the_one_who_asked(bus: Bus) -> None:
    acme, beta, worker = bus.open(f"reseller.{bus.acme}"), bus.open(f"reseller.{bus.beta}"), bus.open("wholesaler")
    mine, others, inbox = Inbox(), Inbox(), Inbox()
    acme.consume(names.DIRECT_REPLY, mine, prefetch=1)
    beta.consume(names.DIRECT_REPLY, others, prefetch=1)
    worker.consume(inquiries(bus.acme), inbox, prefetch=1)
    question = ask(acme, bus.acme, inbox, worker)
    assert question.properties.reply_to is not None
    assert question.properties.reply_to.startswith(names.DIRECT_REPLY_PREFIX)
    assert publish(worker, reply(question)).outcome is PublishOutcome.CONFIRMED
    answered = mine.next()
    assert (answered.queue, answered.body, answered.properties.correlation_id) == (names.DIRECT_REPLY, b"yes", "c-7")
    acme.acknowledge(answered)
    assert others.waiting == 0


def test_direct_replies_go_on_after_the_line_broke(bus: Bus) -> None:
    acme, worker = bus.open(f"reseller.{bus.acme}"), bus.open("wholesaler")
    mine, inbox = Inbox(), Inbox()
    acme.consume(names.DIRECT_REPLY, mine, prefetch=1)
    worker.consume(inquiries(bus.acme), inbox, prefetch=1)
    lost = ask(acme, bus.acme, inbox, worker)
    bus.cut(f"reseller.{bus.acme}")
    question = ask(acme, bus.acme, inbox, worker)
    assert publish(worker, reply(lost)).outcome is PublishOutcome.CONFIRMED
    assert publish(worker, reply(question)).outcome is PublishOutcome.CONFIRMED
    assert mine.next().properties.correlation_id == "c-7"


def test_a_request_for_a_direct_reply_without_a_consumer_is_refused(bus: Bus) -> None:
    acme = bus.open(f"reseller.{bus.acme}")
    settled = publish(acme, document(bus.acme, reply_to=names.DIRECT_REPLY))
    assert settled.outcome is PublishOutcome.REFUSED
    assert publish(acme, document(bus.acme)).outcome is PublishOutcome.CONFIRMED


def test_a_refused_publication_does_not_end_direct_replies(bus: Bus) -> None:
    acme, worker = bus.open(f"reseller.{bus.acme}"), bus.open("wholesaler")
    mine, inbox = Inbox(), Inbox()
    acme.consume(names.DIRECT_REPLY, mine, prefetch=1)
    worker.consume(inquiries(bus.acme), inbox, prefetch=1)
    assert publish(acme, document(bus.acme, exchange="no.such")).outcome is PublishOutcome.REFUSED
    publish(worker, reply(ask(acme, bus.acme, inbox, worker)))
    assert mine.next().body == b"yes"


def test_after_cancelling_no_direct_reply_is_handed_over(bus: Bus) -> None:
    acme, worker = bus.open(f"reseller.{bus.acme}"), bus.open("wholesaler")
    mine, inbox, later = Inbox(), Inbox(), Inbox()
    acme.consume(names.DIRECT_REPLY, mine, prefetch=1)
    worker.consume(inquiries(bus.acme), inbox, prefetch=1)
    question = ask(acme, bus.acme, inbox, worker)
    acme.cancel(names.DIRECT_REPLY)
    publish(worker, reply(question))
    acme.consume(names.DIRECT_REPLY, later, prefetch=1)
    publish(worker, reply(ask(acme, bus.acme, inbox, worker)))
    assert later.next().body == b"yes"
    assert mine.waiting == 0


@pytest.mark.parametrize("proved_once", [False, True])
@pytest.mark.parametrize(
    "forged",
    [new_token("reply@2"), new_token("reply@99999999999"), "g1h2AA==.x", "AAAA.x", "no base64.x", "x"],
)
def test_a_forged_address_ends_nobody_elses_answers(
    rabbit: RabbitBus, forged: str, proved_once: bool, caplog: pytest.LogCaptureFixture
) -> None:
    acme, worker = rabbit.open(f"reseller.{rabbit.acme}"), rabbit.open("wholesaler")
    mine, inbox, outcomes = Inbox(), Inbox(), Outcomes()
    acme.consume(names.DIRECT_REPLY, mine, prefetch=1)
    worker.consume(inquiries(rabbit.acme), inbox, prefetch=1)
    question = ask(acme, rabbit.acme, inbox, worker)
    if proved_once:
        assert isinstance(worker, RabbitTransport)
        worker._direct_replies._proved.update({"reply@2"})  # as if this node had left the cluster since
    bad = replace(reply(question), routing_key=names.DIRECT_REPLY_PREFIX + forged)
    answers = [answer(rabbit.beta, str(number).encode()) for number in range(100)]
    for number, publication in enumerate(answers):
        worker.publish(publication, outcomes)
        if number in {20, 50}:
            worker.publish(bad, outcomes)
    settled = outcomes.take(102)
    assert {one.outcome for one in settled if one.publication is not bad} == {PublishOutcome.CONFIRMED}
    assert publish(worker, reply(question)).outcome is PublishOutcome.CONFIRMED
    assert mine.next().body == b"yes"
    assert proved_once or "the line to the broker (publish) ended" not in caplog.text


def ask(acme: Transport, reseller: str, inbox: Inbox, worker: Transport) -> Delivery:
    settled = publish(acme, document(reseller, reply_to=names.DIRECT_REPLY, correlation_id="c-7"))
    assert settled.outcome is PublishOutcome.CONFIRMED
    question = inbox.next()
    worker.acknowledge(question)
    return question


def reply(question: Delivery) -> Publication:
    return Publication(
        exchange=names.DEFAULT_EXCHANGE,
        routing_key=str(question.properties.reply_to),
        properties=Properties(correlation_id=question.properties.correlation_id, delivery_mode=1),
        body=b"yes",
        mandatory=False,
    )
