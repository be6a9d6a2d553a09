"""A reseller's record and its rights at the broker change together, and a half-done change can be repeated."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from queue import Queue

import pytest

from broker_config.errors import BrokerUnreachable
from contracts.transactions import TRANSACTIONS
from wholesaler_worker.db.database import Database
from wholesaler_worker.db.resellers import ResellerRecord, ResellerState, ResellerWatch, list_resellers
from wholesaler_worker.errors import ResellerProblem
from wholesaler_worker.resellers import Resellers


@dataclass
class Handed:
    username: str
    password: str


@dataclass
class FakeProvisioning:
    """Remembers what it was asked; fails once when told to."""

    calls: list[tuple[object, ...]] = field(default_factory=list)
    fails: bool = False

    def _called(self, *call: object) -> None:
        self.calls.append(call)
        if self.fails:
            self.fails = False
            raise BrokerUnreachable("nobody answers")

    def add(self, reseller: str, areas: Sequence[str], answers: Sequence[str] = ()) -> Handed:
        self._called("add", reseller, tuple(areas), tuple(answers))
        return Handed(f"reseller.{reseller}", f"secret {len(self.calls)}")

    def rotate(self, reseller: str, *, end_connections: bool = False) -> Handed:
        self._called("rotate", reseller)
        return Handed(f"reseller.{reseller}", f"secret {len(self.calls)}")

    def disable(self, reseller: str) -> None:
        self._called("disable", reseller)

    def enable(self, reseller: str, areas: Sequence[str]) -> None:
        self._called("enable", reseller, tuple(areas))

    def add_answers_queue(self, reseller: str, name: str) -> str:
        self._called("answers", reseller, name)
        return f"answers.{reseller}.{name}"


@pytest.fixture
def database(postgres_dsn: str) -> Iterator[Database]:
    with Database(postgres_dsn) as opened:
        yield opened


@pytest.fixture
def broker() -> FakeProvisioning:
    return FakeProvisioning()


@pytest.fixture
def resellers(database: Database, broker: FakeProvisioning) -> Resellers:
    return Resellers(database, broker)


def add(resellers: Resellers, name: str = "acme", areas: tuple[str, ...] = ("all",)) -> list[str]:
    handed: list[str] = []
    resellers.add(name, areas=areas, require_user_id=False, hand_out=lambda given: handed.append(given.password))
    return handed


def record(database: Database) -> ResellerRecord:
    (only,) = list_resellers(database)
    return only


def test_a_reseller_is_recorded_provisioned_and_handed_its_credentials(
    database: Database, broker: FakeProvisioning, resellers: Resellers
) -> None:
    assert add(resellers, areas=("all", "west")) == ["secret 1"]
    assert broker.calls == [("add", "acme", ("all", "west"), ())]
    added = record(database)
    assert (added.name, added.state, added.areas, added.provisioned) == (
        "acme", ResellerState.ACTIVE, ("all", "west"), True,
    )  # fmt: skip
    assert set(added.transactions) == set(TRANSACTIONS)


def test_a_reseller_that_is_there_is_refused_and_keeps_its_credentials(
    broker: FakeProvisioning, resellers: Resellers
) -> None:
    add(resellers)
    with pytest.raises(ResellerProblem, match="acme is there already"):
        add(resellers)
    assert len(broker.calls) == 1


def test_adding_is_repeated_after_the_broker_failed(
    database: Database, broker: FakeProvisioning, resellers: Resellers
) -> None:
    broker.fails = True
    with pytest.raises(BrokerUnreachable):
        add(resellers)
    assert not record(database).provisioned
    assert add(resellers, areas=("west",)) == ["secret 2"]
    assert (record(database).provisioned, record(database).areas) == (True, ("west",))


def test_adding_again_ends_what_disabling_a_half_added_reseller_has_begun(
    database: Database, broker: FakeProvisioning, resellers: Resellers
) -> None:
    broker.fails = True
    with pytest.raises(BrokerUnreachable):
        add(resellers)
    resellers.disable("acme")
    add(resellers)
    assert record(database).state is ResellerState.ACTIVE


def test_adding_is_repeated_when_nobody_took_the_credentials(database: Database, resellers: Resellers) -> None:
    def nobody_reads(_: object) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        resellers.add("acme", areas=("all",), require_user_id=True, hand_out=nobody_reads)
    assert not record(database).provisioned
    assert add(resellers) == ["secret 2"]


def test_workers_refuse_a_disabled_reseller_even_when_the_broker_could_not_be_told(
    database: Database, broker: FakeProvisioning, resellers: Resellers
) -> None:
    add(resellers)
    broker.fails = True
    with pytest.raises(BrokerUnreachable):
        resellers.disable("acme")
    assert record(database).state is ResellerState.DISABLED
    resellers.disable("acme")


def test_a_reseller_is_enabled_only_when_the_broker_has_let_it_in_again(
    database: Database, broker: FakeProvisioning, resellers: Resellers
) -> None:
    add(resellers, areas=("west",))
    resellers.disable("acme")
    broker.fails = True
    with pytest.raises(BrokerUnreachable):
        resellers.enable("acme")
    assert record(database).state is ResellerState.DISABLED
    resellers.enable("acme")
    assert record(database).state is ResellerState.ACTIVE
    assert broker.calls[-1] == ("enable", "acme", ("west",))


def test_new_credentials_are_handed_out_once(broker: FakeProvisioning, resellers: Resellers) -> None:
    add(resellers)
    handed: list[str] = []
    resellers.rotate("acme", hand_out=lambda given: handed.append(given.password))
    assert handed == ["secret 2"]


def test_a_disabled_reseller_gets_no_new_credentials(broker: FakeProvisioning, resellers: Resellers) -> None:
    add(resellers)
    resellers.disable("acme")
    with pytest.raises(ResellerProblem, match="acme is disabled"):
        resellers.rotate("acme", hand_out=print)
    assert broker.calls[-1] == ("disable", "acme")


def test_an_answers_queue_is_recorded_when_the_broker_has_it(
    database: Database, broker: FakeProvisioning, resellers: Resellers
) -> None:
    add(resellers)
    broker.fails = True
    with pytest.raises(BrokerUnreachable):
        resellers.add_answers_queue("acme", "clerk")
    assert record(database).answers == ()
    for _ in range(2):
        assert resellers.add_answers_queue("acme", "clerk") == "answers.acme.clerk"
    assert record(database).answers == ("clerk",)


def test_what_is_asked_of_an_unknown_reseller_is_refused_by_its_name(
    broker: FakeProvisioning, resellers: Resellers
) -> None:
    for ask in (
        lambda: resellers.disable("nobody"),
        lambda: resellers.enable("nobody"),
        lambda: resellers.rotate("nobody", hand_out=print),
        lambda: resellers.add_answers_queue("nobody", "clerk"),
    ):
        with pytest.raises(ResellerProblem, match="there is no reseller nobody"):
            ask()
    assert broker.calls == []


def test_a_watch_hears_of_every_change(database: Database, resellers: Resellers) -> None:
    heard: Queue[tuple[ResellerRecord, ...]] = Queue()

    def hears_that(holds: Callable[[ResellerRecord], bool]) -> None:
        """It may hear the same again: of a change that it had read already when it was told of it."""
        while not (news := heard.get(timeout=60)) or not holds(news[0]):
            pass

    watch = ResellerWatch(database.dsn, heard.put)
    watch.start()
    try:
        assert heard.get(timeout=60) == ()
        add(resellers)
        hears_that(lambda acme: acme.provisioned)
        resellers.add_answers_queue("acme", "clerk")
        hears_that(lambda acme: acme.answers == ("clerk",))
        resellers.disable("acme")
        hears_that(lambda acme: acme.state is ResellerState.DISABLED)
    finally:
        watch.stop()
