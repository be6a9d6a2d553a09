"""A store of an older program is brought up to date with everything that was in it."""

import sqlite3
from importlib.resources import files
from pathlib import Path

from reseller_adapter.routes import CommandRoute, GapRoute, route_as_text
from reseller_adapter.store.database import Database
from reseller_adapter.store.records import NewSubmission, SubmissionState
from reseller_adapter.store.store import STORE_FILE, Store


def store_of_version_1(folder: Path) -> None:
    folder.mkdir()
    connection = sqlite3.connect(folder / STORE_FILE)
    connection.executescript((files("reseller_adapter.store") / "sql" / "schema.sql").read_text("utf-8"))
    connection.execute("INSERT INTO profile VALUES ('p', '')")
    route = route_as_text(CommandRoute())
    connection.execute(
        "INSERT INTO submission (id, source, source_key, format, profile, body, route, state, taken_in_at) "
        "VALUES ('s', 'command', NULL, 'csv', 'p', x'01', ?, 'waiting', 1.0)",
        (route,),
    )
    connection.execute(
        "INSERT INTO document (id, submission, ordinal, piece, first_segment, segments, transaction_name, "
        "transaction_number, body, due_at) VALUES ('s.1.1', 's', 1, 1, 0, 1, 'service.qualify', 'T-1', x'02', 5.0)"
    )
    connection.execute("INSERT INTO answer VALUES ('s', 1, 'text/csv', x'03')")
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()


def test_what_was_pending_is_still_pending(tmp_path: Path) -> None:
    store_of_version_1(tmp_path / "adapter")
    with Store(tmp_path / "adapter") as store:
        found = store.submissions.get("s")
        assert found is not None
        assert found.state is SubmissionState.WAITING
        assert store.submissions.original("s") == b"\x01"
        assert [document.transaction_number for document in store.documents.of("s")] == ["T-1"]
        assert [answer.body for answer in store.submissions.answers("s")] == [b"\x03"]


def test_what_the_older_program_did_not_know_can_be_kept(tmp_path: Path) -> None:
    store_of_version_1(tmp_path / "adapter")
    with Store(tmp_path / "adapter") as store:
        new = NewSubmission(
            id="g",
            source_key="gap PO-1 1",
            format="wholesaler",
            profile=store.submissions.keep_profile(""),
            body=b"",
            route=GapRoute(pon="PO-1"),
            taken_in_at=1.0,
        )
        assert store.submissions.add(new)
        assert store.submissions.get("g").route == GapRoute(pon="PO-1")  # type: ignore[union-attr]
        assert store.notifications.counts().orders == 0


def test_documents_still_belong_to_their_submission(tmp_path: Path) -> None:
    store_of_version_1(tmp_path / "adapter")
    with Store(tmp_path / "adapter") as store:
        store.submissions.make_ready("s", [], defective=True)
        assert store._database.run("UPDATE submission SET state = 'done', finished_at = 1.0") == 1
        assert store.submissions.prune(2.0) == 1
        assert store.documents.of("s") == []


def test_it_is_the_same_as_a_new_store(tmp_path: Path) -> None:
    store_of_version_1(tmp_path / "old")
    shapes = []
    for name in ("old", "new"):
        with Database(tmp_path / name / STORE_FILE) as database:
            shapes.append(sorted(database.all("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL")))
            assert database.all("PRAGMA foreign_key_check") == []
            assert database.one("PRAGMA foreign_keys") == (1,)
    assert shapes[0] == shapes[1]
