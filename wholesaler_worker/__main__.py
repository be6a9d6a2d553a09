"""The command `wholesaler-worker`."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import click

import contracts
from wholesaler_worker.commands.context import CommandContext
from wholesaler_worker.commands.ending import ended

_COMMANDS = {
    "generate": "make synthetic files to try and to measure with",
    "load": "load addresses, the network or numbers into the records",
    "migrate": "bring the schema of the records up to date",
    "publish": "build the index that workers decide from",
    "reseller": "add, list, disable, enable and rotate resellers",
    "run": "answer documents until told to stop",
    "status": "say how the worker's parts are",
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


class _Commands(click.Group):
    """Imports a command only when it is asked for: `--help` and `migrate` need no broker library."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in _COMMANDS:
            return None
        found = getattr(import_module(f"wholesaler_worker.commands.{cmd_name}"), cmd_name)
        assert isinstance(found, click.Command)  # noqa: S101 - ours, by the table above
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Commands, epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(contracts.__version__, prog_name="wholesaler-worker")
@click.option(
    "--services",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Connection settings; by default .run/services.json when it exists. Environment variables win over it.",
)
@click.pass_context
def commands(ctx: click.Context, services: Path | None) -> None:
    """The wholesaler's side: keep the records, publish them, and answer resellers' documents."""
    ctx.obj = CommandContext(services)


def main() -> None:
    """Run the command line; the exit status is 0 on success, 2 on wrong usage and 1 otherwise."""
    sys.exit(ended(lambda: commands.main(prog_name="wholesaler-worker", standalone_mode=False)))


if __name__ == "__main__":
    main()
