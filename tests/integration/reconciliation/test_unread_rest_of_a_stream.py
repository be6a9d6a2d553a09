"""A reading that ends before its stream does leaves the rest alone, also what the broker has handed over already."""

import pika

from broker_config import names
from broker_config.rabbitmq.stream_reader import StreamReader
from broker_config.settings import BrokerSettings
from tests.plugins.real_broker import RealBroker

MESSAGES = 500
"""More than are handed over before they are asked for. The first 40 have an acknowledgement among them: afterwards more
are on their way while the reading ends."""


def test_what_a_reading_did_not_get_to_can_be_read_by_the_next_one(real_broker: RealBroker) -> None:
    url = real_broker.server.amqp_url_of(real_broker.vhost)
    with pika.BlockingConnection(pika.URLParameters(url)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        for n in range(MESSAGES):
            channel.basic_publish("", names.TAP_ANSWERS, str(n).encode())
    with StreamReader(BrokerSettings.from_url(url, connection_name="test"), first_message=60.0) as streams:
        for _ in range(10):
            assert streams.offset_at(names.TAP_ANSWERS, "first") == 0
            some = [one.body for one in streams.messages(names.TAP_ANSWERS, 0, 39, exactly=True)]
            assert some == [str(n).encode() for n in range(40)]
        rest = [one.body for one in streams.messages(names.TAP_ANSWERS, 40, MESSAGES - 1)]
    assert rest == [str(n).encode() for n in range(40, MESSAGES)]
