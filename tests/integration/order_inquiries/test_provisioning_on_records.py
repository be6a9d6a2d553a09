"""What the network's systems tell, carried out upon real records: each once, whole, in the order of the messages."""

from collections.abc import Iterator
from typing import Any

import pytest

from broker_config import names
from contracts.notification import OrderEvent
from tests.integration.order_inquiries.recorded import NUMBERS, OFFICE, Recorded
from tests.unit.wholesaler_provisioning.network import Network, completed, message
from tests.unit.wholesaler_worker.wholesale import PATIENCE
from wholesaler_worker.changing.records import OrderedLine, OrderState
from wholesaler_worker.db.errors import DatabaseAway
from wholesaler_worker.db.provisioning_records import (
    ProvisioningRecords,
    count_due_orders,
    due_orders,
    forget_provisioning_events,
    provisioning_of,
)
from wholesaler_worker.provisioning import consumer as consumer_module
from wholesaler_worker.provisioning.consumer import Provisioning

EVENTS = "SELECT event, sequence, detail FROM order_event WHERE pon = %s AND sequence > 2 ORDER BY sequence"


@pytest.fixture
def network(written: Recorded) -> Iterator[Network]:
    found = Network()
    found.consumer._begin = lambda: provisioning_of(written.database)  # type: ignore[assignment,return-value]
    found.start()
    yield found
    found.stop()


def add(written: Recorded, pon: str, number: int, *telephone_numbers: str, **changes: Any) -> None:
    lines = tuple(OrderedLine(usoc="1FR", features=("ESX",), telephone_number=each) for each in telephone_numbers)
    written.execute(
        "UPDATE inventory_number SET state = 'assigned' WHERE telephone_number = ANY (%s)", list(telephone_numbers)
    )
    known = {"account": telephone_numbers[0], "lines": lines, "numbers": telephone_numbers}
    written.order(pon, OrderEvent.ACKNOWLEDGED, OrderEvent.CONFIRMED, number=number, **known | changes)


def states(written: Recorded) -> list[str]:
    return [row[0] for row in written.rows("SELECT state FROM order_version ORDER BY pon")]


def test_a_completed_order_begins_the_customers_record_and_is_notified(written: Recorded, network: Network) -> None:
    add(written, "P1", 1, NUMBERS[0], NUMBERS[1])
    network.tell(completed("W0000001"))
    network.wait_until_all_is_settled()
    assert states(written) == ["completed"]
    assert written.rows("SELECT telephone_number, reseller FROM customer_account") == [(NUMBERS[0], "acme")]
    worked = written.rows("SELECT telephone_number FROM service_address ORDER BY 1")
    assert worked == [(NUMBERS[0],), (NUMBERS[1],)]
    ((event, sequence, detail),) = written.rows(EVENTS, "P1")
    assert (event, sequence, detail["completed_on"]) == ("order.completed", 3, "2026-12-01")
    assert [(one.event, one.sequence) for one in network.notified] == [("order.completed", 3)]
    assert written.rows("SELECT last_sequence FROM purchase_order") == [(3,)]


def test_the_same_message_again_changes_nothing_whichever_its_name(written: Recorded, network: Network) -> None:
    add(written, "P1", 1, NUMBERS[0])
    network.tell(completed("W0000001"), completed("W0000001"), completed("W0000001", event_id="another"))
    network.wait_until_all_is_settled()
    network.tell(completed("W0000001"))
    network.wait_until_all_is_settled()
    assert len(written.rows(EVENTS, "P1")) == 1
    assert len(network.journal.of("provisioning.known")) == 3
    assert network.waiting(names.INVALID) == []
    assert written.rows("SELECT event_id FROM provisioning_event ORDER BY 1") == [("another",), ("completed-W0000001",)]


def test_a_danger_moves_the_date_and_its_end_moves_it_back(written: Recorded, network: Network) -> None:
    add(written, "P1", 1, NUMBERS[0])
    written.execute("INSERT INTO office_day VALUES (%s, '2026-12-01', 1)", OFFICE)
    network.tell(
        message("jeopardy", "W0000001", {"code": "O520", "text": "No pair.", "due_date": "2026-12-04"}),
        message("jeopardy", "W0000001", {"code": "O521", "due_date": "2026-12-07"}, event_id="second"),
        message("recovered", "W0000001", {"due_date": "2026-12-01"}),
    )
    network.wait_until_all_is_settled()
    assert written.rows("SELECT state, due_date::text FROM order_version") == [("confirmed", "2026-12-01")]
    booked = written.rows("SELECT day::text, booked FROM office_day WHERE booked <> 0 ORDER BY day")
    assert booked == [("2026-12-01", 1)]
    told = written.rows(EVENTS, "P1")
    assert [(event, sequence) for event, sequence, _ in told] == [("order.jeopardy", n) for n in (3, 4, 5)]
    first, second, last = (detail for _, _, detail in told)
    assert first == {"code": "O520", "text": "No pair.", "due_date": "2026-12-04"}
    assert (second["code"], second["due_date"]) == ("O521", "2026-12-07")
    assert (last["recovered"], last["due_date"]) == (True, "2026-12-01")


def test_a_move_that_is_not_legal_is_set_aside_and_its_neighbours_are_carried_out(
    written: Recorded, network: Network
) -> None:
    add(written, "P1", 1, NUMBERS[0])
    add(written, "P2", 2, NUMBERS[1], state=OrderState.CANCELLED)
    add(written, "P3", 3, NUMBERS[2])
    network.tell(
        completed("W0000002"),
        message("recovered", "W0000001", {}),
        completed("W0000009"),
        completed("W0000001"),
        message("jeopardy", "W0000001", {"code": "O522"}),
        completed("W0000003"),
    )
    network.wait_until_all_is_settled()
    assert states(written) == ["completed", "cancelled", "completed"]
    reasons = [aside.properties.headers["x-reason"] for aside in network.waiting(names.INVALID)]
    assert reasons == [
        "version 1 of P2 is cancelled and cannot become completed",
        "the order number W0000009 is not known",
        "version 1 of P1 is completed and cannot become jeopardy",
    ]
    assert network.waiting(names.DEAD_LETTER) == []


def test_a_failure_between_the_effects_and_the_commit_leaves_nothing_behind_and_is_tried_again(
    written: Recorded, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(written, "P1", 1, NUMBERS[0])
    carry_out_batch = consumer_module.carry_out_batch
    failures = [DatabaseAway("it ended")]

    def failing(*arguments: Any) -> Any:
        found = carry_out_batch(*arguments)
        if failures:
            raise failures.pop()
        return found

    monkeypatch.setattr(consumer_module, "carry_out_batch", failing)
    network.tell(completed("W0000001"))
    network.wait_until_all_is_settled()
    assert len(written.rows(EVENTS, "P1")) == 1
    assert len(network.notified) == 1
    assert len(network.journal.of("provisioning.waiting")) == 1


def test_a_customer_who_has_no_record_is_said_to_have_none(written: Recorded, network: Network) -> None:
    add(written, "P1", 1, NUMBERS[0])
    written.execute("UPDATE order_version SET activity = 'D'")
    network.tell(completed("W0000001"))
    network.wait_until_all_is_settled()
    (aside,) = network.waiting(names.INVALID)
    assert "has no record" in aside.properties.headers["x-reason"]
    assert states(written) == ["confirmed"]


def test_names_of_messages_are_forgotten_the_oldest_first_and_some_at_a_time(written: Recorded) -> None:
    written.execute(
        "INSERT INTO provisioning_event SELECT 'e' || n, 'W1', 'completed', '2026-01-01'::timestamptz + n * '1 day'"
        " ::interval, now() FROM generate_series(1, 9) AS n"
    )
    moment = written.rows("SELECT '2026-01-08'::timestamptz")[0][0]
    counts = []
    for _ in range(3):
        with written.database.transaction() as connection:
            counts.append(forget_provisioning_events(connection, moment, 4))
    assert counts == [4, 2, 0]
    assert written.rows("SELECT event_id FROM provisioning_event ORDER BY 1") == [("e7",), ("e8",), ("e9",)]


def test_an_order_that_was_completed_is_found_by_its_number_without_reading_all_orders(written: Recorded) -> None:
    add(written, "P1", 1, NUMBERS[0], state=OrderState.COMPLETED)
    with written.database.transaction() as connection:
        connection.execute("SET LOCAL enable_seqscan = off")
        assert ("acme", "P1", 1) in ProvisioningRecords(connection).read(["W0000001"]).versions.own()
        plan = connection.execute(
            "EXPLAIN SELECT pon FROM order_version WHERE order_number = ANY ('{W0000001}')"
            " AND order_number IS NOT NULL AND state NOT IN ('confirmed', 'jeopardy')"
        ).fetchall()
    assert "closed_order_number" in str(plan)


def test_due_orders_are_paged_through_to_the_end(written: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wholesaler_worker.db.provisioning_records._PAGE", 2)
    for number in range(1, 6):
        written.order(f"P{number}", number=number)
    day = written.rows("SELECT max(due_date) FROM order_version")[0][0]
    pages = list(due_orders(written.database, day))
    assert [[order.order_number for order in page] for page in pages] == [
        ["W0000001", "W0000002"],
        ["W0000003", "W0000004"],
        ["W0000005"],
    ]
    assert count_due_orders(written.database, day) == 5


def at(content: dict[str, Any], time: str) -> dict[str, Any]:
    content["header"]["occurred_at"] = f"2026-11-24T{time}Z"
    return content


def test_a_danger_that_comes_after_its_end_changes_nothing(written: Recorded, network: Network) -> None:
    add(written, "P1", 1, NUMBERS[0])
    for late in (
        at(message("recovered", "W0000001", {}), "10:05:00"),
        at(message("jeopardy", "W0000001", {"code": "O520"}), "10:00:00"),
    ):
        network.tell(late)
        network.wait_until_all_is_settled()
    assert states(written) == ["confirmed"]
    assert written.rows(EVENTS, "P1") == []
    assert network.waiting(names.INVALID) == []
    network.tell(at(message("jeopardy", "W0000001", {"code": "O521"}, event_id="new"), "10:06:00"))
    network.wait_until_all_is_settled()
    assert states(written) == ["jeopardy"]


def test_a_completion_counts_whenever_it_happened(written: Recorded, network: Network) -> None:
    add(written, "P1", 1, NUMBERS[0])
    network.tell(
        at(message("jeopardy", "W0000001", {"code": "O520"}), "10:05:00"), at(completed("W0000001"), "10:00:00")
    )
    network.wait_until_all_is_settled()
    assert states(written) == ["completed"]


def test_two_workers_carry_out_each_message_once_between_them(written: Recorded, network: Network) -> None:
    for number in range(1, 201):
        written.order(f"P{number}", OrderEvent.ACKNOWLEDGED, OrderEvent.CONFIRMED, number=number, account=NUMBERS[0])
    transport = network.broker.transport(names.WHOLESALER_USER)
    transport.open()
    second = Provisioning(transport, lambda: provisioning_of(written.database), network.notified.extend)
    second.start()
    told = [message("jeopardy", f"W{number:07d}", {"code": "O520"}) for number in range(1, 201)]
    network.tell(*told, *told)
    assert second.stop(PATIENCE)
    network.wait_until_all_is_settled()
    transport.close()
    assert set(states(written)) == {"jeopardy"}
    counts = written.rows("SELECT count(*), max(sequence), count(DISTINCT pon) FROM order_event WHERE sequence > 2")
    assert counts == [(200, 3, 200)]
    assert sorted(event.pon for event in network.notified) == sorted(f"P{number}" for number in range(1, 201))
    assert network.waiting(names.INVALID) == network.waiting(names.DEAD_LETTER) == []
