"""Show what a tap holds, as the operators' user `ops`; nothing is taken away.

    python read_tap.py tap.parked
    python read_tap.py tap.documents A-2026-000017

The second form shows only messages that hold the text, in the body or the properties. Each message is one line of JSON.
The broker is OPS_AMQP_URL, amqp://ops:PASSWORD@HOST:PORT/wholesale; without it, the one that `make up` started.
"""

import json
import os
import sys
from pathlib import Path
from urllib.parse import quote

import pika

SILENCE = 2  # seconds without a message: the end of the stream


def broker_url() -> str:
    """The address with the user ops in it."""
    if url := os.environ.get("OPS_AMQP_URL"):
        return url
    services = json.loads(Path(".run/services.json").read_text(encoding="utf-8"))
    ops = services["ops"]
    return services["amqp_url"].replace("://", f"://{ops['username']}:{quote(ops['password'], safe='')}@", 1)


def main(tap: str, wanted: str = "") -> None:
    """Read the stream from its beginning and print what holds the wanted text."""
    connection = pika.BlockingConnection(pika.URLParameters(broker_url()))
    channel = connection.channel()
    channel.basic_qos(prefetch_count=100)  # a stream has no consumer without it
    arguments = {"x-stream-offset": "first"}
    for method, properties, body in channel.consume(tap, arguments=arguments, inactivity_timeout=SILENCE):
        if method is None:
            break
        message = {
            "exchange": method.exchange,
            "key": method.routing_key,
            "user": properties.user_id,
            "correlation_id": properties.correlation_id,
            "headers": properties.headers,
            "body": body.decode("utf-8", "backslashreplace"),
        }
        line = json.dumps(message, ensure_ascii=False, default=str)
        if wanted in line:
            print(line)
        channel.basic_ack(method.delivery_tag)  # asks for more; the message stays in the stream
    connection.close()


if __name__ == "__main__":
    if len(sys.argv) not in {2, 3}:
        sys.exit(__doc__)
    main(*sys.argv[1:])
