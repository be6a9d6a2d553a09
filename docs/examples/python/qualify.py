"""Which services can be had at an address? Asked over AMQP with pika alone.

    python qualify.py "1129 I Street" Anchorage AK 99501

Prints the answer as JSON. Exit status: 0 when every segment was answered, 1 when one was refused or no answer came.
"""

import json
import os
import sys
import uuid
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pika

RESELLER = os.environ["RESELLER_NAME"]
URL = urlsplit(os.environ["RESELLER_AMQP_URL"])
USERNAME = os.environ["RESELLER_USERNAME"]
ANSWERS = os.environ.get("ANSWERS_QUEUE", f"answers.{RESELLER}")
PATIENCE = 30  # seconds


def main(line: str, city: str, state: str, zip_code: str) -> int:
    """Ask, wait for the answer, print it; returns the exit status."""
    correlation_id = str(uuid.uuid4())
    document = {
        "header": {
            "schema": "document/1",
            "transaction": "service.qualify",
            # Yours, and unique: asking again under the same number is always safe.
            "transaction_number": f"EX-{uuid.uuid4().hex[:20]}",
            "reseller": RESELLER,
            "sent_at": datetime.now(UTC).isoformat(timespec="seconds"),
        },
        "segments": [
            {
                "number": 1,
                "reference": "example/1",
                "end_user": {"name": "Jane Doe", "class": "residence"},
                "address": {"line": line, "city": city, "state": state, "zip": zip_code},
                "request": {},  # no services named: all that is offered there
            }
        ],
    }
    connection = pika.BlockingConnection(
        pika.ConnectionParameters(
            URL.hostname,
            URL.port or 5672,
            virtual_host=URL.path[1:] or "wholesale",
            credentials=pika.PlainCredentials(USERNAME, os.environ["RESELLER_PASSWORD"]),
        )
    )
    channel = connection.channel()
    channel.confirm_delivery()  # without confirms a publication can be lost and nobody knows
    channel.basic_publish(
        f"documents.{RESELLER}",
        "service.qualify",
        json.dumps(document).encode(),
        pika.BasicProperties(
            content_type="application/json",
            delivery_mode=2,  # on disk before it is confirmed
            correlation_id=correlation_id,
            message_id=str(uuid.uuid4()),
            reply_to=ANSWERS,
            type="service.qualify",
            user_id=USERNAME,  # the broker refuses somebody else's
        ),
        mandatory=True,  # no queue for it: an exception here, not silence
    )
    status = 1
    for method, properties, body in channel.consume(ANSWERS, inactivity_timeout=PATIENCE):
        if method is None:
            print(f"no answer came within {PATIENCE} s; ask again under the same transaction number", file=sys.stderr)
            break
        if properties.correlation_id == correlation_id:
            reply = json.loads(body)
            print(json.dumps(reply, indent=2))
            status = 0 if reply["header"]["outcome"] == "answered" else 1
            channel.basic_ack(method.delivery_tag)  # only now: until here the broker would give it again
            break
        channel.basic_ack(method.delivery_tag)  # the answer to an earlier question that nobody waits for any more
    connection.close()
    return status


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:5]))
