"""What every command has in hand: its settings, the records, and progress that a person or a log can follow."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from wholesaler_worker.settings import Needs, WorkerSettings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wholesaler_worker.db.database import Database


@dataclass(frozen=True)
class CommandContext:
    """The options before the command's name."""

    services: Path | None

    def settings(self, needs: Needs) -> WorkerSettings:
        """The settings that a command needs; raises `SettingsProblem`."""
        return WorkerSettings.read(needs, services=self.services)

    @contextmanager
    def records(self, settings: WorkerSettings) -> Iterator[Database]:
        """The records, open and of this program's schema; raises the errors of `wholesaler_worker.db.errors`."""
        # The driver is slow to import, and `run` must hear signals before.
        from wholesaler_worker.db.database import Database
        from wholesaler_worker.db.migrate import require_migrated

        with Database(settings.postgres_dsn) as database:
            require_migrated(database)
            yield database


pass_context = click.make_pass_decorator(CommandContext)
"""Gives a command its `CommandContext` as the first argument."""
