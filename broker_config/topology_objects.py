"""The kinds of things a broker holds, as frozen data; every one but a user lives in one virtual host."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class ExchangeKind(StrEnum):
    """How an exchange routes. No topic: on 3.10 a `CC` header passes by topic permissions."""

    DIRECT = "direct"
    FANOUT = "fanout"


class QueueKind(StrEnum):
    """What a queue is made of; the only queue argument we set."""

    QUORUM = "quorum"
    STREAM = "stream"


@dataclass(frozen=True, slots=True)
class VirtualHost:
    """`limits`: `max-connections`, `max-queues`; none means without limit."""

    name: str
    limits: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A durable exchange."""

    vhost: str
    name: str
    kind: ExchangeKind


@dataclass(frozen=True, slots=True)
class Queue:
    """A durable queue or stream."""

    vhost: str
    name: str
    kind: QueueKind = QueueKind.QUORUM


@dataclass(frozen=True, slots=True)
class Binding:
    """From an exchange to a queue; a fanout exchange ignores the key."""

    vhost: str
    exchange: str
    queue: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """One complete policy for one class of queues: only the one of highest priority applies to a queue."""

    vhost: str
    name: str
    pattern: str
    definition: Mapping[str, int | str]
    priority: int = 0
    apply_to: str = "queues"


@dataclass(frozen=True, slots=True)
class Permission:
    """Regular expressions over names of exchanges and queues; `^$` allows nothing."""

    vhost: str
    configure: str
    write: str
    read: str


@dataclass(frozen=True, slots=True)
class User:
    """Without its password, which is never part of the data. `limits`: `max-connections`, `max-channels`."""

    name: str
    permissions: tuple[Permission, ...]
    tags: tuple[str, ...] = ()
    limits: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topology:
    """Everything; `vhost` is the wholesaler's virtual host. `+` joins two, the left one's `vhost` stays."""

    vhost: str
    vhosts: tuple[VirtualHost, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    queues: tuple[Queue, ...] = ()
    bindings: tuple[Binding, ...] = ()
    policies: tuple[Policy, ...] = ()
    users: tuple[User, ...] = ()

    def __add__(self, other: Topology) -> Topology:
        return Topology(
            vhost=self.vhost,
            vhosts=self.vhosts + other.vhosts,
            exchanges=self.exchanges + other.exchanges,
            queues=self.queues + other.queues,
            bindings=self.bindings + other.bindings,
            policies=self.policies + other.policies,
            users=self.users + other.users,
        )
