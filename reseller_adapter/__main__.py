"""The command `reseller-adapter`."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import click

import contracts
from reseller_adapter.commands.context import CommandContext
from reseller_adapter.commands.ending import ended

_COMMANDS = {
    "collect": "add end users' requests to the open document",
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


class _Commands(click.Group):
    """Imports a command only when it is asked for: `--help` needs no broker library."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in _COMMANDS:
            return None
        found = getattr(import_module(f"reseller_adapter.commands.{cmd_name}"), cmd_name)
        assert isinstance(found, click.Command)  # noqa: S101 - ours, by the table above
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Commands, epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(contracts.__version__, prog_name="reseller-adapter")
@click.option(
    "--services",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Connection settings; by default .run/services.json when it exists. Environment variables win over it.",
)
@click.option("--reseller", help="Who we are; by default RESELLER_NAME, or the services file's only reseller.")
@click.pass_context
def commands(ctx: click.Context, services: Path | None, reseller: str | None) -> None:
    """The reseller's side: your own format in, the wholesaler's answer out, in your own format."""
    ctx.obj = CommandContext(services, reseller)


def main() -> None:
    """Run the command line; the exit status is 0 on success, 2 on wrong usage and 1 otherwise."""
    sys.exit(ended(lambda: commands.main(prog_name="reseller-adapter", standalone_mode=False)))


if __name__ == "__main__":
    main()
