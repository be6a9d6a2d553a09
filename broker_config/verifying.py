"""Says every difference between a broker and its description."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config.comparing_accounts import account_differences
from broker_config.comparing_places import (
    binding_differences,
    exchange_differences,
    queue_differences,
    vhost_differences,
)
from broker_config.comparing_policies import policy_differences
from broker_config.observed import Observed

if TYPE_CHECKING:
    from broker_config.differences import Difference
    from broker_config.management import ManagementApi
    from broker_config.topology_objects import Topology


def verify(api: ManagementApi, topology: Topology) -> tuple[Difference, ...]:
    """Every difference, in an order in which they can be mended; raises as `ManagementApi` does."""
    return compare(topology, Observed.of(api), administrator=api.username)


def compare(topology: Topology, observed: Observed, *, administrator: str) -> tuple[Difference, ...]:
    """Policies come before queues, so that a new queue is never without its limits."""
    return (
        *vhost_differences(topology, observed),
        *policy_differences(topology, observed),
        *exchange_differences(topology, observed),
        *queue_differences(topology, observed),
        *binding_differences(topology, observed),
        *account_differences(topology, observed, administrator),
    )
