"""Compares virtual hosts, exchanges, queues and bindings with their description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from broker_config.differences import Difference, How, Mend
from broker_config.management import api_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from broker_config.observed import Observed
    from broker_config.topology_objects import Binding, Exchange, Queue, Topology

_Key = tuple[str, str, str, str, str, tuple[str, ...]]
"""Virtual host, source, kind of destination, destination, routing key, arguments."""

_PLAIN = {"durable": True, "auto_delete": False, "internal": False}


def vhost_differences(topology: Topology, observed: Observed) -> Iterator[Difference]:
    """Virtual hosts and their limits."""
    for vhost in topology.vhosts:
        if vhost.name not in observed.vhosts:
            mend = Mend("PUT", api_path("vhosts", vhost.name))
            yield Difference(How.MISSING, f"there is no virtual host {vhost.name}", (mend,))
        found = observed.vhost_limits.get(vhost.name, {})
        for limit, value in vhost.limits.items():
            if found.get(limit) != value:
                mend = Mend("PUT", api_path("vhost-limits", vhost.name, limit), {"value": value})
                sentence = f"the virtual host {vhost.name} has {limit} {found.get(limit, 'unlimited')}, not {value}"
                yield Difference(How.DIFFERENT if limit in found else How.MISSING, sentence, (mend,))
        for limit in found.keys() - vhost.limits.keys():
            mend = Mend("DELETE", api_path("vhost-limits", vhost.name, limit))
            sentence = f"the virtual host {vhost.name} has {limit} {found[limit]}, which should not be limited"
            yield Difference(How.UNEXPECTED, sentence, (mend,))


def exchange_differences(topology: Topology, observed: Observed) -> Iterator[Difference]:
    """Exchanges; one of the wrong kind is for a person, because its bindings go with it."""
    for exchange in topology.exchanges:
        found = observed.exchanges.get((exchange.vhost, exchange.name))
        where = f"{exchange.name} in virtual host {exchange.vhost}"
        if found is None:
            body = {"type": exchange.kind.value, "durable": True}
            mend = Mend("PUT", api_path("exchanges", exchange.vhost, exchange.name), body, exchange.vhost)
            yield Difference(How.MISSING, f"there is no exchange {where}", (mend,))
        else:
            wrong = _wrong_exchange(exchange, found)
            if wrong:
                remedy = "delete it while nobody publishes, then apply again"
                yield Difference(How.DIFFERENT, f"the exchange {where} is {wrong}: {remedy}")
    known = {(exchange.vhost, exchange.name) for exchange in topology.exchanges}
    for vhost, name in sorted(observed.exchanges.keys() - known):
        if vhost == topology.vhost:
            what = f"there is an exchange {name} in virtual host {vhost} that is not ours"
            sentence = f"{what}: delete it if nobody needs it"
            yield Difference(How.UNEXPECTED, sentence)


def queue_differences(topology: Topology, observed: Observed) -> Iterator[Difference]:
    """Queues and streams; none is ever deleted by us, because messages may be in it."""
    for queue in topology.queues:
        where = f"{queue.name} in virtual host {queue.vhost}"
        if (queue.vhost, queue.name) not in observed.queues:
            body = {"durable": True, "arguments": {"x-queue-type": queue.kind.value}}
            mend = Mend("PUT", api_path("queues", queue.vhost, queue.name), body, queue.vhost)
            yield Difference(How.MISSING, f"there is no {queue.kind.value} queue {where}", (mend,))
            continue
        wrong = _wrong_queue(queue, observed)
        if wrong:
            remedy = "when it is empty and nobody uses it, delete it and apply again"
            yield Difference(How.DIFFERENT, f"the queue {where} is {wrong}: {remedy}")
    known = {(queue.vhost, queue.name) for queue in topology.queues}
    for vhost, name in sorted(observed.queues.keys() - known):
        if vhost == topology.vhost:
            sentence = f"there is a queue {name} in virtual host {vhost} that is not ours: delete it if nobody needs it"
            yield Difference(How.UNEXPECTED, sentence)


def binding_differences(topology: Topology, observed: Observed) -> Iterator[Difference]:
    """Bindings; one too many carries a document where it does not belong, so it is taken away."""
    found = {_key(item): item for item in observed.bindings if item["source"]}
    wanted: dict[_Key, Binding] = {(b.vhost, b.exchange, "queue", b.queue, b.key, ()): b for b in topology.bindings}
    for key, binding in wanted.items():
        if key not in found:
            path = api_path("bindings", binding.vhost, "e", binding.exchange, "q", binding.queue)
            mend = Mend("POST", path, {"routing_key": binding.key}, binding.vhost)
            yield Difference(How.MISSING, f"there is no binding {_binding_words(key)}", (mend,))
    for key in sorted(found.keys() - wanted.keys(), key=str):
        if key[0] == topology.vhost:
            yield Difference(
                How.UNEXPECTED, f"there is a binding {_binding_words(key)} that is not ours", _unbind(found[key])
            )


def _wrong_exchange(exchange: Exchange, found: dict[str, Any]) -> str:
    if found["type"] != exchange.kind:
        return f"a {found['type']} exchange, not a {exchange.kind.value} one"
    for name, value in _PLAIN.items():
        if found.get(name, value) is not value:
            return f"declared with {name} {str(found[name]).lower()}"
    # An alternate exchange would take what has no route, and nothing would be returned to its sender.
    arguments = found.get("arguments") or {}
    return f"declared with the arguments {', '.join(sorted(arguments))}" if arguments else ""


def _wrong_queue(queue: Queue, observed: Observed) -> str:
    found = observed.queues[queue.vhost, queue.name]
    kind = observed.queue_type(queue.vhost, queue.name)
    if kind != queue.kind:
        return f"a {kind} queue, not a {queue.kind.value} one"
    if not found.get("durable", True):
        return "not durable"
    extra = sorted(set(found.get("arguments") or {}) - {"x-queue-type"})
    return f"declared with the arguments {', '.join(extra)}, which win over our policy" if extra else ""


def _key(item: dict[str, Any]) -> _Key:
    arguments = tuple(sorted(f"{name}={value}" for name, value in (item.get("arguments") or {}).items()))
    return (
        item["vhost"],
        item["source"],
        item["destination_type"],
        item["destination"],
        item.get("routing_key", ""),
        arguments,
    )


def _binding_words(key: _Key) -> str:
    vhost, source, kind, destination, routing_key, arguments = key
    target = destination if kind == "queue" else f"the exchange {destination}"
    more = f" and arguments {', '.join(arguments)}" if arguments else ""
    return f"from {source} to {target} with key {routing_key!r}{more} in virtual host {vhost}"


def _unbind(item: dict[str, Any]) -> tuple[Mend, ...]:
    """One with arguments has a hash in its path that only the broker can make: that is left to a person."""
    if item.get("arguments"):
        return ()
    kind = "q" if item["destination_type"] == "queue" else "e"
    # The broker's own name of the binding: its key quoted, or a tilde when the key is empty.
    name = quote_plus(item.get("routing_key", "")) or "~"
    path = api_path("bindings", item["vhost"], "e", item["source"], kind, item["destination"], name)
    return (Mend("DELETE", path, None, item["vhost"]),)
