"""Makes a broker equal to its description, changing nothing that is right and deleting no queue."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from broker_config.comparing_accounts import limit_mends
from broker_config.differences import How, Mend
from broker_config.errors import PasswordMissing
from broker_config.management import api_path
from broker_config.observed import Observed
from broker_config.verifying import compare, verify

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from broker_config.differences import Difference
    from broker_config.management import ManagementApi
    from broker_config.topology_objects import Topology

logger = logging.getLogger(__name__)

_EVERYTHING = {"configure": ".*", "write": ".*", "read": ".*"}


@dataclass(frozen=True)
class Applied:
    """What was changed, and what is left for a person because it cannot be mended without loss."""

    mended: tuple[Difference, ...]
    left: tuple[Difference, ...]


def apply(api: ManagementApi, topology: Topology, passwords: Mapping[str, str]) -> Applied:
    """Mend every difference that can be mended; `passwords` are for users that do not exist yet.

    Raises `PasswordMissing` before anything is changed, and whatever `ManagementApi` raises; it can be repeated.
    """
    mended = _mend(api, topology, Observed.of(api), passwords, (How.MISSING, How.DIFFERENT, How.UNEXPECTED))
    # Asked again instead of computed: what is left is what is there, also when somebody else changed something.
    return Applied(mended, verify(api, topology))


def apply_part(api: ManagementApi, topology: Topology) -> None:
    """Make what is missing of a part of the whole and mend what differs; whatever else is there belongs to others."""
    _mend(api, topology, Observed.of(api), {}, (How.MISSING, How.DIFFERENT))


def user_mends(topology: Topology, name: str, password: str) -> tuple[Mend, ...]:
    """Make a user, or give an existing one this password; the broker keeps only its hash."""
    user = next(user for user in topology.users if user.name == name)
    body = {"password": password, "tags": ",".join(user.tags)}
    return (Mend("PUT", api_path("users", name), body), *limit_mends(user))


def _mend(
    api: ManagementApi, topology: Topology, observed: Observed, passwords: Mapping[str, str], hows: Sequence[How]
) -> tuple[Difference, ...]:
    differences = [one for one in compare(topology, observed, administrator=api.username) if one.how in hows]
    lacking = [one.needs_password_of for one in differences if one.needs_password_of]
    if any(user not in passwords for user in lacking):
        raise PasswordMissing(f"the broker has no user {', '.join(user for user in lacking if user not in passwords)}")
    entered = {vhost for user, vhost in observed.permissions if user == api.username}
    mended = []
    for difference in differences:
        mends = difference.mends
        if difference.needs_password_of:
            mends = user_mends(topology, difference.needs_password_of, passwords[difference.needs_password_of])
        for mend in mends:
            _enter(api, mend.vhost, entered)
            api.request(mend.method, mend.path, mend.body)
        if mends:
            mended.append(difference)
            logger.info("mended: %s", difference.sentence, extra={"action": "broker.mended"})
    return tuple(mended)


def _enter(api: ManagementApi, vhost: str, entered: set[str]) -> None:
    """Declaring through the API needs rights in the virtual host, which only its maker has from the start."""
    if vhost and vhost not in entered:
        api.request("PUT", api_path("permissions", vhost, api.username), _EVERYTHING)
        entered.add(vhost)
