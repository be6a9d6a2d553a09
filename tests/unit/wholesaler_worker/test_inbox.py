"""What is begun next, and how much at a time."""

import threading

import pytest

from broker_config.transport import Delivery, Properties
from contracts.transactions import Lane
from tests.unit.wholesaler_worker.wholesale import PATIENCE
from wholesaler_worker.receiving.arrival import Arrival, arrival_of
from wholesaler_worker.serving.inbox import BatchLimits, Inbox
from wholesaler_worker.serving.lines import Line

LIMITS = BatchLimits(documents=10, segments=500, size=1000)


def arrival(reseller: str = "acme", lane: str = "inquiry", body: bytes = b"{}", deliveries: int = 0) -> Arrival:
    headers = {"x-delivery-count": deliveries} if deliveries else {}
    return arrival_of(
        Delivery(
            queue=f"documents.{reseller}.{lane}",
            exchange=f"documents.{reseller}",
            routing_key="service.qualify",
            redelivered=deliveries > 0,
            properties=Properties(headers=headers),
            body=body,
            generation=1,
            tag=1,
        )
    )


def lanes_of(batch: list[Arrival]) -> list[str]:
    return [found.origin.lane.value for found in batch if found.origin]


def resellers_of(batch: list[Arrival]) -> list[str]:
    return [found.origin.reseller for found in batch if found.origin]


@pytest.fixture
def inbox() -> Inbox:
    return Inbox(capacity=1000, in_hand_each=100)


def test_orders_and_inquiries_wait_in_lines_of_their_own(inbox: Inbox) -> None:
    for _ in range(10):
        inbox.put(arrival())
        inbox.put(arrival(lane="order"))
    assert lanes_of(inbox.take(Line.ORDER, LIMITS)) == ["order"] * 10
    assert lanes_of(inbox.take(Line.INQUIRY, LIMITS)) == ["inquiry"] * 10


def test_resellers_take_turns(inbox: Inbox) -> None:
    for name in ["acme"] * 5 + ["beta"] * 2:
        inbox.put(arrival(name))
    assert resellers_of(inbox.take(Line.INQUIRY, LIMITS)) == ["acme", "beta", "acme", "beta", "acme", "acme", "acme"]


def test_long_documents_go_where_long_documents_are_decided_whatever_their_lane(inbox: Inbox) -> None:
    inbox = Inbox()
    inbox.put(arrival(body=b'"request"' * 201))
    inbox.put(arrival(body=b"x" * (1024 * 1024 + 1)))
    inbox.put(arrival(lane="bulk"))
    assert [len(inbox.take(Line.BULK, BatchLimits(documents=1))) for _ in range(3)] == [1, 1, 1]


def test_one_resellers_large_documents_leave_room_for_the_others() -> None:
    inbox = Inbox(capacity=1000, share=300)
    assert inbox.put(arrival(body=b"x" * 250))
    assert not inbox.put(arrival(body=b"x" * 100))
    assert not inbox.has_much_room
    assert inbox.put(arrival("beta", body=b"x" * 400))
    taken = inbox.take(Line.INQUIRY, LIMITS)
    inbox.finished(taken[0])
    assert inbox.put(arrival(body=b"x" * 100))
    inbox.finished(taken[1])
    assert inbox.has_much_room


def test_what_is_not_short_waits_in_a_line_of_its_own(inbox: Inbox) -> None:
    inbox = Inbox()
    inbox.put(arrival(body=b'"request"' * 21))
    inbox.put(arrival(lane="order", body=b"x" * (32 * 1024 + 1)))
    inbox.put(arrival("beta"))
    assert resellers_of(inbox.take(Line.INQUIRY, BatchLimits())) == ["beta"]
    assert [resellers_of(inbox.take(Line.LONGER, BatchLimits(documents=1))) for _ in range(2)] == [["acme"], ["acme"]]


def test_a_batch_ends_at_its_bytes_and_holds_one_document_at_least(inbox: Inbox) -> None:
    for size in (700, 200, 200):
        inbox.put(arrival(body=b"x" * size)) or pytest.fail("there was room")
        if size == 700:
            assert not inbox.put(arrival(body=b"x" * 400))
            assert [found.size for found in inbox.take(Line.INQUIRY, BatchLimits(size=100))] == [700]
            inbox.finished(arrival(body=b"x" * 700))
    assert [found.size for found in inbox.take(Line.INQUIRY, BatchLimits(size=300))] == [200]


def test_a_document_that_was_delivered_often_is_begun_alone(inbox: Inbox) -> None:
    for deliveries in (0, 5, 0):
        inbox.put(arrival(deliveries=deliveries))
    taken = [[found.deliveries_before for found in inbox.take(Line.INQUIRY, LIMITS)] for _ in range(3)]
    assert taken == [[0], [5], [0]]


def test_a_count_that_the_broker_did_not_set_is_not_believed() -> None:
    forged = arrival(deliveries=0).delivery
    claimed = Delivery(
        queue=forged.queue,
        exchange=forged.exchange,
        routing_key=forged.routing_key,
        redelivered=False,
        properties=Properties(headers={"x-delivery-count": 99, "x-attempt": 9, "x-origin": "documents.beta.order"}),
        body=b"{}",
        generation=1,
        tag=1,
    )
    found = arrival_of(claimed)
    assert found.deliveries_before == 0
    assert found.origin is not None
    assert (found.origin.reseller, found.origin.lane, found.origin.attempt) == ("acme", Lane.INQUIRY, 0)


def test_one_reseller_has_so_many_in_hand_and_no_more(inbox: Inbox) -> None:
    inbox = Inbox(in_hand_each=2)
    for name in ("acme", "acme", "acme", "beta"):
        inbox.put(arrival(name))
    batch = inbox.take(Line.INQUIRY, LIMITS)
    assert resellers_of(batch) == ["acme", "beta", "acme"]
    inbox.finished(batch[0])
    assert resellers_of(inbox.take(Line.INQUIRY, LIMITS)) == ["acme"]


def test_a_reseller_that_is_held_back_waits_and_one_of_its_documents_may_be_tried(inbox: Inbox) -> None:
    inbox.hold_back("acme")
    for name in ("acme", "acme", "beta"):
        inbox.put(arrival(name))
    assert resellers_of(inbox.take(Line.INQUIRY, LIMITS)) == ["beta"]
    inbox.hold_back("acme", allow=1)
    assert resellers_of(inbox.take(Line.INQUIRY, LIMITS)) == ["acme"]
    assert len(inbox.take_out("acme")) == 1


def test_closing_wakes_who_waits_and_hands_out_what_was_not_begun(inbox: Inbox) -> None:
    ended = threading.Event()

    def wait() -> None:
        assert inbox.take(Line.BULK, LIMITS) == []
        ended.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    inbox.put(arrival())
    assert len(inbox.close()) == 1
    assert ended.wait(PATIENCE)
    waiting.join()
    assert not inbox.put(arrival())
