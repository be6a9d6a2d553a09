"""One-segment documents through the whole job, and the same bytes through the echoes, in turns."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from bench.client import RoundTrips, Route, measure
from bench.documents import in_turn, qualify_document
from bench.echo import ANSWERS, REQUESTS
from bench.figures import Figure
from bench.process_costs import cpu_seconds
from bench.turns import Contestant, ratio, take_turns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.peer_programs import Peer
    from bench.services import Measured
    from bench.territory import Known

OUTSTANDING = (1, 64, 256)
OUTSTANDING_OF_PEERS = 64
ANSWERED = b'"outcome":"answered"'
JOB, ECHO = "qualify", "pika_echo"


@dataclass(frozen=True, slots=True)
class Length:
    """How long a run is: turns of so many seconds, so many of them."""

    rounds: int
    seconds: float


QUICK, FULL = Length(3, 0.6), Length(9, 2.0)


@dataclass(frozen=True, slots=True)
class Costs:
    """Processor time per document, in microseconds, by process; and the share of its time that the worker was idle."""

    microseconds: Mapping[str, float]
    worker_idle: float


def plain_routes(services: Measured) -> dict[str, Route]:
    """The way through the worker, and the way through the echo."""
    return {
        JOB: Route(
            services.reseller_url, "documents.acme", "service.qualify", "answers.acme", "service.qualify", ANSWERED
        ),
        ECHO: Route(services.administrator_url, "", REQUESTS, ANSWERS),
    }


def plain_contestants(services: Measured, known: Sequence[Known]) -> list[Contestant]:
    """The whole job and the plain echo: one client, the same documents, other addresses in every turn."""
    documents = [qualify_document([address]) for address in in_turn(known)]
    position = count()

    def body(_: int) -> bytes:
        return documents[next(position) % len(documents)]

    def contestant(name: str, route: Route) -> Contestant:
        def turn(requests: int, outstanding: int) -> RoundTrips:
            return measure(route, body, requests=requests, outstanding=outstanding)

        return Contestant(name, turn)

    return [contestant(name, route) for name, route in plain_routes(services).items()]


def one_segment(
    services: Measured, known: Sequence[Known], peers: Sequence[Peer], missing: Mapping[str, str], length: Length
) -> list[Figure]:
    """Rates, percentiles and ratios at each number of outstanding requests; peers take part at one of them."""
    figures: list[Figure] = []
    for outstanding in OUTSTANDING:
        contestants = plain_contestants(services, known)
        if outstanding == OUTSTANDING_OF_PEERS:
            contestants += [Contestant(peer.name, peer.turn) for peer in peers]
        take_turns(contestants, outstanding=outstanding, rounds=length.rounds, seconds=length.seconds)
        for each in contestants:
            if not each.failed:
                figures += _own_figures(each, outstanding)
        figures += _ratios(contestants, missing, outstanding)
    return figures


def _own_figures(contestant: Contestant, outstanding: int) -> list[Figure]:
    prefix = f"{contestant.name}_{outstanding}"
    return [
        Figure(f"{prefix}_rate", contestant.rate, "documents/s"),
        Figure(f"{prefix}_p50_ms", contestant.p50_ms, "ms"),
        Figure(f"{prefix}_p99_ms", contestant.p99_ms, "ms"),
    ]


def _ratios(contestants: Sequence[Contestant], missing: Mapping[str, str], outstanding: int) -> list[Figure]:
    job, echo, *peers = contestants
    of_plain = [
        Figure(f"qualify_vs_pika_echo_{outstanding}", ratio(job, echo, _rate), "times its rate"),
        Figure(f"qualify_p50_vs_pika_echo_{outstanding}", ratio(job, echo, _p50), "times its p50"),
    ]
    of_peers = [
        Figure(f"qualify_vs_{peer.name}", None, "times its rate", peer.failed)
        if peer.failed
        else Figure(f"qualify_vs_{peer.name}", ratio(job, peer, _rate), "times its rate")
        for peer in peers
    ]
    absent = missing if outstanding == OUTSTANDING_OF_PEERS else {}
    return (
        of_plain
        + of_peers
        + [Figure(f"qualify_vs_{name}", None, "times its rate", why) for name, why in absent.items()]
    )


def costs(services: Measured, known: Sequence[Known], echo: int, *, outstanding: int, seconds: float) -> Costs:
    """What a document costs each process, in one long turn of the job and one of the echo."""
    job, plain = plain_contestants(services, known)
    broker, worker = services.process_of("rabbitmq"), services.process_of("worker")
    assert broker is not None
    assert worker is not None
    spent: dict[str, float] = {}
    idle = 0.0
    for contestant, server, name in ((job, worker, "worker"), (plain, echo, "echo")):
        first = contestant.turn(2 * outstanding + 100, outstanding)
        requests = int(first.rate * seconds) + 2 * outstanding
        before = cpu_seconds(server), cpu_seconds(broker), time.process_time(), time.perf_counter()
        contestant.turn(requests, outstanding)
        after = cpu_seconds(server), cpu_seconds(broker), time.process_time(), time.perf_counter()
        own, of_broker, of_client, elapsed = (late - early for early, late in zip(before, after, strict=True))
        spent |= {
            name: own / requests * 1e6,
            f"broker, {name}": of_broker / requests * 1e6,
            f"client, {name}": of_client / requests * 1e6,
        }
        if server == worker:
            idle = max(0.0, 1 - own / elapsed)
    return Costs(spent, idle)


def _rate(turn: RoundTrips) -> float:
    return turn.rate


def _p50(turn: RoundTrips) -> float:
    return turn.p50_ms
