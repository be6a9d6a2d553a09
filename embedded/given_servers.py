"""Servers that somebody else runs and the environment names by URL; used instead of private ones."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from embedded.errors import EmbeddedError

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA = "wholesale_demo"
"""Where a territory's tables are in a database that others may use too."""
AMQP, MANAGEMENT, POSTGRES = "WHOLESALE_AMQP_URL", "WHOLESALE_MANAGEMENT_URL", "WHOLESALE_POSTGRES_DSN"


@dataclass(frozen=True)
class ServerUrls:
    """Where both servers are; the RabbitMQ URLs carry an administrator's credentials, `postgres_dsn` the owner's."""

    amqp: str
    management: str
    postgres_dsn: str

    def with_own_schema(self) -> ServerUrls:
        """The same servers, with every table in `SCHEMA` (libpq's parameter `options`)."""
        url, quoted = self.postgres_dsn, f"options=-csearch_path%3D{SCHEMA}"
        if "options=" in url:
            raise EmbeddedError(f"{POSTGRES} has options of its own: leave them out, the schema is set with them")
        if "://" in url:
            return replace(self, postgres_dsn=f"{url}{'&' if '?' in url else '?'}{quoted}")
        return replace(self, postgres_dsn=f"{url} options=-csearch_path={SCHEMA}")


def given_servers(environment: Mapping[str, str] = os.environ) -> ServerUrls | None:
    """The servers that the environment names, or None when it names none.

    Raises EmbeddedError when it names some of the three and not the others: a mixture is nearly always a slip.
    """
    named = {name: environment.get(name, "") for name in (AMQP, MANAGEMENT, POSTGRES)}
    missing = [name for name, value in named.items() if not value]
    if len(missing) == len(named):
        return None
    if missing:
        raise EmbeddedError(f"servers are given by URL, but not all of them: set {' and '.join(missing)} too")
    return ServerUrls(named[AMQP], named[MANAGEMENT], named[POSTGRES])
