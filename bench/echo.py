"""A plain pika echo over quorum queues both ways: the yardstick of the round-trip measurements.

Run as `python -m bench.echo`, with the URL in the environment variable `BENCH_ECHO_URL`; it prints `ready`, then
answers until it is stopped.
"""

from __future__ import annotations

import os
from typing import Any

import pika

REQUESTS, ANSWERS = "bench.echo.requests", "bench.echo.answers"
URL_VARIABLE = "BENCH_ECHO_URL"


def serve(url: str) -> None:
    """Declare both queues on `url` and answer every request with its own bytes, persistent, then acknowledge."""
    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel = connection.channel()
    for queue in (REQUESTS, ANSWERS):
        channel.queue_declare(queue, durable=True, arguments={"x-queue-type": "quorum"})
    channel.basic_qos(prefetch_count=256)

    def echo(_channel: Any, method: Any, properties: Any, body: bytes) -> None:
        answer = pika.BasicProperties(delivery_mode=2, correlation_id=properties.correlation_id)
        channel.basic_publish("", ANSWERS, body, answer)
        channel.basic_ack(method.delivery_tag)

    channel.basic_consume(REQUESTS, echo)
    print("ready", flush=True)
    channel.start_consuming()


if __name__ == "__main__":
    serve(os.environ[URL_VARIABLE])
