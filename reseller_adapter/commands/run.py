"""`reseller-adapter run`: the adapter as a service."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from reseller_adapter.bootstrap import running_adapter
from reseller_adapter.commands.context import CommandContext, pass_context, profile_option
from reseller_adapter.commands.logs import log_to_stderr
from reseller_adapter.commands.stop_signals import stop_event
from reseller_adapter.formats import FORMATS
from reseller_adapter.notifications.reception import DEFAULT_FORMAT, NotificationWay

logger = logging.getLogger(__name__)

_EXAMPLES = """\b
Examples:
  reseller-adapter run
  reseller-adapter run --watch /srv/orders --profile acme.toml
  reseller-adapter run --watch /srv/orders --notifications-to folder --notifications-format csv
"""


@click.command(epilog=_EXAMPLES)
@click.option(
    "--watch",
    type=click.Path(path_type=Path, file_okay=False),
    help="Take files in from this folder too; answers appear in its subfolders done and failed.",
)
@profile_option
@click.option(
    "--notifications-to",
    type=click.Choice(("queue", "folder", "nowhere")),
    default="queue",
    show_default=True,
    help="Where notifications of orders go: your queue delivery, the subfolder notifications of the watched folder, or "
    "nowhere: another program takes them from the broker.",
)
@click.option(
    "--notifications-format",
    type=click.Choice(FORMATS),
    default=DEFAULT_FORMAT,
    show_default=True,
    help="What notifications are written in.",
)
@pass_context
def run(
    context: CommandContext,
    watch: Path | None,
    profile: Path | None,
    notifications_to: str,
    notifications_format: str,
) -> None:
    """Take in, send, receive and deliver until told to stop.

    Messages come in through the queue intake of your own virtual host, files through the watched folder, and documents
    through the other commands. Notifications of your orders are delivered in order, each once. SIGTERM or Ctrl-C stops
    it within ten seconds; what is pending goes on after the next start.
    """
    if notifications_to == "folder" and watch is None:
        raise click.UsageError("--notifications-to folder needs --watch, which names the folder.")
    wanted = NotificationWay(form=notifications_format, into_folder=notifications_to == "folder")
    way = None if notifications_to == "nowhere" else wanted
    settings = context.settings(profile)
    log_to_stderr()
    stopping = stop_event()
    with running_adapter(settings, watch, stopping, way) as adapter:
        if adapter is not None:
            logger.info("the adapter of %s is ready", settings.reseller, extra={"action": "adapter.ready"})
            stopping.wait()
    logger.info("stopped", extra={"action": "adapter.stopped"})
