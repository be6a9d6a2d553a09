"""A PostgreSQL that loses its power, and comes back with what it had committed."""

import signal
from pathlib import Path

import psycopg

from embedded.accounts import unprivileged_account
from embedded.child import Child, bare_environment
from embedded.postgres import PostgresCluster
from embedded.run_folder import RunFolder
from tests.acceptance.order_line import until


class MortalPostgres:
    """A cluster that waits for the disk, as one must that can be killed."""

    def __init__(self, run: RunFolder) -> None:
        self.cluster = PostgresCluster(run, "mortal")
        self._run = run

    def kill(self) -> None:
        """End every process of it at once."""
        child = self._child()
        self._command = [str(argument) for argument in child._process.args[-3:]]  # type: ignore[index] # it is a list
        child.kill()

    def start_again(self) -> None:
        """Start on the same data and port; returns when it takes connections."""
        self.cluster._child = Child.start(
            self._run,
            self.cluster.name,
            self._command,
            environment=bare_environment(),
            folder=Path(self._command[-1]).parent,
            stop=signal.SIGINT,
            account=unprivileged_account(),
        )
        until(self._takes_connections, self._child().tail)

    def _child(self) -> Child:
        assert self.cluster._child is not None
        return self.cluster._child

    def _takes_connections(self) -> bool:
        try:
            psycopg.connect(self.cluster.dsn, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True
