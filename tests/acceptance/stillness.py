"""When nothing is under way any more, and what is left then."""

from dataclasses import dataclass

import pika
import psycopg

from broker_config import names
from broker_config.management import ManagementApi, api_path
from contracts.transactions import Lane
from tests.acceptance.order_line import until
from tests.acceptance.shift import Shift
from tests.integration.wholesaler_worker.worker_program import Wholesale


@dataclass(frozen=True)
class Stillness:
    """Looks at the queues that documents of one reseller can be in, and at what the ledger still waits for."""

    wholesale: Wholesale
    reseller: str
    dsn: str

    def await_it(self, shift: Shift) -> None:
        """Wait until all is answered, notified and acknowledged, and end the workers."""
        until(
            lambda: not self._unnoted() and not self._unsettled(),
            lambda: f"{self._unnoted()} unnoted, {self._unsettled()}\n{shift.log()}",
        )
        statuses = shift.end()
        assert not any(statuses), shift.log()

    def left(self) -> dict[str, int]:
        """What lies in any queue, now that nobody consumes."""
        url = self.wholesale.server.amqp_url_of(self.wholesale.vhost)
        with pika.BlockingConnection(pika.URLParameters(url)) as connection:
            channel = connection.channel()
            counts = {
                name: channel.queue_declare(name, passive=True).method.message_count
                for name in (*self._on_the_way(), names.DEAD_LETTER, names.INVALID)
            }
        return {name: count for name, count in counts.items() if count}

    def consumers(self) -> int:
        """How many workers consume the lane of orders."""
        url = self.wholesale.server.amqp_url_of(self.wholesale.vhost)
        with pika.BlockingConnection(pika.URLParameters(url)) as connection:
            lane = names.lane_queue(self.reseller, Lane.ORDER)
            return int(connection.channel().queue_declare(lane, passive=True).method.consumer_count)

    def _on_the_way(self) -> list[str]:
        lanes = [names.lane_queue(self.reseller, lane) for lane in Lane]
        rungs = [names.retry_exchange(rung.name) for rung in names.RETRY_RUNGS]
        return [*lanes, *rungs, names.RETRIED]

    def _unsettled(self) -> dict[str, int]:
        """What the broker holds, also of what it has handed out; it counts every few seconds."""
        with ManagementApi(self.wholesale.server.management_url) as api:
            queues = api.request("GET", api_path("queues", self.wholesale.vhost))
        counts = {queue["name"]: queue.get("messages", 0) for queue in queues}
        return {name: counts[name] for name in self._on_the_way() if counts[name]}

    def _unnoted(self) -> int:
        """Answers and notifications that the ledger does not know of."""
        with psycopg.connect(self.dsn) as connection:
            row = connection.execute(
                "SELECT (SELECT count(*) FROM ledger WHERE answered_at IS NULL)"
                " + (SELECT count(*) FROM order_event WHERE sent_at IS NULL)"
            ).fetchone()
        assert row is not None
        return int(row[0])
