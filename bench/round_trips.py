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
    """Processor time per document, in microseconds, by process; and the share of its time that the worker was idle.

    The processes are `worker` and `echo`, and `broker of the …` and `client of the …` for what each of the two asks of
    those. A broker that was given, not started by us, costs 0.
    """

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
    worker = services.process_of("worker")
    assert worker is not None
    broker = services.process_of("rabbitmq")  # none of ours when the broker was given
    spent: dict[str, float] = {}
    idle = 0.0
    for contestant, server, name in zip(
        plain_contestants(services, known), (worker, echo), ("worker", "echo"), strict=True
    ):
        first = contestant.turn(2 * outstanding + 100, outstanding)
        requests = int(first.rate * seconds) + 2 * outstanding
        before = _processor_times(server, broker)
        contestant.turn(requests, outstanding)
        elapsed, *own = (late - early for early, late in zip(before, _processor_times(server, broker), strict=True))
        spent |= {
            f"{process}{name}": seconds / requests * 1e6
            for process, seconds in zip(("", "broker of the ", "client of the "), own, strict=True)
        }
        if server == worker:
            idle = max(0.0, 1 - own[0] / elapsed)
    return Costs(spent, idle)


def _processor_times(server: int, broker: int | None) -> tuple[float, float, float, float]:
    """The time now, and the processor time so far of the server, the broker and this process."""
    return (
        time.perf_counter(),
        cpu_seconds(server),
        cpu_seconds(broker) if broker is not None else 0.0,
        time.process_time(),
    )


def _rate(turn: RoundTrips) -> float:
    return turn.rate


def _p50(turn: RoundTrips) -> float:
    return turn.p50_ms
