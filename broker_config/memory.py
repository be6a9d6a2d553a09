"""A broker in memory with the topology of a real one: the same names, rights, refusals, ladders and limits.

For tests and for trying things out; it passes the same behaviour suite as `RabbitTransport`. Time stands still until
`advance`. Not imitated: memory and disk, clusters, limits on connections.
"""

from __future__ import annotations

import itertools
import re
import threading
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from broker_config import names
from broker_config.direct_replies import new_token, node_of
from broker_config.memory_queue import Consumer, MemoryQueue, MemoryStream, Message
from broker_config.memory_transport import MemoryTransport
from broker_config.policies import MAX_MESSAGE_BYTES
from broker_config.topology_objects import QueueKind
from broker_config.transport import Publication, PublishOutcome, Settled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from broker_config.topology_objects import Policy, Topology, User

_NODE = "reply@1"
"""What direct replies call the one node that there is; of another, RabbitMQ says INTERNAL_ERROR."""


class MemoryBroker:
    """Exchanges, queues and rights of one topology; safe to use from any thread.

    `policies` overrides single keys by queue name, for example `{"documents.acme.inquiry": {"max-length": 3}}`.
    """

    def __init__(
        self,
        topology: Topology,
        *,
        policies: Mapping[str, Mapping[str, int | str]] | None = None,
        max_message_bytes: int = MAX_MESSAGE_BYTES,
    ) -> None:
        self.lock = threading.RLock()
        self.vhost = topology.vhost
        self.max_message_bytes = max_message_bytes
        self._now = 0.0
        self._users: dict[str, User] = {}
        self._exchanges: set[tuple[str, str]] = set()
        self._fanouts: set[tuple[str, str]] = set()
        self._bindings: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        self._queues: dict[tuple[str, str], MemoryQueue] = {}
        self._direct_replies: dict[str, Callable[[Message], None]] = {}
        self._transports: list[MemoryTransport] = []
        self._overrides = policies or {}
        self.generations = itertools.count(1)
        self.extend(topology)

    def extend(self, topology: Topology) -> None:
        """Add more of a topology, such as another reseller's; what exists stays, a user's rights are replaced."""
        with self.lock:
            self._users.update({user.name: user for user in topology.users})
            for exchange in topology.exchanges:
                self._exchanges.add((exchange.vhost, exchange.name))
                if exchange.kind == "fanout":
                    self._fanouts.add((exchange.vhost, exchange.name))
            for queue in topology.queues:
                kind = MemoryStream if queue.kind is QueueKind.STREAM else MemoryQueue
                policy = {
                    **_policy_of(queue.vhost, queue.name, topology.policies),
                    **self._overrides.get(queue.name, {}),
                }
                self._queues.setdefault((queue.vhost, queue.name), kind(queue, policy, self._clock))
            for binding in topology.bindings:
                routes = self._bindings[binding.vhost, binding.exchange]
                if (binding.key, binding.queue) not in routes:
                    routes.append((binding.key, binding.queue))

    def transport(self, user: str, *, vhost: str | None = None) -> MemoryTransport:
        """A line to this broker as `user`; not open yet."""
        transport = MemoryTransport(self, user, vhost or self.vhost)
        self._transports.append(transport)
        return transport

    def advance(self, seconds: float) -> None:
        """Let time pass in one step; rungs of the ladder let go what is due."""
        with self.lock:
            self._now += seconds
            self.settle_down()

    def messages(self, queue: str, *, vhost: str | None = None) -> list[Message]:
        """What a queue holds, handed out or not; of a stream its whole log."""
        with self.lock:
            return self._queue(vhost or self.vhost, queue).messages

    def cut(self, user: str) -> None:
        """Break the lines of a user as a network would: what was handed out is delivered again; they reconnect."""
        for transport in self._transports:
            if transport.user == user:
                transport.reconnect()

    def delete_queue(self, queue: str, *, vhost: str | None = None) -> None:
        """Delete a queue with its messages; its consumers are told."""
        where = vhost or self.vhost
        with self.lock:
            gone = self._queues.pop((where, queue))
            for routes in self._bindings.values():
                routes[:] = [route for route in routes if route[1] != queue]
            gone.consumers.clear()
        for transport in self._transports:
            if transport.vhost == where:
                transport.consumer_cancelled(queue, f"the queue {queue} was deleted")

    def knows(self, user: str, vhost: str) -> bool:
        """True when the user may enter the virtual host."""
        found = self._users.get(user)
        return found is not None and any(permission.vhost == vhost for permission in found.permissions)

    def route(self, user: str, vhost: str, publication: Publication, reply_token: str | None) -> Settled:
        """Take a publication in and say how it ended; called under the lock."""
        refusal = self._refusal(user, vhost, publication, reply_token)
        if refusal:
            return Settled(publication=publication, outcome=PublishOutcome.REFUSED, detail=refusal)
        properties = publication.properties
        if properties.reply_to == names.DIRECT_REPLY:
            properties = replace(properties, reply_to=f"{names.DIRECT_REPLY_PREFIX}{reply_token}")
        message = Message(publication.exchange, publication.routing_key, properties, publication.body)
        if not publication.exchange and publication.routing_key in self._direct_replies:
            self._direct_replies[publication.routing_key](message)
        targets = self._targets(vhost, publication.exchange, publication.routing_key)
        if not targets:
            # Also for a direct reply that has just been delivered: RabbitMQ returns it all the same.
            outcome = PublishOutcome.RETURNED if publication.mandatory else PublishOutcome.CONFIRMED
            return Settled(
                publication=publication, outcome=outcome, detail="312 NO_ROUTE" if publication.mandatory else ""
            )
        full = [queue.name for queue in targets if queue.is_full]
        for queue in targets:
            if not queue.is_full:
                queue.put(replace(message))
        self.settle_down()
        if full:
            return Settled(publication=publication, outcome=PublishOutcome.REFUSED, detail=f"full: {', '.join(full)}")
        return Settled(publication=publication, outcome=PublishOutcome.CONFIRMED)

    def subscribe(self, user: str, vhost: str, queue: str, consumer: Consumer, arguments: Mapping[str, Any]) -> str:
        """Let a consumer take from a queue; returns why not, or nothing; called under the lock."""
        if not self._may(user, vhost, "read", queue):
            return f"ACCESS_REFUSED - read access to queue '{queue}' in vhost '{vhost}' refused for user '{user}'"
        found = self._queues.get((vhost, queue))
        if found is None:
            return f"NOT_FOUND - no queue '{queue}' in vhost '{vhost}'"
        if isinstance(found, MemoryStream):
            consumer.next_offset = found.first_offset(arguments.get("x-stream-offset"))
        found.consumers.append(consumer)
        self.settle_down()
        return ""

    def unsubscribe(self, vhost: str, queue: str, consumer: Consumer) -> None:
        """Its channel ended: what the consumer holds goes back; called under the lock."""
        found = self._queues.get((vhost, queue))
        if found is not None and consumer in found.consumers:
            found.leave(consumer)
            self.settle_down()

    def settle(self, vhost: str, queue: str, consumer: Consumer, tag: int, how: str) -> None:
        """Acknowledge, reject, requeue or give back one message a consumer holds; called under the lock."""
        message = consumer.outstanding.pop(tag, None)
        found = self._queues.get((vhost, queue))
        if message is None or found is None:
            return
        if how == "reject":
            found.kill(message, "rejected")
        elif how != "acknowledge":
            found.put_back(message, counts=how == "requeue")
        self.settle_down()

    def open_direct_reply(self, hand_over: Callable[[Message], None]) -> str:
        """A token under which direct replies reach `hand_over`."""
        token = new_token(_NODE)
        self._direct_replies[f"{names.DIRECT_REPLY_PREFIX}{token}"] = hand_over
        return token

    def close_direct_reply(self, token: str) -> None:
        """Nobody waits under this token any more."""
        self._direct_replies.pop(f"{names.DIRECT_REPLY_PREFIX}{token}", None)

    def settle_down(self) -> None:
        """Hand out, expire and dead-letter until nothing moves any more; called under the lock."""
        moved = True
        while moved:
            moved = False
            for (vhost, _), queue in list(self._queues.items()):
                queue.expire()
                while queue.hand_out():
                    moved = True
                moved = self._bury(vhost, queue) or moved

    def _bury(self, vhost: str, queue: MemoryQueue) -> bool:
        """At-least-once: a dead letter that finds no room waits where it died."""
        exchange = queue.policy.get("dead-letter-exchange")
        moved = False
        while queue.dying:
            dead = queue.dying[0]
            targets = self._targets(vhost, str(exchange), dead.routing_key) if exchange is not None else []
            if exchange is not None and (not targets or any(target.is_full for target in targets)):
                break
            queue.dying.popleft()
            moved = True
            for target in targets:
                target.put(_dead_letter(dead, queue.name, str(exchange), self._now))
        return moved

    def _refusal(self, user: str, vhost: str, publication: Publication, reply_token: str | None) -> str:
        exchange = publication.exchange
        if not self._may(user, vhost, "write", exchange or names.DEFAULT_EXCHANGE_RESOURCE):
            return (
                f"ACCESS_REFUSED - write access to exchange '{exchange}' in vhost '{vhost}' refused for user '{user}'"
            )
        if exchange and (vhost, exchange) not in self._exchanges:
            return f"NOT_FOUND - no exchange '{exchange}' in vhost '{vhost}'"
        named = publication.properties.user_id
        if named is not None and named != user and "impersonator" not in self._users[user].tags:
            return f"PRECONDITION_FAILED - user_id property set to '{named}' but authenticated user was '{user}'"
        if len(publication.body) > self.max_message_bytes:
            return f"PRECONDITION_FAILED - message size {len(publication.body)} is larger than {self.max_message_bytes}"
        if publication.properties.reply_to == names.DIRECT_REPLY and reply_token is None:
            return "PRECONDITION_FAILED - fast reply consumer does not exist"
        if not exchange and node_of(publication.routing_key) not in (None, _NODE):
            return "INTERNAL_ERROR"
        return ""

    def _targets(self, vhost: str, exchange: str, key: str) -> list[MemoryQueue]:
        if not exchange:
            found = self._queues.get((vhost, key))
            return [found] if found else []
        everyone = (vhost, exchange) in self._fanouts
        bound = dict.fromkeys(
            queue for bound_key, queue in self._bindings[vhost, exchange] if everyone or bound_key == key
        )
        return [self._queues[vhost, queue] for queue in bound]

    def _may(self, user: str, vhost: str, right: str, resource: str) -> bool:
        found = self._users.get(user)
        patterns = [getattr(item, right) for item in found.permissions if item.vhost == vhost] if found else []
        return any(re.search(pattern, resource) for pattern in patterns)

    def _queue(self, vhost: str, queue: str) -> MemoryQueue:
        return self._queues[vhost, queue]

    def _clock(self) -> float:
        return self._now


def _policy_of(vhost: str, queue: str, policies: tuple[Policy, ...]) -> Mapping[str, int | str]:
    matching = [policy for policy in policies if policy.vhost == vhost and re.search(policy.pattern, queue)]
    return max(matching, key=lambda policy: policy.priority).definition if matching else {}


def _dead_letter(message: Message, queue: str, exchange: str, now: float) -> Message:
    headers = dict(message.properties.headers)
    deaths = [dict(death) for death in headers.get("x-death", [])]
    known = next(
        (death for death in deaths if (death["queue"], death["reason"]) == (queue, message.death_reason)), None
    )
    if known is not None:
        known["count"] += 1
        deaths.remove(known)
        deaths.insert(0, known)
    else:
        deaths.insert(
            0,
            {
                "queue": queue,
                "reason": message.death_reason,
                "count": 1,
                "exchange": message.exchange,
                "routing-keys": [message.routing_key],
                "time": int(now),
            },
        )
    headers["x-death"] = deaths
    headers.setdefault("x-first-death-queue", queue)
    headers.setdefault("x-first-death-reason", message.death_reason)
    headers.setdefault("x-first-death-exchange", message.exchange)
    properties = replace(message.properties, headers=headers, expiration=None)
    return Message(exchange, message.routing_key, properties, message.body)
