"""What a batch began in vain (a full disk, a store that is busy) is begun again with it, and nothing is forgotten."""

from collections.abc import Callable, Sequence

import pytest

from broker_config.transport import Publication, PublishOutcome, Settled
from reseller_adapter import delivering, sending
from reseller_adapter.delivering import Delivering
from reseller_adapter.names import new_submission_name
from reseller_adapter.pauses import Pauses
from reseller_adapter.routes import QueueRoute, Route
from reseller_adapter.sending import Sender
from reseller_adapter.store.records import Answer, NewDocument, NewSubmission, Submission, SubmissionState
from reseller_adapter.store.store import Store


class Desk:
    """What was registered for after the commit, done or forgotten as a test says; posted tasks run at once."""

    def __init__(self) -> None:
        self.registered: list[Callable[[], None]] = []

    def post(self, task: Callable[[], None]) -> None:
        task()

    def after_commit(self, action: Callable[[], None]) -> None:
        self.registered.append(action)

    def commit(self) -> None:
        actions, self.registered = self.registered, []
        for action in actions:
            action()

    def roll_back(self) -> None:
        self.registered.clear()


class Line:
    """Takes publications; a test says how they end."""

    def __init__(self) -> None:
        self.taken: list[tuple[Publication, Callable[[Settled], None]]] = []

    def publish(self, publication: Publication, on_settled: Callable[[Settled], None]) -> None:
        self.taken.append((publication, on_settled))

    def confirm_next(self) -> None:
        publication, on_settled = self.taken.pop(0)
        on_settled(Settled(publication=publication, outcome=PublishOutcome.CONFIRMED))


class Courier:
    """Takes deliveries; a test says how they end."""

    def __init__(self) -> None:
        self.taken: list[tuple[Submission, Callable[[str], None]]] = []

    def deliver(self, submission: Submission, answers: Sequence[Answer], on_end: Callable[[str], None]) -> None:
        self.taken.append((submission, on_end))

    def end_next(self, error: str = "") -> None:
        self.taken.pop(0)[1](error)


def route(reply_to: str) -> QueueRoute:
    return QueueRoute(reply_to=reply_to, correlation_id="c-1", message_id="m-1")


def submission(store: Store, where: Route) -> str:
    name = new_submission_name(0)
    profile = store.submissions.keep_profile("")
    store.submissions.add(
        NewSubmission(id=name, source_key=None, format="csv", profile=profile, body=b"x", route=where, taken_in_at=0)
    )
    return name


def document(store: Store, body: bytes = b"{}") -> None:
    new = NewDocument(
        ordinal=1, piece=1, first_segment=0, segments=1, transaction="service.qualify", transaction_number="A",
        body=body,
    )  # fmt: skip
    store.documents.add(submission(store, route("crm")), [new], 0)


def answered(store: Store, where: Route, body: bytes = b"a") -> str:
    name = submission(store, where)
    store.submissions.make_ready(name, [Answer(ordinal=1, content_type="text/csv", body=body)])
    return name


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def courier() -> Courier:
    return Courier()


@pytest.fixture
def now() -> list[float]:
    return [1000.0]


@pytest.fixture
def sender(store: Store, line: Line, now: list[float]) -> Sender:
    return Sender(
        "acme",
        None,
        store=store,
        transport=line,  # type: ignore[arg-type]
        pauses=Pauses(),
        clock=lambda: now[0],
        on_not_taken=lambda _name, _sentence: None,
    )


@pytest.fixture
def deliveries(store: Store, desk: Desk, courier: Courier, now: list[float]) -> Delivering:
    return Delivering(
        desk=desk,  # type: ignore[arg-type]
        store=store,
        clock=lambda: now[0],
        couriers={QueueRoute: courier},
        on_done=lambda _name: None,
    )


def test_a_document_of_a_batch_that_was_rolled_back_is_sent_with_the_next(
    store: Store, desk: Desk, line: Line, sender: Sender
) -> None:
    document(store)
    sender.send_due(desk)  # type: ignore[arg-type]
    desk.roll_back()
    sender.send_due(desk)  # type: ignore[arg-type]
    desk.commit()
    assert len(line.taken) == 1


def test_a_document_that_waits_for_its_confirm_is_not_sent_twice(
    store: Store, desk: Desk, line: Line, sender: Sender
) -> None:
    document(store)
    for _ in range(2):
        sender.send_due(desk)  # type: ignore[arg-type]
        desk.commit()
    assert len(line.taken) == 1


def test_long_documents_go_out_one_after_another(
    store: Store, desk: Desk, line: Line, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "_BYTES_AT_ONCE", 10)
    for _ in range(3):
        document(store, b"x" * 10)
    for _ in range(3):
        sender.send_due(desk)  # type: ignore[arg-type]
        desk.commit()
        assert len(line.taken) == 1
        line.confirm_next()
    sender.send_due(desk)  # type: ignore[arg-type]
    desk.commit()
    assert not line.taken


def test_an_answer_of_a_batch_that_was_rolled_back_is_delivered_with_the_next(
    store: Store, desk: Desk, courier: Courier, deliveries: Delivering
) -> None:
    deliveries.add(answered(store, route("crm")))
    deliveries.deliver_due()
    desk.roll_back()
    deliveries.deliver_due()
    desk.commit()
    assert len(courier.taken) == 1


def test_long_answers_are_delivered_one_after_another(
    store: Store, desk: Desk, courier: Courier, deliveries: Delivering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "_BYTES_AT_ONCE", 10)
    names = [answered(store, route("crm"), b"x" * 10) for _ in range(3)]
    for name in names:
        deliveries.add(name)
    for _ in names:
        deliveries.deliver_due()
        desk.commit()
        assert len(courier.taken) == 1
        courier.end_next()
    assert not store.submissions.open()


def test_an_answer_that_is_wanted_elsewhere_while_it_is_under_way_goes_there_too(
    store: Store, desk: Desk, courier: Courier, deliveries: Delivering
) -> None:
    """The order system was started again and asks again, with the return address of its new connection."""
    name = answered(store, route("crm.old"))
    deliveries.add(name)
    deliveries.deliver_due()
    desk.commit()
    store.submissions.readdress(name, route("crm.new"))
    courier.end_next()
    deliveries.deliver_due()
    desk.commit()
    (again,) = courier.taken
    assert again[0].route == route("crm.new")
    courier.end_next()
    found = store.submissions.get(name)
    assert found is not None
    assert found.state is SubmissionState.DONE


def test_a_clock_that_is_set_back_delays_no_delivery(
    store: Store, desk: Desk, courier: Courier, deliveries: Delivering, now: list[float]
) -> None:
    deliveries.add(answered(store, route("crm")))
    deliveries.deliver_due()
    desk.commit()
    courier.end_next("the queue is full")
    deliveries.deliver_due()
    desk.commit()
    assert not courier.taken  # it waits for its pause
    now[0] = 0.0
    deliveries.deliver_due()
    desk.commit()
    assert courier.taken
