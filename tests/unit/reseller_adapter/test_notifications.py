"""Notifications are delivered in order, each once, whatever the way does to them."""

import json
import queue
import random
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from broker_config.memory import MemoryBroker
from broker_config.names import WHOLESALER_USER, notifications_queue
from broker_config.transport import Delivery
from contracts.answer_error import answer_error
from contracts.document import Document
from contracts.reply import Outcome, Reply
from reseller_adapter.adapter import Tuning, Ways
from reseller_adapter.folder import WatchedFolder
from reseller_adapter.handover import wake_adapter
from reseller_adapter.notifications.reception import NotificationWay
from reseller_adapter.pauses import Pauses
from reseller_adapter.store.store import Store
from tests.plugins.notices import Network, notice
from tests.plugins.order_system import OrderSystem
from tests.plugins.stub_wholesaler import StubWholesaler, everything_is_available
from tests.unit.reseller_adapter.conftest import PATIENCE, StartAdapter

SOON = Tuning(grace=0.01, pauses=Pauses(first=0.05, longest=0.2))
NEVER = Tuning(grace=3600.0)


@pytest.fixture
def network(broker: MemoryBroker, wholesaler: StubWholesaler) -> Iterator[Network]:
    line = broker.transport(WHOLESALER_USER)
    line.open()
    network = Network(line)
    wholesaler.answer_of = network.answer
    yield network
    wholesaler.stop()  # it answers on this line
    line.close(timeout=PATIENCE)


@pytest.fixture
def orders(broker: MemoryBroker) -> OrderSystem:
    system = OrderSystem.of(broker)
    system.listen()
    return system


def told(delivery: Delivery) -> tuple[str, int]:
    body = json.loads(delivery.body)
    return body["pon"], body["sequence"]


def sequences(orders: OrderSystem, count: int) -> list[tuple[str, int]]:
    return [told(orders.next()) for _ in range(count)]


def test_a_notification_arrives_in_the_resellers_format(
    network: Network, orders: OrderSystem, start_adapter: StartAdapter, broker: MemoryBroker, store: Store
) -> None:
    running = start_adapter(tuning=NEVER)
    network.publish(notice("PO-1", 1), notice("PO-1", 2, due_date="2026-12-01", numbers=["4155550122"]))
    orders.next()
    arrived = orders.next()
    body = json.loads(arrived.body)
    assert body["event"] == "confirmed"
    assert body["due_date"] == "2026-12-01"
    assert body["numbers"] == ["4155550122"]
    assert body["order_reference"] == "acme-1"
    properties = arrived.properties
    assert (properties.content_type, properties.type) == ("application/json", "order.confirmed")
    assert properties.message_id == "acme/PO-1/2"
    assert properties.headers == {"x-pon": "PO-1", "x-version": 1, "x-sequence": 2}
    patience = threading.Event()
    for _ in range(600):  # it has arrived, and the broker's confirm is on its way
        if store.notifications.counts().waiting == 0:
            break
        patience.wait(PATIENCE / 600)
    running.stop()
    assert broker.messages(notifications_queue("acme")) == []
    assert store.notifications.counts().waiting == 0


def test_a_copy_is_absorbed(network: Network, orders: OrderSystem, start_adapter: StartAdapter) -> None:
    start_adapter(tuning=NEVER)
    first, second = notice("PO-1", 1), notice("PO-1", 2)
    network.publish(first, first, second, second, first)
    network.publish(notice("PO-2", 1))
    assert sorted(sequences(orders, 3)) == [("PO-1", 1), ("PO-1", 2), ("PO-2", 1)]
    assert orders.waiting == 0


def test_what_overtook_another_is_put_behind_it_and_nothing_is_asked(
    network: Network, orders: OrderSystem, start_adapter: StartAdapter
) -> None:
    start_adapter(tuning=NEVER)
    network.publish(notice("PO-1", 3), notice("PO-1", 2), notice("PO-1", 1))
    assert sequences(orders, 3) == [("PO-1", 1), ("PO-1", 2), ("PO-1", 3)]
    assert network.asked.empty()


def test_a_gap_delays_no_other_order(network: Network, orders: OrderSystem, start_adapter: StartAdapter) -> None:
    start_adapter(tuning=NEVER)
    network.publish(notice("PO-1", 2), notice("PO-2", 1), notice("PO-2", 2))
    assert sequences(orders, 2) == [("PO-2", 1), ("PO-2", 2)]


def test_what_is_missing_is_asked_for_and_then_everything_follows_in_order(
    network: Network, orders: OrderSystem, start_adapter: StartAdapter, store: Store
) -> None:
    network.happened(notice("PO-1", 2), notice("PO-1", 3))
    start_adapter(tuning=SOON)
    network.publish(notice("PO-1", 1), notice("PO-1", 4))
    assert sequences(orders, 4) == [("PO-1", 1), ("PO-1", 2), ("PO-1", 3), ("PO-1", 4)]
    assert network.next_asked() == ("PO-1", 2, 3)
    assert store.notifications.missing("PO-1") is None


def test_the_answer_to_the_adapters_own_question_goes_to_nobody(
    network: Network, orders: OrderSystem, start_adapter: StartAdapter
) -> None:
    network.happened(notice("PO-1", 1))
    running = start_adapter(tuning=SOON)
    network.publish(notice("PO-1", 2))
    sequences(orders, 2)
    running.next_done()  # the question
    network.publish(notice("PO-1", 3))
    assert sequences(orders, 1) == [("PO-1", 3)]
    assert orders.waiting == 0


def test_a_gap_is_asked_for_again_until_it_is_closed(
    network: Network, orders: OrderSystem, wholesaler: StubWholesaler, start_adapter: StartAdapter
) -> None:
    def known_at_the_third_question(document: Document) -> Reply:
        if network.asked.qsize() == 2:
            network.happened(notice("PO-1", 1))
        return network.answer(document)

    wholesaler.answer_of = known_at_the_third_question
    start_adapter(tuning=SOON)
    network.publish(notice("PO-1", 2))
    assert sequences(orders, 2) == [("PO-1", 1), ("PO-1", 2)]
    assert [network.next_asked() for _ in range(3)] == [("PO-1", 1, 1)] * 3


def refused_with(code: str) -> object:
    def answer(document: Document) -> Reply:
        reply = everything_is_available(document)
        segments = tuple(
            replace(
                segment, outcome=Outcome.REFUSED, result={}, errors=(answer_error(code, "/segments/0/request/pon"),)
            )
            for segment in reply.segments
        )
        return replace(
            reply, header=replace(reply.header, outcome=Outcome.REFUSED, answered=0, refused=1), segments=segments
        )

    return answer


def test_a_refused_question_is_an_error_that_says_what_to_do(
    network: Network,
    orders: OrderSystem,
    wholesaler: StubWholesaler,
    start_adapter: StartAdapter,
    store: Store,
    caplog: pytest.LogCaptureFixture,
) -> None:
    wholesaler.answer_of = refused_with("O510")  # type: ignore[assignment]
    running = start_adapter(tuning=SOON)
    network.publish(notice("PO-1", 2))
    running.next_done()
    network.publish(notice("PO-2", 1))
    sequences(orders, 1)  # the desk has gone on: the refusal is written down
    assert "O510" in store.notifications.thread("PO-1").trouble
    assert store.notifications.thread("PO-1").ask_at is None
    (record,) = [each for each in caplog.records if each.__dict__.get("action") == "notification.given_up"]
    assert record.levelname == "ERROR"
    assert "notifications skip PO-1" in record.getMessage()


def test_without_what_never_comes_the_rest_is_delivered_when_a_person_says_so(
    network: Network, orders: OrderSystem, start_adapter: StartAdapter, store: Store
) -> None:
    start_adapter(tuning=NEVER)
    network.publish(notice("PO-1", 3), notice("PO-1", 4), notice("PO-2", 1))
    assert sequences(orders, 1) == [("PO-2", 1)]
    assert str(store.notifications.skip("PO-1")) == "1 to 2"
    assert wake_adapter(store.data_dir)
    assert sequences(orders, 2) == [("PO-1", 3), ("PO-1", 4)]
    assert store.notifications.skip("PO-1") is None


@pytest.mark.parametrize("body", [b"", b"{", b'{"header": {}, "detail": {}}'])
def test_what_cannot_be_read_is_set_aside_and_acknowledged(
    network: Network,
    orders: OrderSystem,
    start_adapter: StartAdapter,
    store: Store,
    broker: MemoryBroker,
    body: bytes,
) -> None:
    start_adapter(tuning=NEVER)
    network.publish_bytes(body, message_id="odd")
    network.publish(notice("PO-1", 1))
    assert sequences(orders, 1) == [("PO-1", 1)]
    (odd,) = store.notifications.odd()
    assert odd.message_id == "odd"
    assert store.notifications.odd_body(odd.id) == body
    assert broker.messages(notifications_queue("acme")) == []


def test_another_resellers_notification_is_set_aside(
    network: Network, orders: OrderSystem, start_adapter: StartAdapter, store: Store
) -> None:
    start_adapter(tuning=NEVER)
    network.publish(notice("PO-1", 1, reseller="globex"), notice("PO-1", 1))
    assert sequences(orders, 1) == [("PO-1", 1)]
    assert "globex" in store.notifications.odd()[0].reason


def test_a_second_notification_of_one_number_that_says_something_else_is_set_aside(
    network: Network, orders: OrderSystem, start_adapter: StartAdapter, store: Store
) -> None:
    start_adapter(tuning=NEVER)
    network.publish(notice("PO-1", 1), notice("PO-1", 1, due_date="2026-12-01"), notice("PO-1", 2))
    assert sequences(orders, 2) == [("PO-1", 1), ("PO-1", 2)]
    assert "something else" in store.notifications.odd()[0].reason


def test_what_was_kept_before_a_stop_is_delivered_after_the_next_start(
    network: Network, start_adapter: StartAdapter, broker: MemoryBroker, store: Store
) -> None:
    first = start_adapter(tuning=NEVER)
    network.publish(notice("PO-1", 2), notice("PO-1", 3), notice("PO-9", 1))
    system = OrderSystem.of(broker)
    system.listen()
    assert told(system.next()) == ("PO-9", 1)
    first.stop()
    network.publish(notice("PO-1", 1), notice("PO-1", 2))
    start_adapter(tuning=NEVER)
    assert sequences(system, 3) == [("PO-1", 1), ("PO-1", 2), ("PO-1", 3)]


def test_a_gap_that_was_given_up_is_asked_for_again_after_a_start(
    network: Network, orders: OrderSystem, start_adapter: StartAdapter, store: Store
) -> None:
    first = start_adapter(tuning=NEVER)
    network.publish(notice("PO-1", 2), notice("PO-2", 1))
    sequences(orders, 1)
    store.notifications.give_up("PO-1", "nobody knows it")
    first.stop()
    network.happened(notice("PO-1", 1))
    start_adapter(tuning=SOON)
    assert sequences(orders, 2) == [("PO-1", 1), ("PO-1", 2)]


def test_into_a_folder_each_is_a_file_whose_name_says_which(
    network: Network, start_adapter: StartAdapter, tmp_path: Path, store: Store
) -> None:
    folder = WatchedFolder(tmp_path)
    written: queue.Queue[str] = queue.Queue()
    put = folder.put

    def noted(subfolder: str, name: str, body: bytes) -> None:
        put(subfolder, name, body)
        written.put(name)

    folder.put = noted  # type: ignore[method-assign]
    start_adapter(Ways(folder=folder, notifications=NotificationWay(form="csv", into_folder=True)), NEVER)
    network.publish(notice("PO-5", 2, due_date="2026-12-01"), notice("PO-5", 1))
    names = [written.get(timeout=PATIENCE) for _ in range(2)]
    assert names == ["notification.PO-5.0001.v1.acknowledged.csv", "notification.PO-5.0002.v1.confirmed.csv"]
    header, row = (tmp_path / "notifications" / names[1]).read_text("utf-8").splitlines()
    values = dict(zip(header.split(","), row.split(","), strict=True))
    assert (values["event"], values["pon"], values["due_date"]) == ("confirmed", "PO-5", "2026-12-01")


def test_a_folder_that_cannot_be_written_keeps_them_waiting_in_order(
    network: Network, start_adapter: StartAdapter, tmp_path: Path
) -> None:
    folder = WatchedFolder(tmp_path)
    tried: queue.Queue[str] = queue.Queue()
    put, fail = folder.put, [True]

    def sometimes(subfolder: str, name: str, body: bytes) -> None:
        tried.put(name)
        if fail.pop() if fail else False:
            raise OSError(28, "No space left on device")
        put(subfolder, name, body)

    folder.put = sometimes  # type: ignore[method-assign]
    start_adapter(Ways(folder=folder, notifications=NotificationWay(form="json", into_folder=True)), NEVER)
    network.publish(notice("PO-5", 1), notice("PO-5", 2))
    numbers = [tried.get(timeout=PATIENCE).split(".")[2] for _ in range(3)]
    assert numbers == ["0001", "0001", "0002"]


def test_a_program_of_the_resellers_own_can_take_them_instead(
    network: Network, orders: OrderSystem, start_adapter: StartAdapter, broker: MemoryBroker, store: Store
) -> None:
    running = start_adapter(Ways(notifications=None), NEVER)
    network.publish(notice("PO-1", 1))
    running.stop()
    assert len(broker.messages(notifications_queue("acme"))) == 1
    assert store.notifications.counts().orders == 0
    assert orders.waiting == 0


@pytest.mark.parametrize("seed", range(5))
def test_lost_doubled_and_shuffled_ones_still_arrive_once_and_in_order(
    network: Network, orders: OrderSystem, start_adapter: StartAdapter, seed: int
) -> None:
    chance = random.Random(seed)
    everything = [notice(f"PO-{order}", sequence) for order in range(8) for sequence in range(1, 7)]
    network.happened(*everything)
    last = [each for each in everything if each.header.sequence == 6]
    muddle = [each for each in everything if chance.random() < 0.7] + everything[::5] + last
    chance.shuffle(muddle)
    start_adapter(tuning=SOON)
    network.publish(*muddle)
    arrived = sequences(orders, len(everything))
    for order in range(8):
        assert [sequence for pon, sequence in arrived if pon == f"PO-{order}"] == [1, 2, 3, 4, 5, 6]
    assert orders.waiting == 0
