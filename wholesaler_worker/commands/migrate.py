"""`wholesaler-worker migrate`: bring the schema of the records up to date."""

from __future__ import annotations

import click

from wholesaler_worker.commands.context import CommandContext, pass_context
from wholesaler_worker.db.database import Database
from wholesaler_worker.db.migrate import migrate as apply_migrations
from wholesaler_worker.settings import Needs

_EXAMPLE = """\b
Example:
  WHOLESALE_POSTGRES_DSN=postgresql://wholesale@db/wholesale wholesaler-worker migrate
"""


@click.command(epilog=_EXAMPLE)
@pass_context
def migrate(context: CommandContext) -> None:
    """Bring the schema of the records up to date.

    Safe to repeat, and safe while workers run: what was applied is never applied again.
    """
    with Database(context.settings(Needs.RECORDS).postgres_dsn) as database:
        applied = apply_migrations(database)
    for migration in applied:
        click.echo(f"applied {migration.number:04d} {migration.title}")
    click.echo(f"{len(applied)} migrations applied" if applied else "nothing to do: the schema is up to date")
