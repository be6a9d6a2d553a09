"""`wholesaler-worker generate`: synthetic files of any size, to try and to measure with."""

from __future__ import annotations

from pathlib import Path

import click

from wholesaler_worker.commands.loading_report import counted, progress
from wholesaler_worker.generation.places import MOST_OFFICES, Size
from wholesaler_worker.generation.territory import write_territory

_EXAMPLES = """\b
Example:
  wholesaler-worker generate territory --ranges 1000000 --offices 100 --seed 1 big/
"""
_TERRITORY_EXAMPLES = """\b
Examples:
  wholesaler-worker generate territory --ranges 1000000 --offices 100 --seed 1 big/
  wholesaler-worker load addresses --format rows big/addresses.csv
  wholesaler-worker load network big/network
  wholesaler-worker load numbers big/numbers.csv
"""


@click.group(epilog=_EXAMPLES)
def generate() -> None:
    """Make synthetic files for trying and measuring; no row of them stands for anything real."""


@generate.command(epilog=_TERRITORY_EXAMPLES)
@click.option("--ranges", required=True, type=click.IntRange(1, 100_000_000), help="How many address ranges.")
@click.option("--offices", required=True, type=click.IntRange(1, MOST_OFFICES), help="How many central offices.")
@click.option("--seed", required=True, type=click.IntRange(0), help="The same seed makes the same files everywhere.")
@click.option(
    "--numbers-per-switch",
    default=100,
    show_default=True,
    type=click.IntRange(0, 100_000),
    help="How many telephone numbers each of an office's two to four switches has.",
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def territory(ranges: int, offices: int, seed: int, numbers_per_switch: int, folder: Path) -> None:
    """Write addresses.csv, network/ and numbers.csv into FOLDER, as `load` reads them.

    Streets, types, directions and house numbers come in the mixture of real files. Each office has several switches
    and sixty features; a few ZIPs have no office. Files of the same names in FOLDER are written over.
    """
    size = Size(ranges, offices, numbers_per_switch, seed)
    with progress(f"generating {folder.name or folder}", ranges + offices * 3 * numbers_per_switch) as advance:
        written = write_territory(folder, size, advance)
    click.echo(
        f"{counted(written.ranges, 'range')}, {counted(written.offices, 'office')} with {written.switches:,} switches "
        f"and {counted(written.features, 'feature row')}, {counted(written.numbers, 'number')}, all synthetic: {folder}"
    )
