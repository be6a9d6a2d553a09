"""What the network tells is carried out, set aside or tried again, and never lost or done twice."""

import json
import threading

import pytest

from broker_config import names
from tests.unit.wholesaler_provisioning.network import Network, completed, message
from tests.unit.wholesaler_worker.wholesale import PATIENCE
from wholesaler_worker.changing.records import OrderState
from wholesaler_worker.db.errors import DatabaseAway, DatabaseError, DatabaseUnavailable, RecordRefused


def add_orders(network: Network, *order_numbers: str) -> None:
    for order_number in order_numbers:
        network.records.add(order_number)


def test_a_completed_order_is_notified_and_the_message_is_acknowledged(network: Network) -> None:
    add_orders(network, "W1")
    network.tell(completed("W1"))
    network.wait_until_all_is_settled()
    assert [(event.reseller, event.pon, event.event) for event in network.notified] == [
        ("acme", "PO-W1", "order.completed")
    ]
    assert network.waiting(names.INVALID) == []


def test_the_same_message_twice_notifies_once_and_is_said_to_be_known(network: Network) -> None:
    add_orders(network, "W1")
    network.tell(completed("W1"), completed("W1"))
    network.wait_until_all_is_settled()
    assert len(network.notified) == 1
    assert len(network.journal.of("provisioning.known")) == 1


def test_what_is_delivered_again_after_a_cut_changes_nothing(network: Network) -> None:
    add_orders(network, "W1", "W2")
    network.records.hold = threading.Event()
    network.tell(completed("W1"))
    network.broker.cut(names.WHOLESALER_USER)
    network.records.hold.set()
    network.tell(completed("W2"))
    network.wait_until_all_is_settled()
    assert sorted(event.pon for event in network.notified) == ["PO-W1", "PO-W2"]


def test_what_cannot_be_read_goes_to_invalid_untouched_with_its_reason(network: Network) -> None:
    add_orders(network, "W1")
    traceparent = f"00-{'a' * 32}-{'b' * 16}-01"
    headers = {"traceparent": traceparent, "CC": ["invalid"], "x-reason": "theirs", "x-attempt": 3}
    network.tell(b"\xff not json", completed("W1"), message_id="n-1", headers=headers)
    network.wait_until_all_is_settled()
    (aside,) = network.waiting(names.INVALID)
    assert aside.body == b"\xff not json"
    assert (aside.properties.message_id, aside.routing_key) == ("n-1", names.PROVISIONING_QUEUE)
    said = dict(aside.properties.headers)
    assert "not UTF-8" in said.pop("x-reason")
    assert said == {
        "traceparent": traceparent,
        "x-origin": names.PROVISIONING_QUEUE,
        "x-first-seen": "2026-11-24T12:00:00.000+00:00",
    }
    assert [event.pon for event in network.notified] == ["PO-W1"]


def test_what_cannot_be_goes_to_invalid_and_holds_up_no_other(network: Network) -> None:
    add_orders(network, "W1", "W2")
    network.records.add("W3", OrderState.CANCELLED)
    told = [
        completed("W1"),
        completed("X"),
        completed("W3"),
        message("jeopardy", "W1", {"code": "O520"}),
        completed("W2"),
    ]
    network.tell(*told)
    network.wait_until_all_is_settled()
    asides = network.waiting(names.INVALID)
    assert [json.loads(aside.body) for aside in asides] == [told[1], told[2], told[3]]
    assert [aside.properties.headers["x-reason"] for aside in asides] == [
        "the order number X is not known",
        "version 1 of PO-W3 is cancelled and cannot become completed",
        "version 1 of PO-W1 is completed and cannot become jeopardy",
    ]
    assert [event.pon for event in network.notified] == ["PO-W1", "PO-W2"]


def test_what_has_not_happened_yet_is_set_aside_and_keeps_nothing_back_that_comes_later(network: Network) -> None:
    add_orders(network, "W1")
    early = message("jeopardy", "W1", {"code": "O520"})
    early["header"]["occurred_at"] = "2099-01-01T00:00:00Z"
    network.tell(early, message("jeopardy", "W1", {"code": "O521"}, event_id="second"))
    network.wait_until_all_is_settled()
    (aside,) = network.waiting(names.INVALID)
    assert "/header/occurred_at" in str(aside.properties.headers["x-reason"])
    assert [event.event for event in network.notified] == ["order.jeopardy"]


def test_while_the_records_are_away_nothing_is_lost_and_all_is_carried_out_when_they_are_back(
    network: Network,
) -> None:
    add_orders(network, "W1", "W2")
    network.records.problems = [DatabaseAway("nobody answers")] * 3
    network.tell(completed("W1"), completed("W2"))
    network.wait_until_all_is_settled()
    assert len(network.journal.of("provisioning.waiting")) == 3
    assert sorted(event.pon for event in network.notified) == ["PO-W1", "PO-W2"]


def test_what_waits_here_is_bounded_while_the_records_are_away() -> None:
    network = Network()
    network.records.hold = threading.Event()
    add_orders(network, *(f"W{n}" for n in range(300)))
    network.start()
    network.tell(*(completed(f"W{n}") for n in range(300)))
    queue = network.broker._queue(network.broker.vhost, names.PROVISIONING_QUEUE)
    assert len(queue.ready) == 100
    network.records.hold.set()
    network.wait_until_all_is_settled()
    network.stop()
    assert len(network.notified) == 300
    assert max(network.records.batches) <= 100


def test_a_message_that_the_records_refuse_is_parked_and_takes_no_other_with_it(network: Network) -> None:
    add_orders(network, "W1", "W2")
    network.records.hold = threading.Event()
    network.tell(completed("W1"))
    # Whatever the first batch holds, then W1 alone five times: it is first in the queue.
    network.records.problems = [RecordRefused("no", "rule")] * 5
    network.records.hold.set()
    network.wait_until_all_is_settled()
    network.tell(completed("W2"))
    network.wait_until_all_is_settled()
    (parked,) = network.waiting(names.DEAD_LETTER)
    assert json.loads(parked.body) == completed("W1")
    assert "the records refuse it" in parked.properties.headers["x-reason"]
    assert [event.pon for event in network.notified] == ["PO-W2"]


def test_a_batch_that_is_refused_is_carried_out_one_by_one(network: Network) -> None:
    add_orders(network, "W0", "W1", "W2", "W3")
    network.records.hold = threading.Event()
    network.records.problems = [None, DatabaseUnavailable("a deadlock")]
    network.tell(completed("W0"))
    assert network.records.reached.wait(PATIENCE)
    network.tell(*(completed(f"W{n}") for n in (1, 2, 3)))
    network.wait_until_all_is_handed_over()
    network.records.hold.set()
    network.wait_until_all_is_settled()
    assert network.records.batches == [1, 1, 1, 1]
    assert [event.pon for event in network.notified] == ["PO-W0", "PO-W1", "PO-W2", "PO-W3"]
    assert len(network.journal.of("provisioning.one_by_one")) == 1


def test_an_error_of_ours_parks_the_message_with_its_trace(network: Network) -> None:
    add_orders(network, "W1")
    network.records.problems = [ZeroDivisionError()]
    network.tell(completed("W1"))
    network.wait_until_all_is_settled()
    (parked,) = network.waiting(names.DEAD_LETTER)
    trace = network.journal.of("provisioning.bug")[0].trace  # type: ignore[attr-defined] # given as extra
    assert parked.properties.headers["x-reason"] == f"internal error, trace {trace}"


def test_what_finds_no_room_aside_is_taken_again_until_it_does() -> None:
    network = Network(policies={names.INVALID: {"max-length": 1}})
    network.start()
    network.tell(completed("X"), completed("Y"))
    network.journal.wait_for("provisioning.no_room", 3)
    operator = network.broker.transport(names.OPERATOR_USER)
    operator.open()
    operator.consume(names.INVALID, operator.acknowledge, prefetch=1)
    network.wait_until_all_is_settled()
    operator.close()
    network.stop()


def test_a_stop_gives_back_what_was_not_begun_and_finishes_what_was() -> None:
    network = Network()
    add_orders(network, *(f"W{n}" for n in range(150)))
    network.records.hold = threading.Event()
    network.start()
    network.tell(*(completed(f"W{n}") for n in range(150)))
    stopping = threading.Thread(target=network.stop)
    stopping.start()
    network.consumer._intake.pause(PATIENCE)
    network.records.hold.set()
    stopping.join(PATIENCE)
    assert not stopping.is_alive()
    done = len(network.notified)
    assert 0 < done <= 100
    assert len(network.waiting()) == 150 - done
    assert not any(left.redelivered and left.delivery_count for left in network.waiting())


def test_a_stop_while_the_records_are_away_gives_everything_back() -> None:
    network = Network()
    add_orders(network, "W1")
    network.records.problems = [DatabaseAway("nobody answers")] * 1_000_000
    network.start()
    network.tell(completed("W1"))
    network.journal.wait_for("provisioning.waiting", 2)
    network.stop()
    assert len(network.waiting()) == 1
    assert network.notified == []


def test_a_stop_does_not_wait_for_a_broker_that_hangs(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()
    monkeypatch.setattr(network.worker, "cancel", lambda _queue: answered.wait(PATIENCE))
    stopping = threading.Thread(target=network.consumer.stop, args=(0.1,))
    stopping.start()
    stopping.join(PATIENCE / 2)
    assert not stopping.is_alive()
    answered.set()


def test_a_stop_before_the_start_does_nothing() -> None:
    assert Network().consumer.stop(PATIENCE)


def test_a_refused_statement_counts_as_refused_by_the_records(network: Network) -> None:
    add_orders(network, "W1")
    network.records.problems = [DatabaseError("it cannot be written")] * 4
    network.tell(completed("W1"))
    network.wait_until_all_is_settled()
    assert [event.pon for event in network.notified] == ["PO-W1"]
    assert network.waiting(names.DEAD_LETTER) == []
