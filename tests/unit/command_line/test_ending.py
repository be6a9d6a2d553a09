"""However a command ends, a person gets sentences and a status, and never a traceback."""

import re
from collections.abc import Callable
from operator import attrgetter
from pathlib import Path

import click
import pytest

from command_line.ending import FAILED, INTERRUPTED, SUCCEEDED, WRONG_USAGE, Expected, ended


class Sorry(Exception):
    """Something that is told."""


class Several(Sorry):
    """Several things that are told."""

    problems = ("one", "two")


EXPECTED = (Expected(Several, WRONG_USAGE, attrgetter("problems")), Expected(Sorry))


def raising(error: BaseException) -> Callable[[], None]:
    def command() -> None:
        raise error

    return command


def test_a_command_that_ends_well_ends_with_0_or_what_it_returns() -> None:
    assert ended("program", lambda: None, EXPECTED) == SUCCEEDED
    assert ended("program", lambda: 1, EXPECTED) == FAILED


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (Sorry("the file is gone"), FAILED, "program: the file is gone\n"),
        (Several(), WRONG_USAGE, "program: one\nprogram: two\n"),
        (KeyboardInterrupt(), INTERRUPTED, "program: interrupted\n"),
        (FileNotFoundError(2, "No such file", "a.csv"), FAILED, "program: a.csv: No such file\n"),
        (click.exceptions.Exit(3), 3, ""),
    ],
)
def test_an_expected_error_is_told_in_sentences(
    error: BaseException, status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended("program", raising(error), EXPECTED) == status
    assert capsys.readouterr().err == said


def test_wrong_usage_is_told_by_click(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("program", raising(click.UsageError("no such option")), EXPECTED) == WRONG_USAGE
    assert "no such option" in capsys.readouterr().err


def test_any_other_error_becomes_a_file_with_its_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert ended("program", raising(ZeroDivisionError("a secret detail")), EXPECTED) == FAILED
    said = capsys.readouterr().err
    assert "secret detail" not in said
    found = re.search(r"the details are in (\S+):", said)
    assert found is not None
    assert "ZeroDivisionError: a secret detail" in Path(found[1]).read_text(encoding="utf-8")
