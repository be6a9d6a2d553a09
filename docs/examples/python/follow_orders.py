"""Follow what happens to your orders: each notification once, in order, with pika alone.

    python follow_orders.py followed.sqlite
    python follow_orders.py followed.sqlite --silence 60

Prints each notification as a line of JSON. How far each order was told is kept in the file, so that a program that was
killed goes on where it was. A notification that is missing is asked for. It ends after so many seconds of silence, by
default never. Exit status: 0, or 1 when something is missing in the end.
"""

import json
import os
import sqlite3
import sys
import time
import uuid
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pika

RESELLER = os.environ["RESELLER_NAME"]
URL = urlsplit(os.environ["RESELLER_AMQP_URL"])
USERNAME = os.environ["RESELLER_USERNAME"]
GRACE = 2  # seconds: what was merely overtaken comes by itself
AGAIN = 30  # seconds until a missing one is asked for again


class Follower:
    """What is told of each order is in the file; what came early is held here and not acknowledged yet."""

    def __init__(self, channel, file):
        self.channel = channel
        self.told = sqlite3.connect(file)
        self.told.execute("CREATE TABLE IF NOT EXISTS told (pon TEXT PRIMARY KEY, sequence INTEGER NOT NULL)")
        self.held = {}  # by PON: sequence -> (delivery tag, notification)
        self.ask_at = {}
        self.last_heard = time.monotonic()

    def take(self, channel, method, _properties, body):
        """One came; whatever is complete now is told."""
        self.last_heard = time.monotonic()
        notification = json.loads(body)
        pon, sequence = notification["header"]["pon"], notification["header"]["sequence"]
        held = self.held.setdefault(pon, {})
        if sequence <= self.sequence_of(pon) or sequence in held:
            channel.basic_ack(method.delivery_tag)  # a copy
            return
        held[sequence] = (method.delivery_tag, notification)
        while (following := self.sequence_of(pon) + 1) in held:
            tag, notification = held.pop(following)
            print(json.dumps(notification), flush=True)  # what is to be done with it is done here, and then noted
            self.told.execute("INSERT OR REPLACE INTO told VALUES (?, ?)", (pon, following))
            self.told.commit()
            channel.basic_ack(tag)  # only now: until here the broker would give it again
        if held:
            self.ask_at.setdefault(pon, time.monotonic() + GRACE)
        else:
            self.ask_at.pop(pon, None)

    def sequence_of(self, pon):
        """How far an order is told."""
        found = self.told.execute("SELECT sequence FROM told WHERE pon = ?", (pon,)).fetchone()
        return found[0] if found else 0

    def ask_for_what_is_missing(self):
        """`notification.resend`: they come again through the same queue."""
        for pon, due in list(self.ask_at.items()):
            if due > time.monotonic():
                continue
            self.ask_at[pon] = time.monotonic() + AGAIN
            request = {"pon": pon, "from": self.sequence_of(pon) + 1, "to": max(self.held[pon]) - 1}
            document = {
                "header": {
                    "schema": "document/1",
                    "transaction": "notification.resend",
                    "transaction_number": f"EX-{uuid.uuid4().hex[:20]}",
                    "reseller": RESELLER,
                    "sent_at": datetime.now(UTC).isoformat(timespec="seconds"),
                },
                "segments": [{"number": 1, "request": request}],
            }
            properties = pika.BasicProperties(
                content_type="application/json",
                delivery_mode=2,
                correlation_id=pon,
                reply_to="amq.rabbitmq.reply-to",
                type="notification.resend",
                user_id=USERNAME,
            )
            self.channel.basic_publish(
                f"documents.{RESELLER}",
                "notification.resend",
                json.dumps(document).encode(),
                properties,
                mandatory=True,
            )


def answered(_channel, _method, properties, body):
    """The answer to a question: what it promises comes by itself, what it refuses a person must know."""
    reply = json.loads(body)
    for segment in reply["segments"]:
        for error in segment["errors"]:
            print(f"order {properties.correlation_id}: {error['code']} {error['text']}", file=sys.stderr)


def main(file, silence):
    """Follow until it has been silent for so long; returns the exit status."""
    connection = pika.BlockingConnection(
        pika.ConnectionParameters(
            URL.hostname,
            URL.port or 5672,
            virtual_host=URL.path[1:] or "wholesale",
            credentials=pika.PlainCredentials(USERNAME, os.environ["RESELLER_PASSWORD"]),
        )
    )
    channel = connection.channel()
    channel.basic_qos(prefetch_count=500)
    follower = Follower(channel, file)
    channel.basic_consume("amq.rabbitmq.reply-to", answered, auto_ack=True)
    channel.basic_consume(f"notifications.{RESELLER}", follower.take)
    while silence is None or time.monotonic() - follower.last_heard < silence:
        connection.process_data_events(time_limit=0.5)
        follower.ask_for_what_is_missing()
    connection.close()
    return 1 if any(follower.held.values()) else 0


if __name__ == "__main__":
    if len(sys.argv) == 2 and not sys.argv[1].startswith("-"):
        sys.exit(main(sys.argv[1], None))
    if len(sys.argv) == 4 and sys.argv[2] == "--silence":
        sys.exit(main(sys.argv[1], float(sys.argv[3])))
    sys.exit(__doc__)
