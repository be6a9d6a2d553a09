"""docs/reference/commands.md names every command and option there is, and none that there is not."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import broker_config.__main__ as broker
import reseller_adapter.__main__ as adapter
import wholesaler_worker.__main__ as worker

CHECKOUT = Path(__file__).parents[2]
PAGE = (CHECKOUT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
PROGRAMS = {"broker-config": broker, "reseller-adapter": adapter, "wholesaler-worker": worker}


def commands_below(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for each in command.list_commands(context):
            found = command.get_command(context, each)
            assert found is not None, f"{name} {each}"
            yield from commands_below(found, f"{name} {each}")
    else:
        yield name, command


def all_commands() -> list[tuple[str, click.Command]]:
    return [one for name, module in PROGRAMS.items() for one in commands_below(module.commands, name)]


def options_of(command: click.Command) -> set[str]:
    return {
        name
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for name in parameter.opts
        if name.startswith("--")
    }


@pytest.mark.parametrize(("name", "command"), all_commands())
def test_a_command_is_on_the_page_with_all_its_options(name: str, command: click.Command) -> None:
    lines = [line for line in PAGE.splitlines() if name in line]
    assert lines, f"{name} is not on the page"
    missing = {option for option in options_of(command) if not any(option in line for line in lines)}
    assert missing == set()


@pytest.mark.parametrize(("name", "command"), all_commands())
def test_a_command_says_what_it_is_for_and_how_it_is_typed(name: str, command: click.Command) -> None:
    context = click.Context(command, info_name=name)
    said = command.get_help(context)
    assert command.help
    assert "Example" in said, f"{name} --help has no example"
    assert name in said.partition("Example")[2]


def test_the_page_names_no_option_that_is_not_there() -> None:
    known = set().union(
        *(options_of(command) for _, command in all_commands()), {"--services", "--reseller", "--help", "--version"}
    )
    assert set(re.findall(r"--[a-z][a-z-]+", PAGE)) <= known


def test_every_variable_on_the_page_is_read_somewhere() -> None:
    sources = [
        path.read_text(encoding="utf-8")
        for package in ("broker_config", "reseller_adapter", "wholesaler_worker", "embedded", "demo")
        for path in (CHECKOUT / package).rglob("*.py")
    ]
    for variable in re.findall(r"`((?:WHOLESALE|RESELLER)_[A-Z_]+)`", PAGE):
        stem = variable.removesuffix("_FILE").removesuffix("_USERNAME").removesuffix("_PASSWORD")
        assert any(stem in source for source in sources), variable
