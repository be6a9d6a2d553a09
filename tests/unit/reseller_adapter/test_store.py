"""The store keeps what was committed, and says so when it cannot."""

import queue
import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from reseller_adapter.desk import Desk
from reseller_adapter.errors import StoreUnusable
from reseller_adapter.names import new_submission_name
from reseller_adapter.routes import CommandRoute, FolderRoute, QueueRoute, Route, route_as_text, route_from_text
from reseller_adapter.store.database import Database
from reseller_adapter.store.records import Answer, NewDocument, NewSubmission, SubmissionState
from reseller_adapter.store.statements import statements
from reseller_adapter.store.store import STORE_FILE, Store
from reseller_adapter.store_lock import StoreLock, adapter_runs
from tests.unit.reseller_adapter.conftest import PATIENCE


def new(store: Store, at: float = 1000.0, **changed: object) -> NewSubmission:
    values: dict[str, object] = {
        "id": new_submission_name(at),
        "source_key": None,
        "format": "csv",
        "profile": store.submissions.keep_profile(""),
        "body": b"x",
        "route": CommandRoute(),
        "taken_in_at": at,
    }
    return NewSubmission(**{**values, **changed})  # type: ignore[arg-type]


def add_and_fail(store: Store) -> None:
    with store.transaction():
        store.submissions.add(new(store))
        raise ZeroDivisionError


def finished(store: Store, at: float) -> str:
    submission = new(store, at)
    store.submissions.add(submission)
    store.submissions.make_ready(submission.id, [Answer(ordinal=1, content_type="text/csv", body=b"a")])
    store.submissions.finish(submission.id, at)
    return submission.id


def test_only_the_owner_may_read_it(store: Store) -> None:
    new(store)
    for path in store.data_dir.glob(f"{STORE_FILE}*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_commits_durably(store: Store) -> None:
    with sqlite3.connect(store.data_dir / STORE_FILE) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
    assert store._database.one("PRAGMA synchronous") == (2,)


def test_the_same_key_is_taken_in_once(store: Store) -> None:
    assert store.submissions.add(new(store, source_key="k"))
    assert not store.submissions.add(new(store, source_key="k"))
    assert store.submissions.add(new(store))
    assert store.submissions.add(new(store))


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        add_and_fail(store)
    assert not store.submissions.open()


def test_a_transaction_inside_another_fails_alone(store: Store) -> None:
    with store.transaction():
        kept = new(store)
        store.submissions.add(kept)
        with pytest.raises(ZeroDivisionError):
            add_and_fail(store)
    assert [found.id for found in store.submissions.open()] == [kept.id]


def test_a_submission_takes_its_steps_in_order(store: Store) -> None:
    submission = new(store)
    store.submissions.add(submission)
    assert not store.submissions.finish(submission.id, 1)
    assert not store.submissions.enter(submission.id, SubmissionState.ANSWERED, after=SubmissionState.WAITING)
    assert store.submissions.enter(submission.id, SubmissionState.WAITING, after=SubmissionState.TAKEN_IN)
    assert not store.submissions.make_ready(submission.id, [])
    assert store.submissions.enter(submission.id, SubmissionState.ANSWERED, after=SubmissionState.WAITING)
    assert store.submissions.make_ready(submission.id, [])
    assert store.submissions.finish(submission.id, 2)
    assert not store.submissions.open()


def test_what_was_finished_long_ago_is_forgotten_with_all_of_it(store: Store) -> None:
    old, young = finished(store, 1000), finished(store, 5000)
    document = NewDocument(
        ordinal=1, piece=1, first_segment=0, segments=1, transaction="t", transaction_number="n", body=b""
    )
    store.documents.add(old, [document], 1000)
    assert store.submissions.prune(4000) == 1
    assert store.submissions.get(old) is None
    assert not store.documents.of(old)
    assert store.submissions.get(young) is not None


def test_a_clock_that_was_set_back_does_not_delay_a_document(store: Store) -> None:
    submission = new(store)
    store.submissions.add(submission)
    document = NewDocument(
        ordinal=1, piece=1, first_segment=0, segments=1, transaction="t", transaction_number="n", body=b""
    )
    store.documents.add(submission.id, [document], 1_000_000)
    assert len(store.documents.due(1000, 1800, 10)) == 1
    assert not store.documents.due(999_000, 1800, 10)


@pytest.mark.parametrize(
    "route",
    [
        CommandRoute(),
        QueueRoute(reply_to="q", correlation_id=None, message_id="m"),
        FolderRoute(folder="/f", claimed="c.x", name="x", stem="s"),
    ],
)
def test_a_route_comes_back_as_it_was(route: Route) -> None:
    assert route_from_text(route_as_text(route)) == route


def test_a_store_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    Database(tmp_path / "s.sqlite").close()
    with sqlite3.connect(tmp_path / "s.sqlite") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreUnusable, match="newer program"):
        Database(tmp_path / "s.sqlite")


def test_a_file_that_is_no_store_is_named(tmp_path: Path) -> None:
    (tmp_path / "s.sqlite").write_bytes(b"something else entirely, long enough to be a header" * 50)
    with pytest.raises(StoreUnusable, match=r"s\.sqlite"):
        Database(tmp_path / "s.sqlite")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnusable, match="cannot be opened"):
        Store(tmp_path / "file" / "store")
    with pytest.raises(StoreUnusable, match="cannot be used"):
        StoreLock.take(tmp_path / "file" / "store")


def test_one_program_holds_the_lock(tmp_path: Path) -> None:
    lock = StoreLock.take(tmp_path)
    assert lock is not None
    assert StoreLock.take(tmp_path) is None
    lock.release()
    again = StoreLock.take(tmp_path)
    assert again is not None
    again.release()


def test_an_adapter_waits_for_the_command_that_works_with_its_store(tmp_path: Path) -> None:
    command = StoreLock.take(tmp_path)
    assert command is not None
    taken: queue.Queue[StoreLock | None] = queue.Queue()
    waiter = threading.Thread(
        target=lambda: taken.put(StoreLock.take_for_adapter(tmp_path, threading.Event(), patience=0))
    )
    waiter.start()
    with pytest.raises(queue.Empty):
        taken.get(timeout=0.3)
    assert not adapter_runs(tmp_path)
    command.release()
    adapter = taken.get(timeout=PATIENCE)
    assert adapter is not None
    assert adapter_runs(tmp_path)
    adapter.release()
    waiter.join(PATIENCE)


def test_a_second_adapter_is_told_that_one_runs(tmp_path: Path) -> None:
    first = StoreLock.take_for_adapter(tmp_path, threading.Event())
    assert first is not None
    with pytest.raises(StoreUnusable, match="runs already"):
        StoreLock.take_for_adapter(tmp_path, threading.Event(), patience=0.1)
    first.release()
    assert not adapter_runs(tmp_path)


def test_an_adapter_that_is_told_to_stop_waits_no_longer(tmp_path: Path) -> None:
    command, stopping = StoreLock.take(tmp_path), threading.Event()
    assert command is not None
    stopping.set()
    assert StoreLock.take_for_adapter(tmp_path, stopping) is None
    command.release()


def test_every_statement_says_what_it_is_for() -> None:
    for topic in ("submissions", "documents", "collected"):
        assert statements(topic)


class DeskAtWork:
    def __init__(self, store: Store) -> None:
        self.ends = 0
        self.desk = Desk(store, self.end)

    def end(self) -> None:
        self.ends += 1


def test_a_task_that_fails_takes_nothing_with_it(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    desk = DeskAtWork(store).desk
    done: list[str] = []

    def broken() -> None:
        store.submissions.add(new(store))
        desk.after_commit(lambda: done.append("broken"))
        raise ZeroDivisionError

    def sound() -> None:
        store.submissions.add(new(store, id="sound"))
        desk.after_commit(lambda: done.append("sound"))

    desk.post(broken)
    desk.post(sound)
    desk.start()
    assert desk.stop(PATIENCE)
    assert done == ["sound"]
    assert [found.id for found in store.submissions.open()] == ["sound"]
    assert "a task failed" in caplog.text


def test_a_batch_waits_for_a_store_that_cannot_be_written(
    store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reseller_adapter.desk._RETRY_SECONDS", 0.01)
    desk = DeskAtWork(store).desk
    tries: list[int] = []
    done = threading.Event()

    def task() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise StoreUnusable("the disk is full")
        desk.after_commit(done.set)

    desk.post(task)
    desk.start()
    assert done.wait(PATIENCE)
    assert desk.stop(PATIENCE)
    assert len(tries) == 3
    assert "the disk is full" in caplog.text


def test_nothing_is_acknowledged_that_was_not_committed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reseller_adapter.desk._RETRY_SECONDS", 0.01)
    desk = DeskAtWork(store).desk
    acknowledged: list[int] = []
    tried = threading.Event()

    def task() -> None:
        desk.after_commit(lambda: acknowledged.append(1))
        tried.set()
        raise StoreUnusable("the disk is full")

    desk.post(task)
    desk.start()
    assert tried.wait(PATIENCE)
    assert desk.stop(PATIENCE)
    assert not acknowledged
