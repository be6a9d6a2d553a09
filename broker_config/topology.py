"""What the broker holds for a wholesaler and its resellers; names and rights as the reference page lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config import names
from broker_config.names import WHOLESALE_VHOST
from broker_config.policies import queue_policies, reseller_vhost_policy
from broker_config.topology_objects import (
    Binding,
    Exchange,
    ExchangeKind,
    Permission,
    Queue,
    QueueKind,
    Topology,
    User,
    VirtualHost,
)
from contracts.transactions import BULK_KEY, TRANSACTIONS, Lane

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NOTHING = "^$"
EVERYTHING = ".*"


def wholesale_topology(
    resellers: Iterable[str] = (), areas: Sequence[str] = ("all",), *, vhost: str = WHOLESALE_VHOST
) -> Topology:
    """The whole broker: what every deployment has, and the part of each reseller (which reads all `areas`)."""
    topology = common_topology(areas, vhost=vhost)
    for reseller in resellers:
        topology += reseller_topology(reseller, areas, vhost=vhost)
    return topology


def common_topology(areas: Sequence[str] = ("all",), *, vhost: str = WHOLESALE_VHOST) -> Topology:
    """What is there without any reseller: ladder, parking places, taps, reference streams, service users."""
    fanouts = [
        *(names.retry_exchange(rung.name) for rung in names.RETRY_RUNGS),
        names.RETRIED,
        names.INVALID,
        names.DEAD_LETTER,
    ]
    directs = [names.ANSWERS, names.NOTIFICATIONS, names.PROVISIONING, names.REFERENCE]
    taps = [names.TAP_DOCUMENTS, names.TAP_ANSWERS, names.TAP_PARKED]
    common = Topology(
        vhost=vhost,
        vhosts=(VirtualHost(vhost),),
        exchanges=(
            *(Exchange(vhost, name, ExchangeKind.DIRECT) for name in directs),
            *(Exchange(vhost, name, ExchangeKind.FANOUT) for name in fanouts),
        ),
        queues=(
            *(Queue(vhost, name) for name in (*fanouts, names.PROVISIONING_QUEUE)),
            *(Queue(vhost, name, QueueKind.STREAM) for name in taps),
        ),
        bindings=(
            *(Binding(vhost, name, name) for name in fanouts),
            Binding(vhost, names.INVALID, names.TAP_PARKED),
            Binding(vhost, names.DEAD_LETTER, names.TAP_PARKED),
            Binding(vhost, names.PROVISIONING, names.PROVISIONING_QUEUE, names.PROVISIONING_QUEUE),
        ),
        policies=queue_policies(vhost),
        users=service_users(vhost),
    )
    return common + area_topology(areas, vhost=vhost)


def area_topology(areas: Sequence[str], *, vhost: str = WHOLESALE_VHOST) -> Topology:
    """The streams of the reference files of some areas."""
    streams = [names.reference_stream(area, file) for area in areas for file in ("address", "feature")]
    return Topology(
        vhost=vhost,
        queues=tuple(Queue(vhost, stream, QueueKind.STREAM) for stream in streams),
        bindings=tuple(Binding(vhost, names.REFERENCE, stream, stream) for stream in streams),
    )


def reseller_topology(
    reseller: str,
    areas: Sequence[str] = ("all",),
    answers: Sequence[str] = (),
    *,
    vhost: str = WHOLESALE_VHOST,
    enabled: bool = True,
) -> Topology:
    """One reseller's exchange, lanes, answers, notifications, user and own virtual host.

    `answers` are the names of its further answers queues. A reseller that is not `enabled` keeps all of it and may
    use nothing.
    """
    documents = names.documents_exchange(reseller)
    lanes = {lane: names.lane_queue(reseller, lane) for lane in Lane}
    keys = {**{name: lanes[transaction.lane] for name, transaction in TRANSACTIONS.items()}, BULK_KEY: lanes[Lane.BULK]}
    answer_queues = [names.answers_queue(reseller), *(names.answers_queue(reseller, name) for name in answers)]
    events = names.notifications_queue(reseller)
    own = names.reseller_vhost(reseller)
    return Topology(
        vhost=vhost,
        vhosts=(VirtualHost(own, {"max-connections": 50, "max-queues": 50}),),
        exchanges=(Exchange(vhost, documents, ExchangeKind.DIRECT),),
        queues=(
            *(Queue(vhost, name) for name in (*lanes.values(), *answer_queues, events)),
            Queue(own, names.INTAKE),
            Queue(own, names.DELIVERY),
        ),
        bindings=(
            *(Binding(vhost, documents, queue, key) for key, queue in keys.items()),
            *(Binding(vhost, documents, names.TAP_DOCUMENTS, key) for key in keys),
            *(Binding(vhost, names.ANSWERS, queue, queue) for queue in answer_queues),
            *(Binding(vhost, names.ANSWERS, names.TAP_ANSWERS, queue) for queue in answer_queues),
            Binding(vhost, names.NOTIFICATIONS, events, events),
        ),
        policies=(reseller_vhost_policy(own),),
        users=(reseller_account(reseller, areas, vhost=vhost, enabled=enabled),),
    )


def reseller_account(
    reseller: str, areas: Sequence[str] = ("all",), *, vhost: str = WHOLESALE_VHOST, enabled: bool = True
) -> User:
    """The reseller's broker user: it writes its documents, reads its answers, and owns its own virtual host."""
    name = names.reseller_user(reseller)
    limits = {"max-connections": 20, "max-channels": 200}
    if not enabled:
        return User(name, (), limits=limits)
    for area in areas:
        names.reference_stream(area, "address")  # says which area is no name
    readable = (
        rf"^(answers\.{reseller}(\..+)?|notifications\.{reseller}|reference\.({'|'.join(areas)})\.(address|feature))$"
    )
    return User(
        name,
        (
            Permission(vhost, NOTHING, rf"^documents\.{reseller}$", readable),
            Permission(names.reseller_vhost(reseller), EVERYTHING, EVERYTHING, EVERYTHING),
        ),
        limits=limits,
    )


def service_users(vhost: str) -> tuple[User, ...]:
    """The wholesaler's own users. `impersonator` lets `user_id` survive being published again."""
    return (
        User(
            names.WHOLESALER_USER,
            (
                Permission(
                    vhost,
                    NOTHING,
                    r"^(answers|notifications|retry\..+|invalid|dead-letter|documents\..+|amq\.default)$",
                    r"^(documents\..+|retried|wholesaler\.provisioning|reference\..+)$",
                ),
            ),
            tags=("impersonator",),
        ),
        User(names.NETWORK_USER, (Permission(vhost, NOTHING, r"^provisioning$", NOTHING),)),
        User(names.PUBLISHER_USER, (Permission(vhost, NOTHING, r"^reference$", r"^reference\..+$"),)),
        User(names.OPS_USER, (Permission(vhost, NOTHING, NOTHING, r"^tap\..+$"),), tags=("monitoring",)),
        User(
            names.OPERATOR_USER,
            (Permission(vhost, NOTHING, r"^documents\.[a-z][a-z0-9]{1,15}$", r"^(invalid|dead-letter|tap\..+)$"),),
            tags=("impersonator",),
        ),
    )
