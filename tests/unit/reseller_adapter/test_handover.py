"""A command beside the running adapter works through it, and goes on alone when it ends."""

import queue
import socket
import threading
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from broker_config import names
from broker_config.memory import MemoryBroker
from broker_config.names import reseller_user
from broker_config.topology import common_topology, reseller_topology
from broker_config.transport import Transport
from contracts.transactions import Lane
from reseller_adapter.adapter import Tuning
from reseller_adapter.commands.progress import Told
from reseller_adapter.handover import _short_address, wait_at_adapter
from reseller_adapter.pauses import Pauses
from reseller_adapter.settings import ResellerSettings
from reseller_adapter.splitting import Limits
from reseller_adapter.store.store import Store
from reseller_adapter.submitting import take_in
from reseller_adapter.waiting import AnswerWait
from tests.plugins.order_system import orders_csv
from tests.plugins.stub_wholesaler import StubWholesaler, everything_is_available
from tests.unit.reseller_adapter.conftest import PATIENCE, PATIENT, StartAdapter


def never() -> Transport:
    raise AssertionError("the running adapter's line is to be used")


def test_a_command_waits_at_the_running_adapter(
    start_adapter: StartAdapter, settings: ResellerSettings, store: Store, wholesaler: StubWholesaler
) -> None:
    start_adapter()
    with Store(settings.data_dir) as beside:
        name = take_in(beside, "acme", (orders_csv("A-1"), "csv", ""), Tuning())
        assert AnswerWait(settings, beside, never, Tuning()).wait(name, PATIENCE, Told())
        assert beside.submissions.answers(name)


def test_what_is_done_already_needs_no_waiting(
    start_adapter: StartAdapter, settings: ResellerSettings, store: Store, wholesaler: StubWholesaler
) -> None:
    name = take_in(store, "acme", (orders_csv("A-1"), "csv", ""), Tuning())
    start_adapter().next_done()
    assert wait_at_adapter(settings.data_dir, name, PATIENCE, Told()) is True


def test_progress_is_told_piece_by_piece(
    start_adapter: StartAdapter, settings: ResellerSettings, store: Store, wholesaler: StubWholesaler
) -> None:
    tuning = replace(PATIENT, limits=Limits(segments=1))
    told: list[tuple[int, int]] = []
    wholesaler.answer_of = lambda _document: None
    start_adapter(tuning=tuning)
    name = take_in(store, "acme", (orders_csv("A-1", "A-2", "A-3"), "csv", ""), tuning)
    heard_two = threading.Event()

    class Counting(Told):
        def progressed(self, answered: int, pieces: int) -> None:
            told.append((answered, pieces))
            if answered == 2:
                heard_two.set()

    waiter = threading.Thread(target=wait_at_adapter, args=(settings.data_dir, name, PATIENCE, Counting()))
    waiter.start()
    wholesaler.wait_for(3)
    for delivery, document in list(zip(wholesaler.deliveries, wholesaler.documents, strict=True))[:2]:
        wholesaler.send(delivery, everything_is_available(document))
    assert heard_two.wait(PATIENCE)
    wholesaler.send(wholesaler.deliveries[2], everything_is_available(wholesaler.documents[2]))
    waiter.join(PATIENCE)
    assert not waiter.is_alive()
    assert told == sorted(told)
    assert all(pieces == 3 for _, pieces in told)


def test_no_adapter_is_not_a_late_answer(settings: ResellerSettings, store: Store) -> None:
    assert wait_at_adapter(settings.data_dir, "x", PATIENCE, Told()) is None


def test_an_answer_that_does_not_come_is_late(
    start_adapter: StartAdapter, settings: ResellerSettings, store: Store, wholesaler: StubWholesaler
) -> None:
    wholesaler.answer_of = lambda _document: None
    start_adapter()
    name = take_in(store, "acme", (orders_csv("A-1"), "csv", ""), Tuning())
    assert wait_at_adapter(settings.data_dir, name, 0.1, Told()) is False


def test_a_command_goes_on_alone_when_the_adapter_ends(
    broker: MemoryBroker,
    start_adapter: StartAdapter,
    settings: ResellerSettings,
    store: Store,
    wholesaler: StubWholesaler,
) -> None:
    wholesaler.answer_of = lambda _document: None
    hasty = Tuning(pauses=Pauses(first=0.2, longest=0.2))
    running = start_adapter()
    name = take_in(store, "acme", (orders_csv("A-1"), "csv", ""), Tuning())
    ended: list[bool] = []
    with Store(settings.data_dir) as beside:
        wait = AnswerWait(settings, beside, lambda: broker.transport(reseller_user("acme")), hasty)
        waiter = threading.Thread(target=lambda: ended.append(wait.wait(name, PATIENCE, Told())))
        waiter.start()
        wholesaler.wait_for(1)
        wholesaler.answer_of = everything_is_available
        running.stop()
        wholesaler.send(wholesaler.deliveries[0], everything_is_available(wholesaler.documents[0]))
        waiter.join(PATIENCE)
    assert ended == [True]


class Complaints(Told):
    def __init__(self) -> None:
        super().__init__()
        self.heard: queue.Queue[str] = queue.Queue()

    def not_taken(self, sentence: str) -> None:
        self.heard.put(sentence)


@pytest.mark.parametrize("beside_an_adapter", [False, True])
def test_a_document_that_no_queue_takes_is_said_at_once(
    broker: MemoryBroker,
    start_adapter: StartAdapter,
    settings: ResellerSettings,
    store: Store,
    beside_an_adapter: bool,
) -> None:
    """And waited for all the same: the wholesaler may bring the queue back."""
    for queue_name in (names.lane_queue("acme", Lane.INQUIRY), names.TAP_DOCUMENTS):
        broker.delete_queue(queue_name)
    name = take_in(store, "acme", (orders_csv("A-1"), "csv", ""), Tuning())
    if beside_an_adapter:
        start_adapter()
    complaints, ended = Complaints(), []
    wait = AnswerWait(settings, store, lambda: broker.transport(reseller_user("acme")), Tuning())
    waiter = threading.Thread(target=lambda: ended.append(wait.wait(name, PATIENCE, complaints)))
    waiter.start()
    sentence = complaints.heard.get(timeout=PATIENCE)
    assert name in sentence
    assert "no queue is there for it" in sentence
    broker.extend(common_topology() + reseller_topology("acme", answers=("clerk",)))
    stub = StubWholesaler(broker.transport(names.WHOLESALER_USER)).start()
    waiter.join(PATIENCE)
    stub.stop()
    assert ended == [True]


def test_an_adapter_that_hangs_keeps_nobody_waiting(settings: ResellerSettings, store: Store) -> None:
    """It listens and accepts nobody: the kernel's own queue fills up."""
    with ExitStack() as stack:
        hanging = stack.enter_context(socket.socket(socket.AF_UNIX))
        address = stack.enter_context(_short_address(settings.data_dir))
        hanging.bind(address)
        hanging.listen(0)
        stack.enter_context(socket.socket(socket.AF_UNIX)).connect(address)
        assert not wait_at_adapter(settings.data_dir, "x", 0.2, Told())


@pytest.mark.parametrize("line", [b"", b"wait\n", b"wait a b\n", b"\xff\xfe\n", b"x" * 1000, b"stop now\n"])
def test_nonsense_on_the_socket_does_no_harm(
    start_adapter: StartAdapter, settings: ResellerSettings, store: Store, wholesaler: StubWholesaler, line: bytes
) -> None:
    start_adapter()
    with socket.socket(socket.AF_UNIX) as connection, _short_address(settings.data_dir) as address:
        connection.connect(address)
        connection.sendall(line)
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(PATIENCE)
        assert connection.recv(100) == b""
    name = take_in(store, "acme", (orders_csv("A-1"), "csv", ""), Tuning())
    assert wait_at_adapter(settings.data_dir, name, PATIENCE, Told()) is True


def test_a_deep_data_folder_has_a_socket_too(
    tmp_path: Path, broker: MemoryBroker, settings: ResellerSettings, wholesaler: StubWholesaler
) -> None:
    deep = replace(settings, data_dir=tmp_path / ("d" * 120) / "adapter")
    with Store(deep.data_dir) as store:
        name = take_in(store, "acme", (orders_csv("A-1"), "csv", ""), Tuning())
        wait = AnswerWait(deep, store, lambda: broker.transport(reseller_user("acme")), Tuning())
        assert wait.wait(name, PATIENCE, Told())
