"""`broker-config generate`: write RabbitMQ's own files, or check that they are what they should be."""

from __future__ import annotations

from pathlib import Path

import click

from broker_config.server_files import FOLDER, server_files
from command_line.ending import FAILED, SUCCEEDED

_EXAMPLES = """\b
Examples:
  broker-config generate --check
  broker-config generate --into /etc/rabbitmq
"""


@click.command(short_help="write rabbitmq.conf and definitions.json", epilog=_EXAMPLES)
@click.option("--check", is_flag=True, help="Change nothing; status 1 when a file is not what it should be.")
@click.option(
    "--into",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=FOLDER,
    show_default="this package",
    help="The folder of the files.",
)
def generate(folder: Path, *, check: bool) -> int:
    """Write rabbitmq.conf and definitions.json from the same description that `apply` uses; no password is in them."""
    wanted = server_files()
    differing = [name for name, text in wanted.items() if _text(folder / name) != text]
    if check:
        for name in differing:
            click.echo(f"{folder / name} is not what it should be: run `broker-config generate`")
        return FAILED if differing else SUCCEEDED
    folder.mkdir(parents=True, exist_ok=True)
    for name in differing:
        (folder / name).write_text(wanted[name], encoding="utf-8")
        click.echo(f"wrote {folder / name}")
    return SUCCEEDED


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
