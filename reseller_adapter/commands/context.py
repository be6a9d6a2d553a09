"""What every command has in hand: the options before its name, and the settings that follow from them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from reseller_adapter.formats import FORMATS
from reseller_adapter.settings import ResellerSettings


@dataclass(frozen=True)
class CommandContext:
    """The options before the command's name."""

    services: Path | None
    reseller: str | None

    def settings(self, profile: Path | None = None) -> ResellerSettings:
        """Raises `SettingsProblem`."""
        return ResellerSettings.read(services=self.services, reseller=self.reseller, profile=profile)


pass_context = click.make_pass_decorator(CommandContext)
"""Gives a command its `CommandContext` as the first argument."""

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="What FILE is in, and its answer will be; by default what the file's name says.",
)

profile_option = click.option(
    "--profile",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The profile (TOML) of your format; by default RESELLER_PROFILE, else the standard profile.",
)
