"""`reseller-adapter collect`: gather end users' requests until they are sent together."""

from __future__ import annotations

from pathlib import Path

import click

from reseller_adapter.adapter import Tuning
from reseller_adapter.collecting import collect as keep_for_later
from reseller_adapter.commands.context import CommandContext, format_option, pass_context, profile_option
from reseller_adapter.commands.input_file import handed_over
from reseller_adapter.commands.moments import as_moment
from reseller_adapter.store.store import Store

_EXAMPLES = """\b
Examples:
  reseller-adapter collect jane.json
  reseller-adapter collect - --format csv < one-more.csv
  reseller-adapter collect --show
  reseller-adapter submit --collected
"""


@click.command(epilog=_EXAMPLES)
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@format_option
@profile_option
@click.option("--show", is_flag=True, help="Show what was collected and not sent yet.")
@pass_context
def collect(context: CommandContext, file: Path | None, form: str | None, profile: Path | None, show: bool) -> None:
    """Add the end users' requests in FILE (- for standard input) to the open document.

    They are checked now and kept until `submit --collected` sends everything as one document per transaction.
    """
    if show == (file is not None):
        raise click.UsageError("Name a FILE, or use --show, and not both.")
    settings = context.settings(profile)
    with Store(settings.data_dir) as store:
        if file is None:
            _show(store)
            return
        given = handed_over(file, form, settings)
        added = keep_for_later(store, settings.reseller, file.name, given, Tuning())
        total = sum(item.requests for item in store.collection.all())
        click.echo(f"collected {added} {'request' if added == 1 else 'requests'}, {total} in all", err=True)


def _show(store: Store) -> None:
    collected = store.collection.all()
    for item in collected:
        click.echo(f"{as_moment(item.collected_at)}  {item.requests:>6,}  {item.format:<10}  {item.name}")
    click.echo(f"{sum(item.requests for item in collected):,} requests collected", err=not collected)
