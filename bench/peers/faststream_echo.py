"""FastStream's `request`: a quorum queue, answers by RabbitMQ's direct reply-to."""

from __future__ import annotations

import asyncio
import time

from faststream import FastStream
from faststream.rabbit import Channel, QueueType, RabbitBroker, RabbitQueue

from bench.peers.turns import PREFETCH, main, ready, take_turns, url

QUEUE = RabbitQueue("bench.faststream", durable=True, queue_type=QueueType.QUORUM)


def server() -> None:
    """Serve as `faststream run` would."""
    broker = RabbitBroker(url(), logger=None)

    @broker.subscriber(QUEUE, channel=Channel(prefetch_count=PREFETCH))
    async def echo(body: str) -> str:
        return body

    app = FastStream(broker, logger=None)
    app.after_startup(ready)
    asyncio.run(app.run())


def client() -> None:
    """Keep requests outstanding, each awaited by a task of its own."""
    broker = RabbitBroker(url(), logger=None)
    with asyncio.Runner() as runner:
        runner.run(broker.connect())

        async def requests_in_order(numbers: list[int], body: str, durations: list[float]) -> None:
            while numbers:
                numbers.pop()
                began = time.perf_counter()
                answer = await broker.request(body, queue=QUEUE, timeout=30, persist=True)
                assert await answer.decode() == body
                durations.append(time.perf_counter() - began)

        async def outstanding_requests(requests: int, outstanding: int, body: str) -> list[float]:
            numbers, durations = list(range(requests)), list[float]()
            await asyncio.gather(*(requests_in_order(numbers, body, durations) for _ in range(outstanding)))
            return durations

        take_turns(lambda requests, outstanding, body: runner.run(outstanding_requests(requests, outstanding, body)))


if __name__ == "__main__":
    main(server, client)
