"""A batch of the network's messages is carried out once, in its order, and none of it hinders another."""

import pytest

from tests.unit.wholesaler_provisioning.network import MOMENT, MemoryRecords, read
from wholesaler_worker.changing.records import OrderState
from wholesaler_worker.provisioning.carrying_out import carry_out_batch


@pytest.fixture
def records() -> MemoryRecords:
    return MemoryRecords()


def test_orders_are_completed_and_the_next_notifications_are_numbered_on(records: MemoryRecords) -> None:
    records.add("W1")
    records.add("W2", OrderState.JEOPARDY)
    found = carry_out_batch([read("W1", "e1"), read("W2", "e2")], records, MOMENT)
    assert found.refused == {}
    assert [(event.pon, event.event, event.sequence) for event in found.events] == [
        ("PO-W1", "order.completed", 3),
        ("PO-W2", "order.completed", 3),
    ]
    assert (records.state("W1"), records.state("W2")) == (OrderState.COMPLETED, OrderState.COMPLETED)
    assert records.event_ids == {"e1", "e2"}


def test_the_same_message_again_changes_nothing_in_the_same_batch_or_a_later_one(records: MemoryRecords) -> None:
    records.add("W1")
    first = carry_out_batch([read("W1", "e1"), read("W1", "e1")], records, MOMENT)
    second = carry_out_batch([read("W1", "e1")], records, MOMENT)
    assert (len(first.events), first.refused) == (1, {})
    assert (second.events, second.refused) == ((), {})


def test_what_is_so_already_changes_nothing_under_another_name(records: MemoryRecords) -> None:
    records.add("W1", OrderState.COMPLETED)
    found = carry_out_batch([read("W1", "e9")], records, MOMENT)
    assert (found.events, found.refused) == ((), {})
    assert records.event_ids == {"e9"}


def test_an_unknown_order_and_an_illegal_move_are_refused_with_their_reason_and_their_name_is_not_used_up(
    records: MemoryRecords,
) -> None:
    records.add("W1")
    records.add("W2", OrderState.CANCELLED)
    found = carry_out_batch([read("X", "e1"), read("W2", "e2"), read("W1", "e3")], records, MOMENT)
    assert found.refused == {
        0: "the order number X is not known",
        1: "version 1 of PO-W2 is cancelled and cannot become completed",
    }
    assert [event.pon for event in found.events] == ["PO-W1"]
    assert records.event_ids == {"e3"}


def test_of_several_versions_under_one_number_the_open_one_is_meant(records: MemoryRecords) -> None:
    records.add("W1", OrderState.SUPERSEDED, version=1)
    records.add("W1", OrderState.CONFIRMED, version=2)
    found = carry_out_batch([read("W1", "e1")], records, MOMENT)
    assert [event.version for event in found.events] == [2]
    assert (records.state("W1"), records.state("W1", 2)) == (OrderState.SUPERSEDED, OrderState.COMPLETED)
