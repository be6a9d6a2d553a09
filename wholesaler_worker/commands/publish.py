"""`wholesaler-worker publish`: build the index that workers decide from."""

from __future__ import annotations

import time

import click

from wholesaler_worker.commands.context import CommandContext, pass_context
from wholesaler_worker.commands.loading_report import counted
from wholesaler_worker.publication.publishing import publish_area
from wholesaler_worker.settings import Needs

_EXAMPLE = """\b
Example:
  WHOLESALE_DATA_DIR=/var/lib/wholesale wholesaler-worker publish
"""


@click.command(epilog=_EXAMPLE)
@pass_context
def publish(context: CommandContext) -> None:
    """Build the index that workers decide from, under a new epoch when the records have changed.

    Running workers take it into use by themselves. The index before stays in force until the new one is complete.
    """
    settings = context.settings(Needs.RECORDS | Needs.INDEX)
    began = time.monotonic()
    with context.records(settings) as database:
        report = publish_area(database, settings.data_dir)
    for published, what in ((report.address, "range"), (report.feature, "feature row")):
        said = "new" if published.file in report.new else "unchanged"
        click.echo(f"{published.file} epoch {published.epoch}: {counted(published.rows, what)}, {said}")
    if report.unserved:
        click.echo(
            f"{counted(report.unserved, 'range')} without a serving office: known, and nothing can be sold there"
        )
    if report.built:
        click.echo(f"built {report.path} in {time.monotonic() - began:.1f} s")
    else:
        click.echo("nothing has changed: no new epoch, and the index is in force")
