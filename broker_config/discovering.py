"""Reads from a broker which resellers, areas and further answers queues its description has to include."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from broker_config import names
from broker_config.topology import common_topology, reseller_topology

if TYPE_CHECKING:
    from collections.abc import Iterable

    from broker_config.observed import Observed
    from broker_config.topology_objects import Topology

_AREAS_IN_PERMISSION = re.compile(r"\|reference\\\.\(([a-z0-9|-]+)\)\\\.\(address\|feature\)\)\$$")
_ALL = ("all",)


def found_topology(observed: Observed, vhost: str) -> Topology:
    """What the broker should hold, given the resellers and areas that are there."""
    resellers = found_resellers(observed, vhost)
    areas = dict.fromkeys((*_ALL, *found_areas(observed, vhost)))
    topology = common_topology(tuple(areas), vhost=vhost)
    for reseller in resellers:
        topology += reseller_topology(
            reseller,
            areas_of(observed, vhost, reseller) or _ALL,
            found_answers(observed, vhost, reseller),
            vhost=vhost,
            enabled=is_enabled(observed, vhost, reseller),
        )
    return topology


def found_resellers(observed: Observed, vhost: str) -> tuple[str, ...]:
    """Whoever has a documents exchange there, or a user that may enter it."""
    exchanges = (name for where, name in observed.exchanges if where == vhost)
    users = (user for user, where in observed.permissions if where == vhost)
    found = {*_resellers(exchanges, "documents."), *_resellers(users, "reseller.")}
    return tuple(sorted(found))


def is_enabled(observed: Observed, vhost: str, reseller: str) -> bool:
    """False for one whose user is there and may not enter; a user that is missing altogether is to be mended."""
    user = names.reseller_user(reseller)
    return user not in observed.users or (user, vhost) in observed.permissions


def areas_of(observed: Observed, vhost: str, reseller: str) -> tuple[str, ...]:
    """The areas in the reseller's read permission, or none when it has no permission or one that is not ours."""
    permission = observed.permissions.get((names.reseller_user(reseller), vhost))
    found = _AREAS_IN_PERMISSION.search(permission["read"]) if permission else None
    return tuple(found.group(1).split("|")) if found else ()


def found_answers(observed: Observed, vhost: str, reseller: str) -> tuple[str, ...]:
    """The names of its further answers queues."""
    prefix = f"{names.answers_queue(reseller)}."
    found = sorted(name for where, name in observed.queues if where == vhost and name.startswith(prefix))
    return tuple(name.removeprefix(prefix) for name in found if names.PART_NAME.fullmatch(name.removeprefix(prefix)))


def found_areas(observed: Observed, vhost: str) -> tuple[str, ...]:
    """The areas that have a reference stream."""
    parts = (name.split(".") for where, name in observed.queues if where == vhost)
    return tuple(
        sorted(
            {
                area[1]
                for area in parts
                if len(area) == 3
                and (area[0], area[2]) in {("reference", "address"), ("reference", "feature")}
                and names.PART_NAME.fullmatch(area[1])
            }
        )
    )


def _resellers(found: Iterable[str], prefix: str) -> set[str]:
    tails = (name.removeprefix(prefix) for name in found if name.startswith(prefix))
    return {tail for tail in tails if names.RESELLER_NAME.fullmatch(tail)}
