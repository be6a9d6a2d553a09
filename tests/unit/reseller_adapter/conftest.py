"""A broker in memory with the reseller acme, its store, and a stub of the wholesaler."""

import queue
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from broker_config.memory import MemoryBroker
from broker_config.memory_transport import MemoryTransport
from broker_config.names import WHOLESALER_USER, reseller_user, reseller_vhost
from broker_config.topology import common_topology, reseller_topology
from reseller_adapter.adapter import Adapter, Lines, Tuning, Ways
from reseller_adapter.pauses import Pauses
from reseller_adapter.settings import ResellerSettings
from reseller_adapter.store.store import Store
from reseller_adapter.store_lock import StoreLock
from tests.plugins.stub_wholesaler import StubWholesaler

PATIENCE = 60.0
"""Seconds for what must happen: only ever to end a test that would hang."""
PATIENT = Tuning(pauses=Pauses(first=600.0))
"""On a machine that stalls for half a minute nothing is asked a second time."""


@dataclass
class RunningAdapter:
    """An adapter at work, and what it finished."""

    adapter: Adapter
    lines: tuple[MemoryTransport, MemoryTransport]
    lock: StoreLock
    finished: queue.Queue[str] = field(default_factory=queue.Queue)

    def next_done(self) -> str:
        """The name of the next submission that is delivered."""
        return self.finished.get(timeout=PATIENCE)

    def stop(self) -> None:
        self.adapter.stop()
        assert self.adapter._desk.stop(PATIENCE)  # the product gives up after two seconds, and another may be started
        for line in self.lines:
            line.close(timeout=PATIENCE)
        self.lock.release()


StartAdapter = Callable[..., RunningAdapter]


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine that stalls for half a minute nothing is asked a second time, unless a test wants it."""
    monkeypatch.setitem(Pauses.__init__.__kwdefaults__, "first", 600.0)


@pytest.fixture
def broker() -> MemoryBroker:
    return MemoryBroker(common_topology() + reseller_topology("acme", answers=("clerk",)))


@pytest.fixture
def settings(tmp_path: Path) -> ResellerSettings:
    return ResellerSettings(
        reseller="acme",
        amqp_url="amqp://broker.example/wholesale",
        username=reseller_user("acme"),
        password="secret",
        data_dir=tmp_path / "adapter",
    )


@pytest.fixture
def store(settings: ResellerSettings) -> Iterator[Store]:
    with Store(settings.data_dir) as store:
        yield store


@pytest.fixture
def wholesaler(broker: MemoryBroker) -> Iterator[StubWholesaler]:
    stub = StubWholesaler(broker.transport(WHOLESALER_USER)).start()
    yield stub
    stub.stop()


@pytest.fixture
def start_adapter(broker: MemoryBroker, settings: ResellerSettings, store: Store) -> Iterator[StartAdapter]:
    """Start an adapter on the broker in memory; it is stopped at the end of the test."""
    with ExitStack() as stack:

        def start(ways: Ways = Ways(), tuning: Tuning = PATIENT) -> RunningAdapter:  # noqa: B008 - frozen
            lock = StoreLock.take(settings.data_dir)
            assert lock is not None, "another adapter runs on this store"
            user = reseller_user("acme")
            wholesale, own = broker.transport(user), broker.transport(user, vhost=reseller_vhost("acme"))
            wholesale.open()
            own.open()
            adapter = Adapter(settings, store, Lines(wholesale=wholesale, own=own), ways, tuning)
            running = RunningAdapter(adapter, (wholesale, own), lock)
            tell = adapter._delivering._on_done

            def told(name: str) -> None:
                tell(name)
                running.finished.put(name)

            adapter._delivering._on_done = told
            stack.callback(running.stop)
            adapter.start()
            return running

        yield start
