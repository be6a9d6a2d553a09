"""The option that every command has before its subcommand."""

from __future__ import annotations

from pathlib import Path

import click

services_option = click.option(
    "--services",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Connection settings; by default .run/services.json when it exists. Environment variables win over it.",
)
"""Gives a group of commands the path of a services file, or None, as its argument `services`."""
