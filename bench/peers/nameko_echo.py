"""Nameko RPC: its service container, and its standalone proxy with asynchronous calls."""

from __future__ import annotations

import time
from collections import deque

import eventlet

from bench.peers.turns import PREFETCH, main, ready, take_turns, url


class EchoService:
    """What `nameko run` would run."""

    name = "bench_echo"


def server() -> None:
    """Serve with one greenlet per request, as many as are ever outstanding."""
    eventlet.monkey_patch()
    from nameko.rpc import rpc
    from nameko.runners import ServiceRunner

    @rpc
    def echo(_: object, body: str) -> str:
        return body

    EchoService.echo = echo  # type: ignore[attr-defined]
    runner = ServiceRunner({"AMQP_URI": url(), "max_workers": PREFETCH})
    runner.add_service(EchoService)
    runner.start()
    ready()
    runner.wait()


def client() -> None:
    """Keep calls outstanding and fetch their results in order."""
    from nameko.standalone.rpc import ClusterRpcProxy

    with ClusterRpcProxy({"AMQP_URI": url()}) as services:

        def turn(requests: int, outstanding: int, body: str) -> list[float]:
            waiting: deque[tuple[float, object]] = deque()
            durations = []
            for n in range(requests + outstanding):
                if n >= outstanding and waiting:
                    began, reply = waiting.popleft()
                    assert reply.result() == body  # type: ignore[attr-defined]
                    durations.append(time.perf_counter() - began)
                if n < requests:
                    waiting.append((time.perf_counter(), services.bench_echo.echo.call_async(body)))
            return durations

        take_turns(turn)


if __name__ == "__main__":
    main(server, client)
