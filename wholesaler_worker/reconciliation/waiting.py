"""How many documents wait at the broker, seen with the operators' user through its management."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from broker_config import names
from broker_config.management import ManagementApi, api_path
from broker_config.server_url import split_server_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wholesaler_worker.settings import WorkerSettings

_COLUMNS = "?columns=name,messages"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Documents in each reseller's lanes, whether a worker has them in hand or not, and those on the delay ladder.

    `unanswerable` are resellers who have lanes and no queue for their answers: the broker confirms those all the same,
    because the tap takes them.
    """

    lanes: Mapping[str, int] = field(default_factory=dict)
    ladder: int = 0
    unanswerable: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.lanes.values()) + self.ladder


def look_at_waiting(settings: WorkerSettings) -> Waiting:
    """Count them. Raises the errors of `broker_config.errors`; the counts may be some seconds old."""
    vhost = unquote(split_server_url(settings.amqp_url).path[1:]) or names.WHOLESALE_VHOST
    with ManagementApi(settings.management_url, settings.ops_username, settings.ops_password) as api:
        found = api.request("GET", api_path("queues", vhost) + _COLUMNS)
    return waiting_in({str(queue["name"]): int(queue.get("messages") or 0) for queue in found or ()})


def waiting_in(queues: Mapping[str, int]) -> Waiting:
    """What of all queues' messages are documents that wait."""
    lanes: dict[str, int] = {}
    for queue, count in queues.items():
        lane = names.parse_lane_queue(queue)
        if lane is not None:
            lanes[lane[0]] = lanes.get(lane[0], 0) + count
    ladder = (names.RETRIED, *(names.retry_exchange(rung.name) for rung in names.RETRY_RUNGS))
    unanswerable = tuple(reseller for reseller in sorted(lanes) if names.answers_queue(reseller) not in queues)
    return Waiting(lanes, sum(queues.get(queue, 0) for queue in ladder), unanswerable)
