"""A look at the queues through the broker's management API: what waits, who consumes, what is parked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from broker_config import names
from broker_config.errors import BrokerError
from broker_config.management import ManagementApi, api_path
from broker_config.server_url import split_server_url
from contracts.transactions import Lane
from wholesaler_worker.db.resellers import ResellerState
from wholesaler_worker.standing.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wholesaler_worker.settings import WorkerSettings
    from wholesaler_worker.standing.records import Recorded

_COLUMNS = "?columns=name,messages,messages_ready,consumers"
_PARKING = (names.INVALID, names.DEAD_LETTER)


def look_at_queues(settings: WorkerSettings, recorded: Recorded) -> Finding:
    """Ask the management API; without its URL the finding says that it was not named."""
    if not settings.management_url:
        return Finding({"named": False}, ["queues: the broker's management is not named (WHOLESALE_MANAGEMENT_URL)"])
    vhost = unquote(split_server_url(settings.amqp_url).path[1:]) or names.WHOLESALE_VHOST
    try:
        with ManagementApi(settings.management_url, settings.admin_username, settings.admin_password) as api:
            found = api.request("GET", api_path("queues", vhost) + _COLUMNS)
    except BrokerError as e:
        return Finding({"named": True, "reachable": False}, ["queues: not known"], [str(e)])
    queues = {str(queue["name"]): queue for queue in found or ()}
    finding = Finding({"named": True, "reachable": True})
    _look_at_lanes(finding, queues, recorded)
    retries = {rung.name: _count(queues, names.retry_exchange(rung.name)) for rung in names.RETRY_RUNGS}
    parked = {name: _count(queues, name) for name in _PARKING}
    finding.facts |= {"retry": retries, "retried": _count(queues, names.RETRIED), "parked": parked}
    finding.lines.append(f"delay ladder: {sum(retries.values()):,} documents")
    finding.lines.append(f"parked: {parked[names.DEAD_LETTER]:,} in dead-letter, {parked[names.INVALID]:,} in invalid")
    missing = [name for name in (names.RETRIED, *_PARKING) if name not in queues]
    if missing:
        finding.problems.append(f"the broker lacks {', '.join(missing)}; run: broker-config apply")
    return finding


def _look_at_lanes(finding: Finding, queues: Mapping[str, Any], recorded: Recorded) -> None:
    backlog: dict[str, int] = {}
    for record in recorded.resellers:
        lanes = [names.lane_queue(record.name, lane) for lane in Lane]
        own = [*lanes, names.answers_queue(record.name), *(names.answers_queue(record.name, n) for n in record.answers)]
        backlog |= {name: _count(queues, name) for name in own}
        missing = [name for name in own if name not in queues]
        if missing and record.provisioned:
            finding.problems.append(
                f"the broker lacks {', '.join(missing)}; run: wholesaler-worker reseller add {record.name}"
            )
        if record.state is ResellerState.ACTIVE:
            finding.problems.extend(
                f"{queues[name]['messages_ready']} documents wait in {name} and no worker consumes it;"
                " is a worker running? (wholesaler-worker run)"
                for name in lanes
                if name in queues and queues[name].get("messages_ready") and not queues[name].get("consumers")
            )
    finding.facts["backlog"] = backlog
    finding.lines.extend(f"queue {name}: {count:,}" for name, count in backlog.items())


def _count(queues: Mapping[str, Any], name: str) -> int:
    """A queue that was declared a moment ago has no count yet."""
    return int(queues.get(name, {}).get("messages") or 0)
