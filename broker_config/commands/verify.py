"""`broker-config verify`: say every difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from broker_config.administrator import AdministratorSettings
from broker_config.discovering import found_resellers, found_topology
from broker_config.management import ManagementApi
from broker_config.observed import Observed
from broker_config.verifying import compare
from command_line.ending import FAILED, SUCCEEDED

if TYPE_CHECKING:
    from pathlib import Path

_EXAMPLES = """\b
Examples:
  broker-config verify
  WHOLESALE_MANAGEMENT_URL=https://rabbit:15671 WHOLESALE_ADMIN_USERNAME=admin \\
    WHOLESALE_ADMIN_PASSWORD_FILE=admin.secret broker-config verify
"""


@click.command(short_help="name every difference from the description", epilog=_EXAMPLES)
@click.pass_obj
def verify(services: Path | None) -> int:
    """Compare the broker with its description: status 0 and one line when equal, 1 and every difference when not.

    Resellers that are on the broker are compared too.
    """
    settings = AdministratorSettings.read(services=services)
    with ManagementApi(settings.management_url, settings.username, settings.password) as api:
        observed = Observed.of(api)
    differences = compare(found_topology(observed, settings.vhost), observed, administrator=settings.username)
    for difference in differences:
        click.echo(str(difference))
    if differences:
        click.echo(f"{len(differences)} differences; `broker-config apply` mends what can be mended", err=True)
        return FAILED
    count = len(found_resellers(observed, settings.vhost))
    click.echo(f"the broker is as described: virtual host {settings.vhost}, {count} resellers")
    return SUCCEEDED
