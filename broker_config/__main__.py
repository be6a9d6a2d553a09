"""The command `broker-config`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

import contracts
from broker_config.commands.apply import apply
from broker_config.commands.generate import generate
from broker_config.commands.verify import verify
from broker_config.errors import BrokerError, SettingsUnusable
from command_line.ending import WRONG_USAGE, Expected, ended
from command_line.options import services_option

if TYPE_CHECKING:
    from pathlib import Path

EXPECTED = (Expected(SettingsUnusable, WRONG_USAGE), Expected(BrokerError))
"""The errors that a person is told, in this order."""

_EXAMPLES = """\b
Examples:
  broker-config apply --credentials broker-credentials.json
  broker-config verify
  broker-config generate --check
"""


@click.group(epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(contracts.__version__, prog_name="broker-config")
@services_option
@click.pass_context
def commands(ctx: click.Context, services: Path | None) -> None:
    """The broker's description: apply it, verify it, and generate RabbitMQ's own files from it.

    WHOLESALE_MANAGEMENT_URL names the broker's HTTP API, with an administrator's credentials in it or in
    WHOLESALE_ADMIN_USERNAME and WHOLESALE_ADMIN_PASSWORD_FILE; the virtual host is that of WHOLESALE_AMQP_URL.
    """
    ctx.obj = services


for command in (apply, verify, generate):
    commands.add_command(command)


def main() -> None:
    """Run the command line; the exit status is 0 on success, 2 on wrong usage and 1 otherwise."""
    program = "broker-config"
    sys.exit(ended(program, lambda: commands.main(prog_name=program, standalone_mode=False), EXPECTED))


if __name__ == "__main__":
    main()
