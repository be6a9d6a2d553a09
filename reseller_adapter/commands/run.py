"""`reseller-adapter run`: the adapter as a service."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from reseller_adapter.bootstrap import running_adapter
from reseller_adapter.commands.context import CommandContext, pass_context, profile_option
from reseller_adapter.commands.logs import log_to_stderr
from reseller_adapter.commands.stop_signals import stop_event

logger = logging.getLogger(__name__)

_EXAMPLES = """\b
Examples:
  reseller-adapter run
  reseller-adapter run --watch /srv/orders --profile acme.toml
"""


@click.command(epilog=_EXAMPLES)
@click.option(
    "--watch",
    type=click.Path(path_type=Path, file_okay=False),
    help="Take files in from this folder too; answers appear in its subfolders done and failed.",
)
@profile_option
@pass_context
def run(context: CommandContext, watch: Path | None, profile: Path | None) -> None:
    """Take in, send, receive and deliver until told to stop.

    Messages come in through the queue intake of your own virtual host, files through the watched folder, and documents
    through the other commands. SIGTERM or Ctrl-C stops it within ten seconds; what is pending goes on after the next
    start.
    """
    settings = context.settings(profile)
    log_to_stderr()
    stopping = stop_event()
    with running_adapter(settings, watch, stopping) as adapter:
        if adapter is not None:
            logger.info("the adapter of %s is ready", settings.reseller, extra={"action": "adapter.ready"})
            stopping.wait()
    logger.info("stopped", extra={"action": "adapter.stopped"})
