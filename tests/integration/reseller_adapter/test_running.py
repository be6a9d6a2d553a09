"""`run` on a real broker: queue, folder, kills, lost lines."""

import csv
import io
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from broker_config.names import INTAKE, reseller_vhost
from contracts.document import Document
from contracts.reply import Reply
from tests.integration.reseller_adapter.conftest import PATIENCE, Programs, Reseller
from tests.plugins.order_system import OrderSystem, orders_csv
from tests.plugins.stub_wholesaler import StubWholesaler, everything_is_available


@pytest.fixture
def order_system(reseller: Reseller) -> OrderSystem:
    system = OrderSystem(reseller.own_line())
    system.listen()
    return system


def references(answer: bytes) -> list[str]:
    return [row["order_reference"] for row in csv.DictReader(io.StringIO(answer.decode()))]


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_message_in_intake_is_answered_in_delivery(
    programs: Programs, wholesaler: StubWholesaler, order_system: OrderSystem
) -> None:
    running = programs.run()
    order_system.send(orders_csv("A-1"), correlation_id="crm-1", message_id="m-1")
    answer = order_system.next()
    assert answer.properties.correlation_id == "crm-1"
    assert references(answer.body) == ["A-1"]
    assert running.stop() == 0


def test_what_cannot_be_translated_is_answered_too(
    programs: Programs, wholesaler: StubWholesaler, order_system: OrderSystem
) -> None:
    programs.run()
    order_system.send(b"<orders/>", "application/xml", correlation_id="crm-1")
    assert b"E026" in order_system.next().body
    order_system.send(b"\x00\x01", "application/json", correlation_id="crm-2")
    assert b"E026" in order_system.next().body


def test_killed_at_any_moment_it_answers_every_message_after_the_next_start(
    programs: Programs, reseller: Reseller, wholesaler: StubWholesaler, order_system: OrderSystem
) -> None:
    """Kill -9 after so many documents; asked again under the same ids; every message has its answer in the end."""
    sent = [f"A-{number}" for number in range(60)]
    for reference in sent:
        order_system.send(orders_csv(reference), message_id=reference, correlation_id=reference)
    for documents in (3, 15, 30):
        running = programs.run()
        wholesaler.wait_for(documents, PATIENCE)
        running.kill()
    running = programs.run()
    answered: dict[str, set[bytes]] = {}
    while len(answered) < len(sent):
        delivery = order_system.next()
        assert delivery.properties.correlation_id is not None
        answered.setdefault(delivery.properties.correlation_id, set()).add(delivery.body)
        assert references(delivery.body) == [delivery.properties.correlation_id]
    assert set(answered) == set(sent)
    by_reference: dict[str | None, set[str | None]] = {}
    with wholesaler.arrived:
        received = list(zip(wholesaler.deliveries, wholesaler.documents, strict=True))
    for delivery, document in received:
        by_reference.setdefault(document.segments[0].reference, set()).add(delivery.properties.message_id)
    assert all(len(ids) == 1 for ids in by_reference.values()), "one message was made two submissions"
    assert running.stop() == 0


def test_a_folder_survives_kills_without_loss_or_doubles(
    programs: Programs, wholesaler: StubWholesaler, tmp_path: Path
) -> None:
    folder = tmp_path / "orders"
    folder.mkdir()
    names = [f"order-{number}" for number in range(20)]
    for name in names:
        (folder / f"{name}.csv").write_bytes(orders_csv(name))
    for documents in (1, 8, 16):
        running = programs.run("--watch", str(folder))
        wholesaler.wait_for(documents, PATIENCE)
        running.kill()
    running = programs.run("--watch", str(folder))
    expected = {f"done/{name}.{ending}" for name in names for ending in ("csv", "answer.csv")}
    running_until(lambda: files(folder) == expected)
    assert {references((folder / f"done/{name}.answer.csv").read_bytes())[0] for name in names} == set(names)
    assert len({delivery.properties.message_id for delivery in wholesaler.deliveries}) == len(names)
    assert running.stop() == 0


def test_lost_lines_lose_nothing(
    programs: Programs, reseller: Reseller, wholesaler: StubWholesaler, order_system: OrderSystem
) -> None:
    running = programs.run()
    sent = [f"A-{number}" for number in range(40)]
    for number, reference in enumerate(sent):
        order_system.send(orders_csv(reference), message_id=reference, correlation_id=reference)
        if number % 15 == 7:
            reseller.cut()
    answered: set[str | None] = set()
    while len(answered) < len(sent):
        answered.add(order_system.next().properties.correlation_id)
    assert answered == set(sent)
    assert running.stop() == 0


def test_it_stops_with_work_in_hand_without_waiting_for_the_answers(
    programs: Programs, wholesaler: StubWholesaler, order_system: OrderSystem
) -> None:
    go = threading.Event()

    def later(document: Document) -> Reply:
        go.wait()
        return everything_is_available(document)

    wholesaler.answer_of = later
    running = programs.run()
    for number in range(20):
        order_system.send(orders_csv(f"A-{number}"), correlation_id=f"A-{number}")
    wholesaler.wait_for(20, PATIENCE)
    assert running.stop() == 0
    go.set()
    programs.run()
    assert {order_system.next().properties.correlation_id for _ in range(20)} == {f"A-{n}" for n in range(20)}


def test_a_second_adapter_on_the_same_store_is_refused(programs: Programs, wholesaler: StubWholesaler) -> None:
    programs.run()
    second = programs.call("run")
    assert second.returncode == 1
    assert b"runs already" in second.stderr


def test_a_wrong_password_is_one_sentence(programs: Programs, wholesaler: StubWholesaler) -> None:
    ended = programs.call("run", RESELLER_PASSWORD="wrong")
    assert ended.returncode == 1
    last = ended.stderr.decode().splitlines()[-1]
    assert last.startswith("reseller-adapter: the broker at")
    assert "refused" in last


def test_a_run_that_cannot_have_its_folder_ends_with_a_sentence(
    programs: Programs, reseller: Reseller, tmp_path: Path
) -> None:
    """It was half started by then; nothing of it may keep the process alive."""
    folder = tmp_path / "orders"
    folder.mkdir()
    programs.run("--watch", str(folder))
    second = programs.call("run", "--watch", str(folder), RESELLER_DATA_DIR=str(tmp_path / "second"))
    assert second.returncode == 1
    assert b"is watched by another adapter" in second.stderr


def test_intake_is_emptied_while_the_wholesaler_is_silent(
    programs: Programs, reseller: Reseller, order_system: OrderSystem
) -> None:
    """Taken in and stored means acknowledged: the order system's queue is not our store."""
    running = programs.run()
    for number in range(10):
        order_system.send(orders_csv(f"A-{number}"))
    running.wait_for("action=intake.taken_in", times=10)
    assert running.stop() == 0
    assert reseller.real.count(INTAKE, vhost=reseller_vhost(reseller.name)) == 0
    # What was delivered and not acknowledged would come back to the next one, before the message that is new.
    again = programs.run()
    order_system.send(orders_csv("A-10"))
    again.wait_for("action=intake.taken_in")
    assert again.stop() == 0
    assert sum("action=intake.taken_in" in line for line in again.lines) == 1


def running_until(true: Callable[[], bool]) -> None:
    """Look again and again until it is so; the folder has no event of its own."""
    ended = threading.Event()
    timer = threading.Timer(PATIENCE, ended.set)
    timer.start()
    try:
        while not true():
            assert not ended.wait(0.05), "it did not become so"
    finally:
        timer.cancel()


def test_ctrl_c_stops_it_too(programs: Programs, wholesaler: StubWholesaler) -> None:
    running = programs.run()
    assert running.stop(signal.SIGINT) == 0
    assert any("SIGINT" in line for line in running.lines)
