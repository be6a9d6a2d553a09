"""A group of commands that imports one only when it is called: `--help` needs no driver of a broker or a database."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Mapping


class LazyCommands(click.Group):
    """Each name of `summaries` is a module of `package` with a command of the same name; the value is its summary."""

    def __init__(self, *args: Any, package: str, summaries: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._package = package
        self._summaries = summaries

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names, in the order of the summaries."""
        return list(self._summaries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command of this name, imported now; None when there is none."""
        if cmd_name not in self._summaries:
            return None
        found = getattr(import_module(f"{self._package}.{cmd_name}"), cmd_name)
        if not isinstance(found, click.Command):
            raise TypeError(f"{self._package}.{cmd_name} has no command {cmd_name}")
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        """The summaries, without importing what they summarise."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self._summaries.items()))
