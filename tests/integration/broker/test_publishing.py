"""How a publication can end, on both brokers."""

import os
import threading

import pytest

from broker_config import names
from broker_config.errors import TransportClosed
from broker_config.policies import MAX_MESSAGE_BYTES
from broker_config.transport import Publication, PublishOutcome, Settled, TransportState
from tests.integration.broker.buses import (
    PATIENCE,
    Bus,
    Inbox,
    Outcomes,
    RabbitBus,
    answer,
    document,
    inquiries,
    publish,
    until,
)

CONFIRMED, RETURNED, REFUSED = PublishOutcome.CONFIRMED, PublishOutcome.RETURNED, PublishOutcome.REFUSED


def test_what_a_queue_takes_is_confirmed(bus: Bus) -> None:
    acme = bus.open(f"reseller.{bus.acme}")
    assert acme.state is TransportState.OPEN
    assert publish(acme, document(bus.acme)).outcome is CONFIRMED
    until(lambda: bus.count(inquiries(bus.acme)) == 1)


def test_every_publication_is_settled_once(bus: Bus) -> None:
    acme = bus.open(f"reseller.{bus.acme}")
    outcomes = Outcomes()
    sent = [document(bus.acme) for _ in range(1000)]
    for publication in sent:
        acme.publish(publication, outcomes)
    settled = outcomes.take(len(sent))
    acme.close()
    assert {one.outcome for one in settled} == {CONFIRMED}
    assert sorted(id(one.publication) for one in settled) == sorted(id(one) for one in sent)
    until(lambda: bus.count(inquiries(bus.acme)) == len(sent))


def test_more_publications_than_the_window_holds_can_be_made_together(bus: Bus) -> None:
    acme = bus.open(f"reseller.{bus.acme}")
    outcomes = Outcomes()
    sent = [document(bus.acme) for _ in range(1000)]
    with acme.together():
        for publication in sent:
            acme.publish(publication, outcomes)
    assert {one.outcome for one in outcomes.take(len(sent))} == {CONFIRMED}
    with acme.together():
        acme.publish(document(bus.acme), outcomes)
    assert [one.outcome for one in outcomes.take(1)] == [CONFIRMED]
    until(lambda: bus.count(inquiries(bus.acme)) == len(sent) + 1)


def test_what_no_queue_is_bound_for_is_returned(bus: Bus) -> None:
    acme = bus.open(f"reseller.{bus.acme}")
    nowhere = Publication(
        exchange=names.documents_exchange(bus.acme),
        routing_key="no.such.transaction",
        properties=document(bus.acme).properties,
        body=b"{}",
    )
    settled = publish(acme, nowhere)
    assert (settled.outcome, settled.detail) == (RETURNED, "312 NO_ROUTE")
    assert publish(acme, document(bus.acme)).outcome is CONFIRMED


def test_among_equal_publications_only_those_without_a_route_are_returned(bus: Bus) -> None:
    acme = bus.open(f"reseller.{bus.acme}")
    good = document(bus.acme)
    bad = Publication(exchange=good.exchange, routing_key="no.such", properties=good.properties, body=good.body)
    outcomes = Outcomes()
    for publication in (good, bad, good, bad, good):
        acme.publish(publication, outcomes)
    settled = outcomes.take(5)
    assert sorted(one.outcome for one in settled if one.publication is good) == [CONFIRMED] * 3
    assert sorted(one.outcome for one in settled if one.publication is bad) == [RETURNED] * 2


def test_a_publication_that_is_not_mandatory_may_vanish(bus: Bus) -> None:
    wholesaler = bus.open("wholesaler")
    nobody = Publication(
        exchange=names.DEFAULT_EXCHANGE,
        routing_key=f"{names.DIRECT_REPLY_PREFIX}gone",
        properties=answer(bus.acme).properties,
        body=b"{}",
        mandatory=False,
    )
    assert publish(wholesaler, nobody).outcome is CONFIRMED


def test_a_refused_publication_harms_no_other(bus: Bus) -> None:
    acme = bus.open(f"reseller.{bus.acme}")
    outcomes = Outcomes()
    sent = [document(bus.acme, str(number).encode()) for number in range(100)]
    guilty = {
        30: document(bus.acme, exchange="no.such.exchange"),
        31: document(bus.acme, exchange=names.documents_exchange(bus.beta)),
        60: document(bus.acme, user_id="administrator"),
        99: document(bus.acme, exchange=names.DEFAULT_EXCHANGE),
    }
    for number, publication in guilty.items():
        sent[number] = publication
    for publication in sent:
        acme.publish(publication, outcomes)
    settled = {id(one.publication): one for one in outcomes.take(len(sent))}
    refused = {number: settled[id(one)] for number, one in enumerate(sent) if settled[id(one)].outcome is REFUSED}
    assert refused.keys() == guilty.keys()
    assert "ACCESS_REFUSED" in refused[30].detail
    assert "ACCESS_REFUSED" in refused[31].detail
    assert "user_id" in refused[60].detail
    assert "ACCESS_REFUSED" in refused[99].detail
    worker = bus.open("wholesaler")
    inbox = Inbox()
    worker.consume(inquiries(bus.acme), inbox, prefetch=300)
    good = {str(number).encode() for number in range(100)} - {str(number).encode() for number in guilty}
    arrived = set()
    while arrived != good:
        arrived.add(inbox.next().body)
    assert bus.count(inquiries(bus.beta)) == 0


@pytest.mark.skipif("WHOLESALE_AMQP_URL" in os.environ, reason="a given server has its own max_message_size")
def test_what_is_too_large_is_refused_alone(bus: Bus) -> None:
    acme = bus.open(f"reseller.{bus.acme}")
    outcomes = Outcomes()
    huge = document(bus.acme, bytes(MAX_MESSAGE_BYTES + 1))
    sent = [document(bus.acme), huge, *(document(bus.acme) for _ in range(20))]
    for publication in sent:
        acme.publish(publication, outcomes)
    settled = outcomes.take(len(sent))
    assert [(one.publication, "larger" in one.detail) for one in settled if one.outcome is REFUSED] == [(huge, True)]
    assert {one.outcome for one in settled if one.publication is not huge} == {CONFIRMED}


def test_an_exchange_that_is_not_there_is_refused_by_its_name(bus: Bus) -> None:
    worker = bus.open("wholesaler")
    settled = publish(worker, document(bus.acme, exchange="documents.nobody"))
    assert settled.outcome is REFUSED
    assert settled.detail.startswith("NOT_FOUND - no exchange 'documents.nobody'")


def test_a_header_that_fits_no_frame_is_refused_alone(rabbit: RabbitBus) -> None:
    acme = rabbit.open(f"reseller.{rabbit.acme}")
    outcomes = Outcomes()
    huge = document(rabbit.acme, headers={"x-note": "n" * 200_000})
    sent = [document(rabbit.acme), huge, *(document(rabbit.acme) for _ in range(20))]
    for publication in sent:
        acme.publish(publication, outcomes)
    settled = outcomes.take(len(sent))
    assert [one.publication for one in settled if one.outcome is REFUSED] == [huge]
    assert {one.outcome for one in settled if one.publication is not huge} == {CONFIRMED}


def test_what_amqp_cannot_carry_is_refused_alone(rabbit: RabbitBus) -> None:
    acme = rabbit.open(f"reseller.{rabbit.acme}")
    settled = publish(acme, document(rabbit.acme, correlation_id="c" * 300))
    assert settled.outcome is REFUSED
    assert "AMQP" in settled.detail
    assert publish(acme, document(rabbit.acme)).outcome is CONFIRMED


def test_a_reseller_may_set_its_own_user_id_only(bus: Bus) -> None:
    acme = bus.open(f"reseller.{bus.acme}")
    assert publish(acme, document(bus.acme, user_id=f"reseller.{bus.acme}")).outcome is CONFIRMED
    assert publish(acme, document(bus.acme, user_id=f"reseller.{bus.beta}")).outcome is REFUSED


def test_the_worker_carries_a_resellers_user_id_over_the_ladder(bus: Bus) -> None:
    worker = bus.open("wholesaler")
    again = Publication(
        exchange=names.retry_exchange("1s"),
        routing_key="address.validate",
        properties=document(bus.acme, user_id=f"reseller.{bus.acme}").properties,
        body=b"{}",
    )
    assert publish(worker, again).outcome is CONFIRMED


def test_a_full_queue_refuses_and_takes_again_when_there_is_room(bus: Bus) -> None:
    lane = inquiries(bus.acme)
    bus.limit(lane, max_length=2)
    acme, worker = bus.open(f"reseller.{bus.acme}"), bus.open("wholesaler")
    settled = [publish(acme, document(bus.acme)) for _ in range(6)]
    taken = [one for one in settled if one.outcome is CONFIRMED]
    # A real queue takes one more than its length before it says no.
    assert len(taken) in {2, 3}
    assert [one.outcome for one in settled[len(taken) :]] == [REFUSED] * (6 - len(taken))
    assert all("full" in one.detail for one in settled[len(taken) :])
    inbox = Inbox()
    worker.consume(lane, inbox, prefetch=10)
    for delivery in inbox.take(len(taken)):
        worker.acknowledge(delivery)
    until(lambda: publish(acme, document(bus.acme)).outcome is CONFIRMED)


def test_one_full_queue_delays_nobody_else(bus: Bus) -> None:
    full = names.answers_queue(bus.acme)
    bus.limit(full, max_length=1)
    worker = bus.open("wholesaler")
    for _ in range(3):
        publish(worker, answer(bus.acme))
    outcomes, ignored = Outcomes(), Outcomes()
    for _ in range(400):
        worker.publish(answer(bus.acme), ignored)
    for _ in range(10):
        worker.publish(answer(bus.beta), outcomes)
    assert {one.outcome for one in outcomes.take(10)} == {CONFIRMED}


def test_the_tap_keeps_what_was_offered(bus: Bus) -> None:
    acme, ops = bus.open(f"reseller.{bus.acme}"), bus.open("ops")
    inbox = Inbox()
    ops.consume(names.TAP_DOCUMENTS, inbox, prefetch=100, arguments={"x-stream-offset": "first"})
    sent = document(bus.acme, b'{"kept": true}')
    publish(acme, sent)
    while True:
        delivery = inbox.next()
        ops.acknowledge(delivery)
        if delivery.properties.message_id == sent.properties.message_id:
            break
    assert delivery.body == sent.body


def test_closing_waits_for_the_confirms(bus: Bus) -> None:
    acme = bus.open(f"reseller.{bus.acme}")
    settled: list[Settled] = []
    for _ in range(250):
        acme.publish(document(bus.acme), settled.append)
    acme.close(timeout=PATIENCE)
    assert [one.outcome for one in settled] == [CONFIRMED] * 250
    assert acme.state is TransportState.CLOSED


def test_after_closing_nothing_is_published(bus: Bus) -> None:
    acme = bus.open(f"reseller.{bus.acme}")
    acme.close()
    with pytest.raises(TransportClosed):
        acme.publish(document(bus.acme), Outcomes())
    acme.close()


def test_a_callback_may_publish_more(bus: Bus) -> None:
    acme = bus.open(f"reseller.{bus.acme}")
    done = threading.Event()
    ended: list[Settled] = []

    def again(settled: Settled) -> None:
        ended.append(settled)
        if len(ended) == 1000:
            done.set()
        elif len(ended) < 1000:
            acme.publish(document(bus.acme), again)

    acme.publish(document(bus.acme), again)
    assert done.wait(PATIENCE)
    assert {one.outcome for one in ended} == {CONFIRMED}
