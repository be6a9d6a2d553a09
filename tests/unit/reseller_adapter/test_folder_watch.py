"""Files in a watched folder are taken in once, and their answers appear whole."""

import queue
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from reseller_adapter.adapter import Ways
from reseller_adapter.errors import FolderTaken
from reseller_adapter.folder import WatchedFolder
from reseller_adapter.folder_watch import FolderWatch
from reseller_adapter.names import new_submission_name
from reseller_adapter.store.store import Store
from tests.plugins.order_system import orders_csv
from tests.plugins.stub_wholesaler import StubWholesaler, everything_is_available
from tests.unit.reseller_adapter.conftest import PATIENCE, PATIENT, RunningAdapter, StartAdapter
from translators.reading import MAX_INPUT_BYTES

QUICK = replace(PATIENT, look_every=0.02)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "orders"
    path.mkdir()
    return path


@pytest.fixture
def watching(folder: Path, start_adapter: StartAdapter, wholesaler: StubWholesaler) -> RunningAdapter:
    return start_adapter(Ways(folder=WatchedFolder(folder)), QUICK)


def drop(folder: Path, name: str, body: bytes) -> None:
    (folder / ".drop.tmp").write_bytes(body)
    (folder / ".drop.tmp").rename(folder / name)


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_file_is_answered_beside_it_in_done(folder: Path, watching: RunningAdapter) -> None:
    drop(folder, "orders.csv", orders_csv("A-1"))
    watching.next_done()
    assert files(folder) == {"done/orders.csv", "done/orders.answer.csv"}
    assert b"A-1" in (folder / "done/orders.answer.csv").read_bytes()
    assert (folder / "done/orders.csv").read_bytes() == orders_csv("A-1")


def test_a_file_with_defects_goes_to_failed_with_each_of_them_on_a_line(folder: Path, watching: RunningAdapter) -> None:
    drop(
        folder,
        "orders.csv",
        orders_csv("A-1") + b"A-2,Jane,1 Main St,Oakland,CA,x,1FR\nA-3,Jane,1 Main,Oakland,CA,y,\n",
    )
    watching.next_done()
    assert files(folder) == {"failed/orders.csv", "failed/orders.error.txt"}
    said = (folder / "failed/orders.error.txt").read_text().splitlines()
    assert len(said) == 2
    assert all("zip" in line for line in said)


@pytest.mark.parametrize("name", ["orders.xml", "orders", "README"])
def test_a_file_of_an_unknown_format_goes_to_failed(folder: Path, watching: RunningAdapter, name: str) -> None:
    drop(folder, name, b"<orders/>")
    watching.next_done()
    assert f"failed/{name}" in files(folder)
    assert "its format is not known" in (folder / f"failed/{Path(name).stem}.error.txt").read_text()


def test_a_second_file_of_the_same_name_replaces_nothing(folder: Path, watching: RunningAdapter) -> None:
    drop(folder, "orders.csv", orders_csv("A-1"))
    watching.next_done()
    drop(folder, "orders.csv", orders_csv("A-2"))
    second = watching.next_done()
    assert files(folder) == {
        "done/orders.csv",
        "done/orders.answer.csv",
        f"done/orders.{second}.csv",
        f"done/orders.{second}.answer.csv",
    }
    assert b"A-1" in (folder / "done/orders.answer.csv").read_bytes()
    assert b"A-2" in (folder / f"done/orders.{second}.answer.csv").read_bytes()


def test_names_that_differ_in_their_endings_do_not_share_an_answer(folder: Path, watching: RunningAdapter) -> None:
    drop(folder, "orders.csv", b"broken")
    drop(folder, "orders.json", b"broken")
    names = {watching.next_done(), watching.next_done()}
    errors = {name for name in files(folder) if name.endswith(".error.txt")}
    assert len(errors) == 2
    assert any(name in error for name in names for error in errors)


def test_hidden_and_unfinished_files_are_left_alone(folder: Path, watching: RunningAdapter) -> None:
    for name in (".orders.csv", "orders.csv.tmp", "orders.csv.part", "orders.csv~"):
        (folder / name).write_bytes(orders_csv("A-1"))
    drop(folder, "z.csv", orders_csv("A-2"))
    watching.next_done()
    assert {".orders.csv", "orders.csv.tmp", "orders.csv.part", "orders.csv~"} < files(folder)


def test_a_file_that_still_grows_is_not_taken(folder: Path, store: Store) -> None:
    """Two looks at a file that changed in between."""
    watched = WatchedFolder(folder)
    watched.prepare()
    (folder / "orders.csv").write_bytes(b"half")
    before = dict(watched.waiting())
    with (folder / "orders.csv").open("ab") as file:
        file.write(b" and more")
    assert dict(watched.waiting()) != before


def test_a_file_claimed_before_a_crash_is_taken_in_after_it(
    folder: Path, start_adapter: StartAdapter, wholesaler: StubWholesaler
) -> None:
    watched = WatchedFolder(folder)
    watched.prepare()
    drop(folder, "orders.csv", orders_csv("A-1"))
    watched.claim("orders.csv", new_submission_name(0))
    start_adapter(Ways(folder=watched), QUICK).next_done()
    assert files(folder) == {"done/orders.csv", "done/orders.answer.csv"}


def test_a_file_stored_before_a_crash_is_not_taken_in_twice(
    folder: Path, start_adapter: StartAdapter, store: Store, wholesaler: StubWholesaler
) -> None:
    wholesaler.answer_of = lambda _document: None
    drop(folder, "orders.csv", orders_csv("A-1"))
    first = start_adapter(Ways(folder=WatchedFolder(folder)), QUICK)
    wholesaler.wait_for(1)
    first.stop()
    (submission,) = store.submissions.open()
    assert files(folder) == {f"in-progress/{submission.id}.orders.csv"}
    wholesaler.send(wholesaler.deliveries[0], everything_is_available(wholesaler.documents[0]))
    second = start_adapter(Ways(folder=WatchedFolder(folder)), QUICK)
    assert second.next_done() == submission.id
    with pytest.raises(queue.Empty):
        second.finished.get(timeout=0.2)
    assert files(folder) == {"done/orders.csv", "done/orders.answer.csv"}


def test_a_folder_is_watched_by_one_adapter(folder: Path, start_adapter: StartAdapter) -> None:
    """Another's claims would be taken for those of a crash, and sent twice."""
    watched = WatchedFolder(folder)
    watched.prepare()
    assert watched.hold()
    with pytest.raises(FolderTaken, match="watched by another adapter"):
        start_adapter(Ways(folder=WatchedFolder(folder)), QUICK)
    watched.release()
    assert WatchedFolder(folder).hold()


def test_a_file_that_nobody_reads_to_its_end_goes_to_failed_unread(folder: Path, watching: RunningAdapter) -> None:
    with (folder / ".drop.tmp").open("wb") as file:
        file.truncate(MAX_INPUT_BYTES + 1)  # holes: it needs no room
    (folder / ".drop.tmp").rename(folder / "orders.csv")
    watching.next_done()
    assert files(folder) == {"failed/orders.csv", "failed/orders.error.txt"}
    assert "67,108,865 bytes" in (folder / "failed/orders.error.txt").read_text()


class SlowDesk:
    """Does tasks when the test says so."""

    def __init__(self) -> None:
        self.tasks: queue.Queue[Callable[[], None]] = queue.Queue()

    def post(self, task: Callable[[], None]) -> None:
        self.tasks.put(task)

    def after_commit(self, action: Callable[[], None]) -> None:
        action()


def test_a_folder_full_of_files_is_never_in_memory_at_once(folder: Path, store: Store) -> None:
    desk, count = SlowDesk(), 25
    for number in range(count):
        drop(folder, f"{number}.csv", orders_csv(f"A-{number}"))
    taken: list[str] = []
    watch = FolderWatch(
        WatchedFolder(folder),
        "",
        desk=desk,  # type: ignore[arg-type]
        store=store,
        clock=lambda: 0.0,
        on_taken_in=taken.append,
        on_ready=taken.append,
        look_every=0.01,
    )
    watch.start()
    waiting = [desk.tasks.get(timeout=PATIENCE) for _ in range(10)]
    while len(taken) < count:
        waiting.pop(0)()
        if len(taken) + len(waiting) < count:
            waiting.append(desk.tasks.get(timeout=PATIENCE))
            assert desk.tasks.empty()
    watch.stop(timeout=PATIENCE)
    assert len(set(taken)) == count


def test_finishing_twice_does_no_harm(folder: Path) -> None:
    """Killed after the files were moved and before the store knew."""
    watched = WatchedFolder(folder)
    watched.prepare()
    drop(folder, "orders.csv", b"x")
    route = watched.claim("orders.csv", new_submission_name(0))
    for _ in range(2):
        watched.finish(route, {".answer.csv": b"y"}, failed=False)
    assert files(folder) == {"done/orders.csv", "done/orders.answer.csv"}


def test_a_done_folder_that_is_away_delays_the_answer_and_loses_nothing(
    folder: Path, watching: RunningAdapter, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "done").rename(folder / "elsewhere")
    (folder / "done").touch()
    looks: queue.Queue[None] = queue.Queue()
    prepare = WatchedFolder.prepare

    def prepare_in_vain(watched: WatchedFolder) -> None:
        looks.put(None)
        prepare(watched)

    monkeypatch.setattr(WatchedFolder, "prepare", prepare_in_vain)
    drop(folder, "orders.csv", orders_csv("A-1"))
    for _ in range(3):
        looks.get(timeout=PATIENCE)
    assert watching.finished.empty()
    assert "orders.csv" in files(folder)
    (folder / "done").unlink()
    watching.next_done()
    assert {"done/orders.csv", "done/orders.answer.csv"} <= files(folder)
    assert sum("cannot be claimed" in message for message in caplog.messages) == 1
