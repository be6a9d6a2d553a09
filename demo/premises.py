"""Room for a territory on servers that others use too: taken before anything is made there, given back at the end.

What is ours is marked as such, at the broker on the virtual host, in the database on a schema of our own. Anything
under the same names without the mark belongs to somebody else and is never touched.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from broker_config import names
from broker_config.discovering import found_resellers
from broker_config.management import ManagementApi, api_path
from broker_config.observed import Observed
from embedded.given_servers import SCHEMA
from embedded.territory import RESELLERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MARK = "A territory of make up, make demo or the tests: removed at their end, and before the next one begins"
_BUSY = "another make up, make demo or test run is at work {} just now: wait for its end"
_VHOST = names.WHOLESALE_VHOST


class PremisesTaken(Exception):
    """Somebody else's things are where the territory would be; the sentence names them and what to do."""


@contextmanager
def claimed(management_url: str, dsn: str) -> Iterator[None]:
    """Within the block there is an empty, marked virtual host and schema, for nobody else; after it, nothing of them.

    What a territory left there whose end did not come to this is removed first. Raises `PremisesTaken` before anything
    is changed, `BrokerError`, and `psycopg.Error`.
    """
    # The lock ends with its connection, also when we are killed.
    with psycopg.connect(dsn, autocommit=True) as lock:
        if lock.execute("SELECT pg_try_advisory_lock(hashtext(%s))", (SCHEMA,)).fetchone() != (True,):
            raise PremisesTaken(_BUSY.format("in the database"))
        _make(management_url, dsn)
        try:
            yield
        finally:
            _remove(management_url, dsn)


def _make(management_url: str, dsn: str) -> None:
    with ManagementApi(management_url) as api, psycopg.connect(dsn) as connection:
        _refuse_foreign(api)
        _refuse_busy(api)
        _drop_schema(connection)
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(SCHEMA)))
        connection.execute(
            sql.SQL("COMMENT ON SCHEMA {} IS {}").format(sql.Identifier(SCHEMA), sql.Literal(MARK)),
        )
        _clear(api)
        api.request("PUT", api_path("vhosts", _VHOST), {"description": MARK})


def _remove(management_url: str, dsn: str) -> None:
    with ManagementApi(management_url) as api, psycopg.connect(dsn) as connection:
        if api.exists(api_path("vhosts", _VHOST)):
            _refuse_foreign(api)
            _clear(api)
        _drop_schema(connection)


def _refuse_foreign(api: ManagementApi) -> None:
    path = api_path("vhosts", _VHOST)
    observed = Observed.of(api)
    if _VHOST in observed.vhosts:
        if api.request("GET", path).get("description") != MARK:
            raise PremisesTaken(
                f"the broker at {api.url} has a virtual host {_VHOST} that no demo has made: give another broker"
            )
        users = set(_users(observed))
        mine = {_VHOST, *_own_vhosts(found_resellers(observed, _VHOST))}
        foreign = sorted(user for user, vhost in observed.permissions if user in users and vhost not in mine)
    else:
        wanted = {*names.SERVICE_USERS, *map(names.reseller_user, RESELLERS)}
        foreign = sorted({*(wanted & observed.users.keys()), *(observed.vhosts & set(_own_vhosts(RESELLERS)))})
    if foreign:
        raise PremisesTaken(
            f"the broker at {api.url} has users or virtual hosts that another wholesaler uses"
            f" ({', '.join(foreign)}): give another broker"
        )


def _refuse_busy(api: ManagementApi) -> None:
    path = api_path("vhosts", _VHOST)
    if api.exists(path) and api.request("GET", f"{path}/connections"):
        raise PremisesTaken(_BUSY.format(f"on the broker at {api.url}"))


def _clear(api: ManagementApi) -> None:
    """The virtual host goes last: as long as it is there, it marks the rest as ours."""
    observed = Observed.of(api)
    if _VHOST not in observed.vhosts:
        return
    for user in _users(observed):
        api.request("DELETE", api_path("users", user))
    for vhost in _own_vhosts(found_resellers(observed, _VHOST)):
        if vhost in observed.vhosts:
            api.request("DELETE", api_path("vhosts", vhost))
    for name in observed.global_parameters:
        if name.startswith(f"{_VHOST}."):
            api.request("DELETE", api_path("global-parameters", name))
    api.request("DELETE", api_path("vhosts", _VHOST))


def _users(observed: Observed) -> list[str]:
    """The users of the territory that are there."""
    ours = {*names.SERVICE_USERS, *map(names.reseller_user, found_resellers(observed, _VHOST))}
    return sorted(ours & observed.users.keys())


def _own_vhosts(resellers: Iterable[str]) -> list[str]:
    return [names.reseller_vhost(reseller) for reseller in resellers]


def _drop_schema(connection: psycopg.Connection) -> None:
    found = connection.execute(
        "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s", (SCHEMA,)
    ).fetchone()
    if found is None:
        return
    if found[0] != MARK:
        raise PremisesTaken(f"the database has a schema {SCHEMA} that no demo has made: give another database")
    connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(SCHEMA)))
