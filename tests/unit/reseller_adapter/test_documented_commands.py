"""Every `reseller-adapter` command line in the documentation is one that the program takes."""

import shlex
from pathlib import Path

import click
import pytest

from reseller_adapter.__main__ import _COMMANDS, commands

CHECKOUT = Path(__file__).parents[3]


def documented() -> list[tuple[str, str]]:
    pages = sorted([*CHECKOUT.glob("docs/**/*.md"), CHECKOUT / "README.md"])
    return [
        (page.name, line.strip())
        for page in pages
        for line in page.read_text(encoding="utf-8").splitlines()
        if line.strip().startswith("reseller-adapter ")
    ]


@pytest.mark.parametrize(("page", "line"), documented())
def test_a_documented_command_is_taken(page: str, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(click.Command, "invoke", lambda _command, _context: None)
    arguments = shlex.split(line, comments=True)[1:]
    if arguments:
        commands.main(arguments, prog_name="reseller-adapter", standalone_mode=False)


def test_the_examples_in_the_help_are_taken_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (
        [],
        *([name] for name in _COMMANDS),
        ["pending", "list"],
        ["pending", "show"],
        ["notifications", "list"],
    ):
        commands.main([*command, "--help"], prog_name="reseller-adapter", standalone_mode=False)
    examples = [
        line.strip()
        for line in capsys.readouterr().out.partition("Examples:")[2].splitlines()
        if line.strip().startswith("reseller-adapter ")
    ]
    assert len(examples) > 10
    monkeypatch.setattr(click.Command, "invoke", lambda _command, _context: None)
    for example in examples:
        first = example.partition("&&")[0].partition(">")[0].partition("<")[0]
        commands.main(shlex.split(first)[1:], prog_name="reseller-adapter", standalone_mode=False)
