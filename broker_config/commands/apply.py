"""`broker-config apply`: make the broker equal to its description."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from broker_config.administrator import AdministratorSettings
from broker_config.applying import apply as apply_topology
from broker_config.applying import user_mends
from broker_config.credentials_file import read_credentials, write_credentials
from broker_config.discovering import found_topology
from broker_config.errors import PasswordMissing
from broker_config.management import ManagementApi
from broker_config.names import SERVICE_USERS
from broker_config.observed import Observed
from broker_config.passwords import generate_password, is_password_of
from command_line.ending import FAILED, SUCCEEDED

if TYPE_CHECKING:
    from broker_config.topology_objects import Topology

_EXAMPLES = """\b
Examples:
  broker-config apply --credentials broker-credentials.json
  broker-config apply --credentials broker-credentials.json --rotate-credentials
  broker-config apply          (later: every user exists already)
"""


@click.command(short_help="make the broker equal to its description", epilog=_EXAMPLES)
@click.option(
    "--credentials",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where the generated passwords of new users are written (JSON, mode 600); what it holds is kept.",
)
@click.option("--rotate-credentials", "rotate", is_flag=True, help="Give every service user a new password.")
@click.pass_obj
def apply(services: Path | None, file: Path | None, rotate: bool) -> int:
    """Make the broker equal to its description, changing nothing that is right and deleting no queue.

    The wholesaler's own users are made with generated passwords, which the broker keeps only hashed.
    """
    if rotate and file is None:
        raise click.UsageError("--rotate-credentials needs --credentials FILE: the new passwords have to go somewhere")
    settings = AdministratorSettings.read(services=services)
    with ManagementApi(settings.management_url, settings.username, settings.password) as api:
        observed = Observed.of(api)
        topology = found_topology(observed, settings.vhost)
        passwords = _passwords(observed, file, rotate=rotate)
        applied = apply_topology(api, topology, passwords)
        if rotate:
            _set_passwords(api, topology, passwords, [user for user in SERVICE_USERS if user in observed.users])
    for difference in applied.mended:
        click.echo(f"mended: {difference}")
    for difference in applied.left:
        click.echo(f"left for you: {difference}", err=True)
    stale = [] if file is None or rotate else _stale(observed, passwords)
    for user in stale:
        click.echo(
            f"left for you: {file} has no password, or another one, for the user {user}, who keeps the one it has:"
            " put it in, or use --rotate-credentials",
            err=True,
        )
    click.echo(f"{len(applied.mended)} differences mended" if applied.mended else "nothing to do: all is as described")
    return FAILED if applied.left else SUCCEEDED


def _passwords(observed: Observed, file: Path | None, *, rotate: bool) -> dict[str, str]:
    """The file's passwords, with new ones for whoever needs one; written before any user gets one, so none is lost."""
    missing = [user for user in SERVICE_USERS if user not in observed.users]
    if file is None:
        if missing:
            raise PasswordMissing(
                f"the broker has no user {', '.join(missing)}: give --credentials FILE, where the generated passwords"
                " are written"
            )
        return {}
    kept = read_credentials(file)
    new = SERVICE_USERS if rotate else [user for user in missing if user not in kept]
    passwords = {**kept, **{user: generate_password() for user in new}}
    write_credentials(file, passwords)
    return passwords


def _set_passwords(api: ManagementApi, topology: Topology, passwords: dict[str, str], users: list[str]) -> None:
    for user in users:
        for mend in user_mends(topology, user, passwords[user]):
            api.request(mend.method, mend.path, mend.body)


def _stale(observed: Observed, passwords: dict[str, str]) -> list[str]:
    """Users whose password the file does not know."""
    return [
        user
        for user in SERVICE_USERS
        if (item := observed.users.get(user)) is not None
        and (
            user not in passwords
            or is_password_of(item["password_hash"], item["hashing_algorithm"], passwords[user]) is False
        )
    ]
