"""What a consumer gets, and what becomes of it, on both brokers."""

import pytest

from broker_config import names
from broker_config.transport import Publication, PublishOutcome
from contracts.transactions import Lane
from tests.integration.broker.buses import Bus, Inbox, Outcomes, answer, document, inquiries, publish, until


def test_a_delivery_is_what_was_published(bus: Bus) -> None:
    acme, worker = bus.open(f"reseller.{bus.acme}"), bus.open("wholesaler")
    inbox = Inbox()
    worker.consume(inquiries(bus.acme), inbox, prefetch=5)
    sent = document(
        bus.acme,
        b"\x00\xff body",
        content_type="application/json",
        correlation_id="c-1",
        reply_to=names.answers_queue(bus.acme),
        type="address.validate",
        timestamp=1_700_000_000,
        app_id="test",
        headers={"traceparent": "00-ab", "x-attempt": 3, "nested": {"list": [1, "two"]}},
    )
    publish(acme, sent)
    delivery = inbox.next()
    assert delivery.body == sent.body
    assert delivery.properties == sent.properties
    assert (delivery.queue, delivery.exchange) == (inquiries(bus.acme), names.documents_exchange(bus.acme))
    assert delivery.routing_key == "address.validate"
    assert not delivery.redelivered


def test_documents_come_in_their_order(bus: Bus) -> None:
    acme, worker = bus.open(f"reseller.{bus.acme}"), bus.open("wholesaler")
    outcomes, inbox = Outcomes(), Inbox()
    for number in range(200):
        acme.publish(document(bus.acme, str(number).encode()), outcomes)
    outcomes.take(200)
    worker.consume(inquiries(bus.acme), inbox, prefetch=50)
    bodies = []
    for _ in range(200):
        delivery = inbox.next()
        bodies.append(int(delivery.body))
        worker.acknowledge(delivery)
    assert bodies == list(range(200))
    worker.close()
    until(lambda: bus.count(inquiries(bus.acme)) == 0)


def test_acknowledgements_in_any_order_count_one_by_one(bus: Bus) -> None:
    acme, worker, second = bus.open(f"reseller.{bus.acme}"), bus.open("wholesaler"), bus.open("wholesaler")
    for number in range(10):
        publish(acme, document(bus.acme, str(number).encode()))
    inbox, rest = Inbox(), Inbox()
    worker.consume(inquiries(bus.acme), inbox, prefetch=10)
    deliveries = inbox.take(10)
    for number in (9, 0, 1, 4, 7, 4):
        worker.acknowledge(deliveries[number])
    worker.close()
    second.consume(inquiries(bus.acme), rest, prefetch=10)
    assert [int(one.body) for one in rest.take(5)] == [2, 3, 5, 6, 8]


def test_prefetch_bounds_what_is_handed_out(bus: Bus) -> None:
    acme, worker, other = bus.open(f"reseller.{bus.acme}"), bus.open("wholesaler"), bus.open("wholesaler")
    for _ in range(8):
        publish(acme, document(bus.acme))
    inbox, others = Inbox(), Inbox()
    worker.consume(inquiries(bus.acme), inbox, prefetch=3)
    held = inbox.take(3)
    other.consume(inquiries(bus.acme), others, prefetch=5)
    others.take(5)
    assert inbox.waiting == 0
    publish(acme, document(bus.acme, b"ninth"))
    worker.acknowledge(held[0])
    assert inbox.next().body == b"ninth"


def test_a_rejected_document_comes_again_and_says_so(bus: Bus) -> None:
    acme, worker = bus.open(f"reseller.{bus.acme}"), bus.open("wholesaler")
    publish(acme, document(bus.acme))
    inbox = Inbox()
    worker.consume(inquiries(bus.acme), inbox, prefetch=1)
    worker.reject(inbox.next(), requeue=True)
    again = inbox.next()
    assert again.redelivered
    assert again.properties.headers[names.X_DELIVERY_COUNT] == 1
    worker.acknowledge(again)


def test_a_document_that_fails_too_often_is_parked(bus: Bus) -> None:
    bus.limit(inquiries(bus.acme), delivery_limit=3)
    acme, worker, operator = bus.open(f"reseller.{bus.acme}"), bus.open("wholesaler"), bus.open("operator")
    sent = document(bus.acme, b"poison")
    publish(acme, sent)
    inbox, parked = Inbox(), Inbox()
    operator.consume(names.DEAD_LETTER, parked, prefetch=1)
    worker.consume(inquiries(bus.acme), inbox, prefetch=1)
    for _ in range(4):
        worker.reject(inbox.next(), requeue=True)
    dead = parked.next()
    assert dead.body == b"poison"
    assert dead.properties.headers["x-death"][0]["reason"] == "delivery_limit"
    assert dead.properties.headers["x-death"][0]["queue"] == inquiries(bus.acme)
    operator.acknowledge(dead)
    assert inbox.waiting == 0


def test_a_document_rejected_for_good_is_parked_at_once(bus: Bus) -> None:
    acme, worker, operator = bus.open(f"reseller.{bus.acme}"), bus.open("wholesaler"), bus.open("operator")
    publish(acme, document(bus.acme, b"unwanted"))
    inbox, parked = Inbox(), Inbox()
    worker.consume(inquiries(bus.acme), inbox, prefetch=1)
    worker.reject(inbox.next(), requeue=False)
    operator.consume(names.DEAD_LETTER, parked, prefetch=1)
    dead = parked.next()
    assert (dead.body, dead.properties.headers["x-death"][0]["reason"]) == (b"unwanted", "rejected")
    operator.acknowledge(dead)


def test_the_ladder_brings_a_document_back_untouched(bus: Bus) -> None:
    rung = names.retry_exchange("1s")
    bus.limit(rung, message_ttl=200, dead_letter_exchange=names.RETRIED)
    worker = bus.open("wholesaler")
    inbox = Inbox()
    worker.consume(names.RETRIED, inbox, prefetch=5)
    lane = inquiries(bus.acme)
    sent = document(
        bus.acme, b"later", headers={names.X_ORIGIN: lane, names.X_ATTEMPT: 1}, user_id=f"reseller.{bus.acme}"
    )
    publish(
        worker, Publication(exchange=rung, routing_key="address.validate", properties=sent.properties, body=b"later")
    )
    bus.let_time_pass(1)
    back = inbox.next()
    assert back.body == b"later"
    assert back.properties.headers[names.X_ORIGIN] == lane
    assert back.properties.headers["x-death"][0]["reason"] == "expired"
    assert back.properties.user_id == f"reseller.{bus.acme}"
    assert back.routing_key == "address.validate"
    worker.acknowledge(back)


def test_what_is_given_back_goes_to_whoever_is_next(bus: Bus) -> None:
    acme, worker, other = bus.open(f"reseller.{bus.acme}"), bus.open("wholesaler"), bus.open("wholesaler")
    publish(acme, document(bus.acme))
    inbox, others = Inbox(), Inbox()
    worker.consume(inquiries(bus.acme), inbox, prefetch=1)
    held = inbox.next()
    worker.cancel(inquiries(bus.acme))
    other.consume(inquiries(bus.acme), others, prefetch=1)
    worker.give_back(held)
    assert others.next().redelivered


def test_after_cancelling_nothing_more_is_handed_over_and_what_was_can_be_settled(bus: Bus) -> None:
    acme, worker = bus.open(f"reseller.{bus.acme}"), bus.open("wholesaler")
    for _ in range(50):
        publish(acme, document(bus.acme))
    inbox = Inbox()
    worker.consume(inquiries(bus.acme), inbox, prefetch=5)
    held = inbox.next()
    worker.cancel(inquiries(bus.acme))
    handed = [held, *inbox.take(inbox.waiting)]
    publish(acme, document(bus.acme))
    assert inbox.waiting == 0
    for delivery in handed:
        worker.acknowledge(delivery)
    worker.close()
    until(lambda: bus.count(inquiries(bus.acme)) == 51 - len(handed))


def test_a_cancelled_queue_can_be_consumed_again(bus: Bus) -> None:
    acme, worker = bus.open(f"reseller.{bus.acme}"), bus.open("wholesaler")
    first, second = Inbox(), Inbox()
    worker.consume(inquiries(bus.acme), first, prefetch=5)
    worker.cancel(inquiries(bus.acme))
    worker.consume(inquiries(bus.acme), second, prefetch=5)
    publish(acme, document(bus.acme))
    worker.acknowledge(second.next())
    assert first.waiting == 0


@pytest.mark.parametrize("times", [1, 2])
def test_a_deleted_queue_ends_its_consumer_and_no_other(bus: Bus, times: int) -> None:
    acme, worker = bus.open(f"reseller.{bus.acme}"), bus.open("wholesaler")
    lane, other = Inbox(), Inbox()
    worker.consume(names.lane_queue(bus.acme, Lane.ORDER), lane, prefetch=5, on_cancelled=lane.on_cancelled)
    worker.consume(inquiries(bus.acme), other, prefetch=5)
    publish(acme, document(bus.acme))
    for _ in range(times - 1):
        worker.acknowledge(other.next())
        publish(acme, document(bus.acme))
    bus.delete_queue(names.lane_queue(bus.acme, Lane.ORDER))
    where, reason = lane.next_cancel()
    assert where == names.lane_queue(bus.acme, Lane.ORDER)
    assert reason
    worker.acknowledge(other.next())


def test_a_queue_that_one_may_not_read_ends_with_the_brokers_words(bus: Bus) -> None:
    acme = bus.open(f"reseller.{bus.acme}")
    inbox, own = Inbox(), Inbox()
    acme.consume(names.answers_queue(bus.beta), inbox, prefetch=5, on_cancelled=inbox.on_cancelled)
    _, reason = inbox.next_cancel()
    assert "ACCESS_REFUSED" in reason
    acme.consume(names.answers_queue(bus.acme), own, prefetch=5)
    worker = bus.open("wholesaler")
    assert publish(worker, answer(bus.acme)).outcome is PublishOutcome.CONFIRMED
    acme.acknowledge(own.next())


def test_what_was_not_settled_at_the_end_is_delivered_again(bus: Bus) -> None:
    acme, worker, other = bus.open(f"reseller.{bus.acme}"), bus.open("wholesaler"), bus.open("wholesaler")
    publish(acme, document(bus.acme, b"held"))
    inbox, others = Inbox(), Inbox()
    worker.consume(inquiries(bus.acme), inbox, prefetch=1)
    inbox.next()
    worker.close()
    other.consume(inquiries(bus.acme), others, prefetch=1)
    again = others.next()
    assert (again.body, again.redelivered) == (b"held", True)
