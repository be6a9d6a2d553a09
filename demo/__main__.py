"""`python -m demo` tells the story on private services; `python -m demo territory FOLDER` writes the territory.

`python -m demo premises` makes room for it on servers that are given by URL, until its standard input ends.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
import psycopg

from broker_config.errors import BrokerError
from demo.cast import TerritoryTooSmall
from demo.points import RealDataMissing
from demo.premises import PremisesTaken, claimed
from demo.story import tell
from demo.telling import StoryBroken
from demo.territory import write_territory
from embedded.errors import EmbeddedError
from embedded.given_servers import MANAGEMENT, POSTGRES
from embedded.held_step import READY


def _real_data() -> Path | None:
    named = os.environ.get("WHOLESALE_REAL_DATA")
    return Path(named) if named else None


@click.group(invoke_without_command=True)
@click.pass_context
def main(ctx: click.Context) -> None:
    """The demo: a territory made of real published data, and a story told with it.

    Without a command the story is told, on private services, from start to finish.
    """
    if ctx.invoked_subcommand is None:
        try:
            sys.exit(tell(_real_data()))
        except (EmbeddedError, RealDataMissing, StoryBroken, TerritoryTooSmall) as broken:
            raise click.ClickException(str(broken)) from broken


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def territory(folder: Path) -> None:
    """Write the files of the demo's territory into FOLDER."""
    try:
        written = write_territory(folder, _real_data())
    except RealDataMissing as missing:
        raise click.ClickException(str(missing)) from missing
    click.echo(
        f"{written.points} real address points, {written.offices} synthetic offices with {written.switches} switches, "
        f"{written.numbers} numbers in {folder}"
    )


@main.command()
def premises() -> None:
    """Make room for a territory on given servers, and remove it from there when standard input ends.

    Refused where somebody else's things are, or another territory is in use.
    """
    try:
        with claimed(os.environ.get(MANAGEMENT, ""), os.environ.get(POSTGRES, "")):
            click.echo(READY)
            sys.stdin.read()
    except (PremisesTaken, BrokerError) as error:
        raise click.ClickException(str(error)) from error
    except psycopg.Error as error:
        raise click.ClickException(f"the database of {POSTGRES} refuses: {str(error).strip()}") from error


if __name__ == "__main__":
    main()
