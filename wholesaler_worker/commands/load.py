"""`wholesaler-worker load`: addresses, the network and numbers into the records."""

from __future__ import annotations

from pathlib import Path

import click

from serviceability.states import STATE_CODES, state_code
from wholesaler_worker.commands.context import CommandContext, pass_context
from wholesaler_worker.commands.loading_report import counted, watched
from wholesaler_worker.db.addresses import load_points, load_ranges
from wholesaler_worker.db.inventory_loading import load_numbers
from wholesaler_worker.db.network import load_network, switch_rate_centers
from wholesaler_worker.errors import LoadRefused
from wholesaler_worker.loading.address_rows import read_ranges
from wholesaler_worker.loading.inventory import read_numbers
from wholesaler_worker.loading.network_folder import FILES, read_network
from wholesaler_worker.loading.openaddresses import read_points
from wholesaler_worker.loading.tiger import read_tiger
from wholesaler_worker.settings import Needs

_FILES = click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False)
)
_EXAMPLES = """\b
Examples:
  wholesaler-worker load addresses --format openaddresses addresses.csv
  wholesaler-worker load network network/
  wholesaler-worker load numbers numbers.csv
"""


_ADDRESSES_EXAMPLES = """\b
Examples:
  wholesaler-worker load addresses --format openaddresses addresses.csv
  wholesaler-worker load addresses --format rows ranges.csv more-ranges.csv
  wholesaler-worker load addresses --format tiger --state MT tl_2025_30059_addrfeat.dbf
"""
_NETWORK_EXAMPLES = """\b
Example:
  wholesaler-worker load network network/
"""
_NUMBERS_EXAMPLES = """\b
Example:
  wholesaler-worker load numbers numbers.csv
"""


@click.group(epilog=_EXAMPLES)
def load() -> None:
    """Load addresses, the network or numbers into the records.

    Each load takes effect whole or not at all, and loading the same file again changes nothing. Publish afterwards.
    """


@load.command(epilog=_ADDRESSES_EXAMPLES)
@click.option(
    "--format",
    "file_format",
    required=True,
    type=click.Choice(["openaddresses", "rows", "tiger"]),
    help="openaddresses: one point a row, in OpenAddresses' columns. rows: ranges, in the address file's columns. "
    "tiger: TIGER/Line address features (ADDRFEAT), as CSV or .dbf.",
)
@click.option(
    "--state", default="", help="The state of all ranges, for --format tiger; without it each ZIP says its own."
)
@_FILES
@pass_context
def addresses(context: CommandContext, file_format: str, state: str, files: tuple[Path, ...]) -> None:
    """Load addresses: points, which become ranges per street, side and ZIP, or ranges.

    A row that cannot be loaded is listed with its line and the reason; the others are loaded.
    """
    code = state_code(state)
    if state and (file_format != "tiger" or code not in STATE_CODES):
        why = (
            f"{state!r} is not a state of the United States"
            if file_format == "tiger"
            else "only --format tiger takes it"
        )
        raise click.BadParameter(why, param_hint="'--state'")
    with context.records(context.settings(Needs.RECORDS)) as database, watched(files) as reading:
        if file_format == "openaddresses":
            counts = load_points(database, read_points(files, reading))
            kept = f"{counted(counts.changed, 'new point')}"
        else:
            ranges = read_tiger(files, code, reading) if file_format == "tiger" else read_ranges(files, reading)
            counts = load_ranges(database, ranges, lambda file, line, why: reading.set_aside(files[file], line, why))
            kept = f"{counted(counts.changed, 'new or different range')}"
    click.echo(
        f"{counted(reading.rows, 'row')} read, {reading.refused:,} refused, "
        f"{kept if counts.changed else 'nothing new'}; {counted(counts.ranges, 'range')} in the records"
    )


@load.command(epilog=_NETWORK_EXAMPLES)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@pass_context
def network(context: CommandContext, folder: Path) -> None:
    """Load offices, the places that they serve, their switches and features from FOLDER.

    It holds offices.csv, serving.csv, switches.csv and features.csv, and describes its offices whole: what they have
    beyond it is removed, and other offices stay as they are. The rows refer to one another, so a single wrong one
    refuses the folder; all of them are listed.
    """
    with context.records(context.settings(Needs.RECORDS)) as database:
        with watched([folder / name for name in FILES]) as reading:
            described = read_network(folder, reading)
        if reading.refused:
            raise LoadRefused(f"{folder} was not loaded: {counted(reading.refused, 'wrong row')}, listed above")
        changes = load_network(database, described)
    kinds = (
        (len(described.offices), changes.offices, "office"),
        (len(described.serving), changes.serving, "serving area"),
        (len(described.switches), changes.switches, "switch"),
        (len(described.features), changes.features, "feature"),
    )
    click.echo(
        "; ".join(f"{what}: {rows:,} in {folder.name or folder}, {changed:,} changed" for rows, changed, what in kinds)
    )
    if not changes.changed:
        click.echo("nothing has changed")


@load.command(epilog=_NUMBERS_EXAMPLES)
@_FILES
@pass_context
def numbers(context: CommandContext, files: tuple[Path, ...]) -> None:
    """Load telephone numbers, and where the working ones work.

    Columns: telephone_number, switch, rate_center, state, until, and line, city, address_state, zip where known.

    New numbers are added and others brought up to date, with one exception: a number that is held or assigned in the
    records keeps its state, and a row that says otherwise is listed as refused.
    """
    with context.records(context.settings(Needs.RECORDS)) as database, watched(files) as reading:
        rows = read_numbers(files, switch_rate_centers(database), reading)
        counts = load_numbers(database, rows, lambda file, row, reason: reading.set_aside(files[file], row, reason))
    click.echo(
        f"{counted(reading.rows, 'row')} read, {reading.refused:,} refused, "
        f"{counts.added:,} added, {counts.changed:,} changed, {counts.addresses:,} addresses of working numbers changed"
    )
    if not counts.added + counts.changed + counts.addresses:
        click.echo("nothing has changed")
