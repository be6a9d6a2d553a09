"""A run that meets a wrong answer ends with one sentence."""

import sys

import pytest

import bench.__main__ as program
from bench.client import WrongAnswer


def test_a_wrong_answer_ends_the_run_with_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def measure(*, quick: bool) -> None:
        assert quick
        raise WrongAnswer('{"header":{"outcome":"refused"')

    monkeypatch.setattr(program, "_measure", measure)
    monkeypatch.setattr(sys, "argv", ["bench", "--quick"])
    assert program.main() == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        'error: nothing was measured, because an answer was wrong; it began: {"header":{"outcome":"refused"\n'
    )
