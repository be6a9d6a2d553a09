"""What a broker holds now, read from its definitions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broker_config.management import ManagementApi

Item = dict[str, Any]


@dataclass(frozen=True)
class Observed:
    """The definitions by their keys: (virtual host, name), a user's name, (user, virtual host)."""

    vhosts: frozenset[str]
    vhost_limits: Mapping[str, Mapping[str, int]]
    exchanges: Mapping[tuple[str, str], Item]
    queues: Mapping[tuple[str, str], Item]
    bindings: tuple[Item, ...]
    policies: Mapping[tuple[str, str], Item]
    operator_policies: Mapping[tuple[str, str], Item]
    users: Mapping[str, Item]
    permissions: Mapping[tuple[str, str], Item]
    global_parameters: Mapping[str, Any]

    @classmethod
    def of(cls, api: ManagementApi) -> Observed:
        """Read it; raises as `ManagementApi` does."""
        found = api.definitions()
        parameters = found.get("parameters", [])
        return cls(
            vhosts=frozenset(item["name"] for item in found.get("vhosts", [])),
            # What is empty again is an empty list there, whatever it was: that is how Erlang writes both.
            vhost_limits={
                item["vhost"]: item["value"] or {} for item in parameters if item["component"] == "vhost-limits"
            },
            exchanges=_by_name(found.get("exchanges", [])),
            queues=_by_name(found.get("queues", [])),
            bindings=tuple(found.get("bindings", [])),
            policies=_by_name(found.get("policies", [])),
            operator_policies={
                (item["vhost"], item["name"]): item["value"]
                for item in parameters
                if item["component"] == "operator_policy"
            },
            users={item["name"]: item for item in found.get("users", [])},
            permissions={(item["user"], item["vhost"]): item for item in found.get("permissions", [])},
            global_parameters={item["name"]: item["value"] for item in found.get("global_parameters", [])},
        )

    def queue_type(self, vhost: str, name: str) -> str:
        """`classic`, `quorum` or `stream`; a queue that does not say is a classic one."""
        item = self.queues[vhost, name]
        return str((item.get("arguments") or {}).get("x-queue-type") or item.get("type") or "classic")

    def tags(self, user: str) -> frozenset[str]:
        """A user's tags; they are a list since 3.9 and were one string with commas before."""
        tags = self.users[user].get("tags", [])
        return frozenset(tags.split(",") if isinstance(tags, str) else tags) - {""}


def _by_name(items: list[Item]) -> dict[tuple[str, str], Item]:
    return {(item["vhost"], item["name"]): item for item in items}
