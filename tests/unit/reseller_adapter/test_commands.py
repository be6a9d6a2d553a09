"""The command line: sentences, exit statuses, examples; no broker is reached."""

import json
import logging
from pathlib import Path

import pytest

from command_line.ending import ended
from reseller_adapter.__main__ import EXPECTED, commands
from reseller_adapter.commands.logs import SentenceFormatter
from reseller_adapter.commands.moments import as_duration, as_moment
from reseller_adapter.formats import ending_of, format_of_content_type, format_of_name
from reseller_adapter.store.store import Store
from tests.plugins.order_system import orders_csv


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RESELLER_NAME", "acme")
    # A port that nothing listens on: 1 is reserved and never used.
    monkeypatch.setenv("RESELLER_AMQP_URL", "amqp://127.0.0.1:1/wholesale")
    monkeypatch.setenv("RESELLER_PASSWORD", "secret")
    monkeypatch.setenv("RESELLER_DATA_DIR", str(tmp_path / "adapter"))
    for name in ("RESELLER_PROFILE", "RESELLER_ANSWERS", "RESELLER_USERNAME", "RESELLER_PASSWORD_FILE"):
        monkeypatch.delenv(name, raising=False)


def call(*arguments: str) -> int:
    program = "reseller-adapter"
    return ended(program, lambda: commands.main(list(arguments), prog_name=program, standalone_mode=False), EXPECTED)


@pytest.mark.parametrize(
    "command",
    [
        (),
        ("run",),
        ("submit",),
        ("collect",),
        ("status",),
        ("pending", "show"),
        ("pending", "unmatched"),
        ("notifications", "list"),
        ("notifications", "skip"),
    ],
)
def test_every_command_has_help_with_examples(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert call(*command, "--help") == 0
    assert "Example" in capsys.readouterr().out


def test_the_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--version") == 0
    assert "reseller-adapter" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ("submit",),
        ("submit", "a.csv", "--collected"),
        ("submit", "orders.xml"),
        ("submit", "a.csv", "--format", "xml"),
        ("submit", "a.csv", "--wait", "-1"),
        ("collect",),
        ("collect", "a.csv", "--show"),
        ("nothing",),
    ],
)
def test_wrong_usage_ends_with_2(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert call(*arguments) == 2
    assert capsys.readouterr().err


def test_wrong_settings_end_with_2_and_a_sentence_each(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("RESELLER_NAME")
    monkeypatch.setenv("RESELLER_AMQP_URL", "http://broker")
    assert call("status") == 2
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_a_file_that_is_not_there_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("submit", "none.csv") == 1
    assert capsys.readouterr().err == "reseller-adapter: none.csv: No such file or directory\n"


def test_a_profile_that_cannot_be_used_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "orders.csv").write_bytes(orders_csv("A-1"))
    (tmp_path / "bad.toml").write_text("profile = 3")
    assert call("submit", "orders.csv", "--profile", "bad.toml") == 1
    assert "bad.toml" in capsys.readouterr().err
    assert call("submit", "orders.csv", "--profile", "none.toml") == 1
    assert "cannot be read" in capsys.readouterr().err


def test_a_broker_that_is_away_keeps_the_document_and_says_how_to_look_later(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "orders.csv").write_bytes(orders_csv("A-1"))
    assert call("submit", "orders.csv", "--wait", "0") == 1
    said = capsys.readouterr()
    assert said.out == ""
    (sentence,) = said.err.splitlines()
    assert "no broker answered" in sentence
    assert call("status", "--json") == 0
    status = json.loads(capsys.readouterr().out)
    assert (status["submissions"], status["documents"], status["running"]) == ({"waiting": 1}, 1, False)
    assert call("pending", "list") == 0
    listed = capsys.readouterr().out
    name = listed.split()[0]
    assert name in sentence
    assert call("pending", "show", name) == 0
    assert "service.qualify, 1 segments, to_send" in capsys.readouterr().out
    assert call("pending", "show", name, "--answer") == 1
    assert "no answer yet" in capsys.readouterr().err
    assert call("pending", "show", name, "--original") == 0
    assert capsys.readouterr().out.encode() == orders_csv("A-1")
    assert call("status") == 0
    assert "does not run" in capsys.readouterr().out


def test_an_unknown_submission_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("pending", "show", "A-17") == 1
    assert "no submission is called A-17" in capsys.readouterr().err
    assert call("pending", "list") == 0
    assert capsys.readouterr().out == "nothing waits\n"


def test_an_answer_that_nobody_asked_for_is_printed_byte_for_byte(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    with Store(tmp_path / "adapter") as store:
        store.documents.keep_unmatched(0, "answers.acme", ("c-1", "m-1"), "nobody here asked for it", b"\x00\xff{")
        (kept,) = store.documents.unmatched()
    assert call("pending", "list", "--unmatched") == 0
    assert capsysbinary.readouterr().out.startswith(f"{kept.id}  ".encode())
    assert call("pending", "unmatched", str(kept.id)) == 0
    assert capsysbinary.readouterr().out == b"\x00\xff{"
    assert call("pending", "unmatched", "99") == 1
    assert b"no answer was set aside under 99" in capsysbinary.readouterr().err


def test_what_was_collected_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "orders.csv").write_bytes(orders_csv("A-1", "A-2"))
    assert call("collect", "orders.csv") == 0
    assert "collected 2 requests, 2 in all" in capsys.readouterr().err
    assert call("collect", "--show") == 0
    assert "orders.csv" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["submit", "collect"])
def test_a_file_that_is_too_long_is_not_read_to_its_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    with (tmp_path / "orders.csv").open("wb") as file:
        file.truncate(1 << 40)  # a hole of a tebibyte, more than any memory
    assert call(command, "orders.csv") == 1
    assert "E005 it has more than 67,108,864 bytes" in capsys.readouterr().err


def test_defects_are_one_per_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "orders.csv").write_bytes(orders_csv("A-1", "A-2").replace(b"94601", b"x"))
    assert call("submit", "orders.csv") == 1
    said = capsys.readouterr()
    assert (said.out, len(said.err.splitlines())) == ("", 2)


def test_a_mistake_of_ours_is_a_sentence_with_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    assert ended("reseller-adapter", broken, EXPECTED) == 1
    said = capsys.readouterr().err
    assert "internal error" in said
    path = Path(said.partition("the details are in ")[2].partition(":")[0])
    assert "ZeroDivisionError" in path.read_text()
    path.unlink()


@pytest.mark.parametrize(
    ("name", "form", "ending"),
    [
        ("a.csv", "csv", ".csv"),
        ("a.b.CSV", "csv", ".CSV"),
        ("a.json", "json", ".json"),
        ("a.wholesaler.json", "wholesaler", ".wholesaler.json"),
        ("a.xml", None, ".xml"),
        ("a", None, ""),
        (".csv", "csv", ".csv"),
    ],
)
def test_a_files_name_says_its_format(name: str, form: str | None, ending: str) -> None:
    assert (format_of_name(name), ending_of(name)) == (form, ending)


def test_a_content_type_says_its_format_whatever_its_parameters() -> None:
    assert format_of_content_type("Text/CSV; charset=latin-1") == "csv"
    assert format_of_content_type("application/json") == "json"
    assert format_of_content_type(None) is None


def test_a_log_line_is_a_sentence_and_what_a_machine_looks_for() -> None:
    record = logging.LogRecord("x", logging.INFO, "f", 1, "took in %s", ("A-1",), None)
    record.action = "intake.taken_in"
    record.created = 0
    assert SentenceFormatter().format(record) == "1970-01-01T00:00:00Z INFO took in A-1 [action=intake.taken_in]"


def test_times_are_short() -> None:
    assert as_moment(0) == "1970-01-01T00:00:00Z"
    assert [as_duration(seconds) for seconds in (5, 65, 7300, 200_000)] == ["5 s", "1 min", "2 h", "2 d"]
