"""Compares users, their tags, limits and permissions with their description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from broker_config.differences import Difference, How, Mend
from broker_config.management import api_path
from broker_config.names import SERVICE_USERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from broker_config.observed import Observed
    from broker_config.topology_objects import Permission, Topology, User

GUEST = "guest"
_RIGHTS = ("configure", "write", "read")


def account_differences(topology: Topology, observed: Observed, administrator: str) -> Iterator[Difference]:
    """Our users; whoever else may enter our virtual hosts; and `guest`, whose password everybody knows."""
    for user in topology.users:
        if user.name not in observed.users:
            yield _missing(user)
        else:
            yield from _tags(user, observed)
        yield from _limits(user, observed)
        yield from _permissions(user, observed)
    yield from _permissions_too_many(topology, observed)
    if GUEST in observed.users:
        yield _guest(administrator)


def permission_mend(user: str, permission: Permission) -> Mend:
    """The request that gives exactly these rights."""
    rights = {right: getattr(permission, right) for right in _RIGHTS}
    return Mend("PUT", api_path("permissions", permission.vhost, user), rights)


def limit_mends(user: User) -> tuple[Mend, ...]:
    """The requests that set a user's limits."""
    return tuple(
        Mend("PUT", api_path("user-limits", user.name, limit), {"value": value}) for limit, value in user.limits.items()
    )


def _missing(user: User) -> Difference:
    sentence = f"there is no user {user.name}"
    if user.name in SERVICE_USERS:
        return Difference(How.MISSING, sentence, needs_password_of=user.name)
    reseller = user.name.partition(".")[2]
    remedy = f"`wholesaler-worker reseller rotate {reseller}` makes it and prints its password"
    return Difference(How.MISSING, f"{sentence}: {remedy}")


def _tags(user: User, observed: Observed) -> Iterator[Difference]:
    found = observed.tags(user.name)
    if found != frozenset(user.tags):
        item = observed.users[user.name]
        body: dict[str, Any] = {
            "tags": ",".join(user.tags),
            "password_hash": item["password_hash"],
            "hashing_algorithm": item["hashing_algorithm"],
        }
        sentence = f"the user {user.name} has {_tag_words(found)}, not {_tag_words(frozenset(user.tags))}"
        how = How.MISSING if found < frozenset(user.tags) else How.UNEXPECTED
        yield Difference(how, sentence, (Mend("PUT", api_path("users", user.name), body),))


def _limits(user: User, observed: Observed) -> Iterator[Difference]:
    found = observed.users.get(user.name, {}).get("limits") or {}
    mends = dict(zip(user.limits, limit_mends(user), strict=True))
    for limit, value in user.limits.items():
        if user.name in observed.users and found.get(limit) != value:
            how = How.DIFFERENT if limit in found else How.MISSING
            sentence = f"the user {user.name} has {limit} {found.get(limit, 'unlimited')}, not {value}"
            yield Difference(how, sentence, (mends[limit],))
    for limit in found.keys() - user.limits.keys():
        mend = Mend("DELETE", api_path("user-limits", user.name, limit))
        sentence = f"the user {user.name} has {limit} {found[limit]}, which should not be limited"
        yield Difference(How.UNEXPECTED, sentence, (mend,))


def _permissions(user: User, observed: Observed) -> Iterator[Difference]:
    for permission in user.permissions:
        found = observed.permissions.get((user.name, permission.vhost))
        # Rights of a user that is not there yet are given by whoever makes it.
        mends = (permission_mend(user.name, permission),)
        where = f"the user {user.name} in virtual host {permission.vhost}"
        if found is None:
            if user.name in observed.users or user.name in SERVICE_USERS:
                yield Difference(How.MISSING, f"{where} has no permissions", mends)
            continue
        for right in _RIGHTS:
            if found[right] != getattr(permission, right):
                sentence = f"{where} may {right} {found[right]!r}, not {getattr(permission, right)!r}"
                yield Difference(How.DIFFERENT, sentence, mends)


def _permissions_too_many(topology: Topology, observed: Observed) -> Iterator[Difference]:
    ours = {vhost.name for vhost in topology.vhosts}
    wanted = {(user.name, permission.vhost) for user in topology.users for permission in user.permissions}
    names = {user.name for user in topology.users}
    for user, vhost in sorted(observed.permissions.keys() - wanted):
        if vhost not in ours or user == GUEST or "administrator" in observed.tags(user):
            continue
        sentence = f"the user {user} has permissions in virtual host {vhost} and should have none"
        if user in names:
            yield Difference(How.UNEXPECTED, sentence, (Mend("DELETE", api_path("permissions", vhost, user)),))
        else:
            yield Difference(How.UNEXPECTED, f"{sentence}: clear them if nobody knows this user")


def _guest(administrator: str) -> Difference:
    sentence = f"there is the user {GUEST}, whose password everybody knows"
    if administrator == GUEST:
        remedy = "make an administrator of your own, use it here, and apply again"
        return Difference(How.UNEXPECTED, f"{sentence}: {remedy}")
    return Difference(How.UNEXPECTED, sentence, (Mend("DELETE", api_path("users", GUEST)),))


def _tag_words(tags: frozenset[str]) -> str:
    return f"the tags {', '.join(sorted(tags))}" if tags else "no tags"
