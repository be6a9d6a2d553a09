"""The command `reseller-adapter`."""

from __future__ import annotations

import sys
from operator import attrgetter
from typing import TYPE_CHECKING

import click

import contracts
from broker_config.errors import BrokerError
from command_line.ending import FAILED, WRONG_USAGE, Expected, ended
from command_line.lazy_commands import LazyCommands
from command_line.options import services_option
from reseller_adapter.commands.context import CommandContext
from reseller_adapter.errors import AdapterError, InputRefused, SettingsProblem

if TYPE_CHECKING:
    from pathlib import Path

EXPECTED = (
    Expected(SettingsProblem, WRONG_USAGE, attrgetter("problems")),
    Expected(InputRefused, FAILED, attrgetter("defects")),
    Expected((AdapterError, BrokerError)),
)
"""The errors that a person is told, in this order."""

_COMMANDS = {
    "collect": "add end users' requests to the open document",
    "notifications": "show what happened to orders, and how far it is told",
    "pending": "show what waits, and one submission with its answer",
    "run": "take in, send, receive and deliver until told to stop",
    "status": "say how much waits, since when, and how often it was asked",
    "submit": "send a file and print its answer",
}
"""The commands and what the list of them says; each lives in the module of its name, imported when it is called."""

_EXAMPLES = """\b
Examples:
  reseller-adapter submit orders.csv --wait 30
  reseller-adapter run --watch /srv/orders
  reseller-adapter collect jane.json && reseller-adapter submit --collected
  reseller-adapter --reseller acme status --json
"""


@click.group(
    cls=LazyCommands,
    package="reseller_adapter.commands",
    summaries=_COMMANDS,
    epilog=_EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(contracts.__version__, prog_name="reseller-adapter")
@services_option
@click.option("--reseller", help="Who we are; by default RESELLER_NAME, or the services file's only reseller.")
@click.pass_context
def commands(ctx: click.Context, services: Path | None, reseller: str | None) -> None:
    """The reseller's side: your own format in, the wholesaler's answer out, in your own format."""
    ctx.obj = CommandContext(services, reseller)


def main() -> None:
    """Run the command line; the exit status is 0 on success, 2 on wrong usage and 1 otherwise."""
    program = "reseller-adapter"
    sys.exit(ended(program, lambda: commands.main(prog_name=program, standalone_mode=False), EXPECTED))


if __name__ == "__main__":
    main()
