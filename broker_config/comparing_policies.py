"""Compares policies with their description: only one of them counts for a queue, so a strange one undoes ours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from broker_config.differences import Difference, How, Mend
from broker_config.management import api_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from broker_config.observed import Item, Observed
    from broker_config.topology_objects import Policy, Topology


def policy_differences(topology: Topology, observed: Observed) -> Iterator[Difference]:
    """Our own policies, and those of others that match our queues."""
    for policy in topology.policies:
        found = observed.policies.get((policy.vhost, policy.name))
        body = {
            "pattern": policy.pattern,
            "definition": dict(policy.definition),
            "priority": policy.priority,
            "apply-to": policy.apply_to,
        }
        mend = Mend("PUT", api_path("policies", policy.vhost, policy.name), body)
        if found is None:
            yield Difference(How.MISSING, f"there is no policy {policy.name} in virtual host {policy.vhost}", (mend,))
        elif differing := _differing(policy, found):
            sentence = f"the policy {policy.name} in virtual host {policy.vhost} differs: {'; '.join(differing)}"
            yield Difference(How.DIFFERENT, sentence, (mend,))
    known = {(policy.vhost, policy.name) for policy in topology.policies}
    yield from _strangers(topology, {key: item for key, item in observed.policies.items() if key not in known})
    yield from _strangers(topology, observed.operator_policies, operator=True)


def _differing(policy: Policy, found: Item) -> list[str]:
    differing = []
    if found["pattern"] != policy.pattern:
        differing.append(f"pattern {found['pattern']!r}, not {policy.pattern!r}")
    if found.get("apply-to", "all") != policy.apply_to:
        differing.append(f"apply-to {found.get('apply-to', 'all')}, not {policy.apply_to}")
    if found.get("priority", 0) != policy.priority:
        differing.append(f"priority {found.get('priority', 0)}, not {policy.priority}")
    definition = found["definition"]
    for key in sorted(definition.keys() | policy.definition.keys()):
        is_, should = definition.get(key, "nothing"), policy.definition.get(key, "nothing")
        if is_ != should:
            differing.append(f"{key} {is_}, not {should}")
    return differing


def _strangers(
    topology: Topology, policies: Mapping[tuple[str, str], Item], *, operator: bool = False
) -> Iterator[Difference]:
    kind, resource = ("operator policy", "operator-policies") if operator else ("policy", "policies")
    for (vhost, name), item in sorted(policies.items()):
        matched = _matched(topology, vhost, item)
        if matched:
            more = f" and {len(matched) - 1} more" if len(matched) > 1 else ""
            sentence = (
                f"there is a {kind} {name} in virtual host {vhost} that is not ours and matches {matched[0]}{more}"
            )
            yield Difference(How.UNEXPECTED, sentence, (Mend("DELETE", api_path(resource, vhost, name)),))


def _matched(topology: Topology, vhost: str, item: Item) -> list[str]:
    queues = [queue.name for queue in topology.queues if queue.vhost == vhost]
    exchanges = [exchange.name for exchange in topology.exchanges if exchange.vhost == vhost]
    applies = str(item.get("apply-to", "all"))
    # From 4.x on there are more kinds of queues to apply to; which of them ours are does not matter for a warning.
    names = [*(queues if applies != "exchanges" else []), *(exchanges if applies in {"exchanges", "all"} else [])]
    return [name for name in names if _matches(str(item["pattern"]), name)]


def _matches(pattern: str, name: str) -> bool:
    try:
        return re.search(pattern, name) is not None
    except re.error:
        return True  # Erlang's dialect knows more than Python's: better one warning too many
