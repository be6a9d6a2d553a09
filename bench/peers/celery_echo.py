"""Celery tasks: late acknowledgement, a quorum queue, results by the `rpc` backend, a pool of two threads."""

from __future__ import annotations

import time
from collections import deque

from celery import Celery
from celery.signals import worker_ready
from kombu import Queue

from bench.peers.turns import PREFETCH, main, ready, take_turns, url

QUEUE = "bench.celery"

app = Celery("bench")
app.conf.update(
    result_backend="rpc://",
    task_acks_late=True,
    task_default_queue=QUEUE,
    task_queues=[Queue(QUEUE, queue_arguments={"x-queue-type": "quorum"})],
    worker_prefetch_multiplier=PREFETCH // 2,
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    broker_connection_retry_on_startup=True,
)


@app.task(name="bench.echo")
def echo(body: str) -> str:
    """Send back what came."""
    return body


def server() -> None:
    """Run a worker without what it does besides answering."""
    app.conf.broker_url = url()
    worker_ready.connect(lambda **_: ready(), weak=False)
    app.worker_main(
        [
            "worker",
            "--pool=threads",
            "--concurrency=2",
            "--loglevel=ERROR",
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
        ]
    )


def client() -> None:
    """Keep tasks outstanding and fetch their results in order."""
    app.conf.broker_url = url()

    def turn(requests: int, outstanding: int, body: str) -> list[float]:
        waiting: deque[tuple[float, object]] = deque()
        durations = []
        for n in range(requests + outstanding):
            if n >= outstanding and waiting:
                began, result = waiting.popleft()
                assert result.get(timeout=30) == body  # type: ignore[attr-defined]
                durations.append(time.perf_counter() - began)
            if n < requests:
                waiting.append((time.perf_counter(), echo.delay(body)))
        return durations

    take_turns(turn)


if __name__ == "__main__":
    main(server, client)
