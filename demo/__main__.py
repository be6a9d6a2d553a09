"""`python -m demo territory FOLDER` writes the territory; `python -m demo` tells the story on running services."""

from __future__ import annotations

import os
from pathlib import Path

import click

from demo.points import RealDataMissing
from demo.territory import write_territory


def _real_data() -> Path | None:
    named = os.environ.get("WHOLESALE_REAL_DATA")
    return Path(named) if named else None


@click.group()
def main() -> None:
    """The demo: a territory made of real published data, and a story told with it."""


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


if __name__ == "__main__":
    main()
