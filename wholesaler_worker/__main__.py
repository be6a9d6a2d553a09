"""The command `wholesaler-worker`."""

from __future__ import annotations

import sys
from operator import attrgetter
from typing import TYPE_CHECKING

import click

import contracts
from broker_config.errors import BrokerError
from command_line.ending import WRONG_USAGE, Expected, ended
from command_line.lazy_commands import LazyCommands
from command_line.options import services_option
from wholesaler_worker.commands.context import CommandContext
from wholesaler_worker.db.errors import DatabaseProblem
from wholesaler_worker.errors import WorkerError
from wholesaler_worker.settings import SettingsProblem

if TYPE_CHECKING:
    from pathlib import Path

EXPECTED = (
    Expected(SettingsProblem, WRONG_USAGE, attrgetter("problems")),
    Expected((WorkerError, DatabaseProblem, BrokerError)),
)
"""The errors that a person is told, in this order."""

_COMMANDS = {
    "generate": "make synthetic files to try and to measure with",
    "load": "load addresses, the network or numbers into the records",
    "migrate": "bring the schema of the records up to date",
    "provision": "stand in for the network's systems, for tests",
    "publish": "build the index that workers decide from",
    "reconcile": "prove that nothing was lost, doubled or left unsaid",
    "reseller": "add, list, disable, enable and rotate resellers",
    "run": "answer documents until told to stop",
    "status": "say how the worker's parts are",
    "terms": "show and change what the wholesaler has laid down",
}
"""The commands and what the list of them says; each lives in the module of its name, imported when it is called."""

_EXAMPLES = """\b
Examples:
  wholesaler-worker migrate
  wholesaler-worker load addresses --format openaddresses addresses.csv
  wholesaler-worker publish
  wholesaler-worker reseller add acme
  wholesaler-worker run
"""


@click.group(
    cls=LazyCommands,
    package="wholesaler_worker.commands",
    summaries=_COMMANDS,
    epilog=_EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(contracts.__version__, prog_name="wholesaler-worker")
@services_option
@click.pass_context
def commands(ctx: click.Context, services: Path | None) -> None:
    """The wholesaler's side: keep the records, publish them, and answer resellers' documents."""
    ctx.obj = CommandContext(services)


def main() -> None:
    """Run the command line; the exit status is 0 on success, 2 on wrong usage and 1 otherwise."""
    program = "wholesaler-worker"
    sys.exit(ended(program, lambda: commands.main(prog_name=program, standalone_mode=False), EXPECTED))


if __name__ == "__main__":
    main()
