"""A reseller's program on plain pika: publishes with confirms over several lines, and keeps everything that comes."""

import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import pika

from tests.acceptance.shift import PATIENCE

_LINES = 4
_LOOK_AGAIN = 0.1


@dataclass(frozen=True)
class Sent:
    """One message: the same document sent twice is two of them."""

    correlation_id: str
    document: Mapping[str, Any]

    @property
    def transaction_number(self) -> str:
        return str(self.document["header"]["transaction_number"])


@dataclass(frozen=True)
class Came:
    """A message as it came."""

    message_id: str
    correlation_id: str
    body: Mapping[str, Any]

    @property
    def codes(self) -> list[str]:
        return [error["code"] for error in self.body["errors"]]


@dataclass
class OrderLine:
    """Between entry and exit it takes what comes to the reseller's answers and notifications."""

    url: str
    reseller: str
    answers: dict[str, list[Came]] = field(default_factory=lambda: defaultdict(list))
    notifications: dict[str, list[Came]] = field(default_factory=lambda: defaultdict(list))
    """By message id."""

    def __enter__(self) -> "OrderLine":
        self._arrived = threading.Condition()
        self._connection = pika.BlockingConnection(pika.URLParameters(self.url))
        self._channel = self._connection.channel()
        self._channel.basic_qos(prefetch_count=500)
        self._channel.basic_consume(f"answers.{self.reseller}", self._answered)
        self._channel.basic_consume(f"notifications.{self.reseller}", self._notified)
        self._thread = threading.Thread(target=self._channel.start_consuming)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.add_callback_threadsafe(self._channel.stop_consuming)
        self._thread.join()
        self._connection.close()

    def send(self, messages: Sequence[Sent]) -> None:
        """Returns when the broker has confirmed all of them."""
        failed: list[BaseException] = []

        def publish(share: Sequence[Sent]) -> None:
            try:
                with pika.BlockingConnection(pika.URLParameters(self.url)) as connection:
                    channel = connection.channel()
                    channel.confirm_delivery()
                    for message in share:
                        self._publish(channel, message)
            except BaseException as error:  # noqa: BLE001 - told in the caller's thread
                failed.append(error)

        lines = [threading.Thread(target=publish, args=(messages[n::_LINES],)) for n in range(_LINES)]
        for line in lines:
            line.start()
        for line in lines:
            line.join()
        assert not failed, failed

    def await_answers(self, sent: Sequence[Sent], log: Callable[[], str]) -> None:
        """Wait until every message is answered."""

        def missing() -> str:
            without = [one.correlation_id for one in sent if one.correlation_id not in self.answers]
            return f"{len(without)} of {len(sent)} messages have no answer, such as {without[:5]}\n{log()}"

        self.wait(lambda came: len(came.answers) >= len(sent), missing)

    def await_notifications(self, count: int, log: Callable[[], str]) -> None:
        """Wait until so many different notifications have come."""
        self.wait(
            lambda came: len(came.notifications) >= count,
            lambda: f"{len(self.notifications)} of {count} notifications have come\n{log()}",
        )

    def wait(self, reached: Callable[["OrderLine"], bool], otherwise: Callable[[], str]) -> None:
        """Wait until what has come is enough."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: reached(self), PATIENCE), otherwise()

    def _publish(self, channel: Any, message: Sent) -> None:
        transaction = message.document["header"]["transaction"]
        channel.basic_publish(
            f"documents.{self.reseller}",
            transaction,
            json.dumps(message.document).encode(),
            pika.BasicProperties(
                content_type="application/json",
                delivery_mode=2,
                correlation_id=message.correlation_id,
                type=transaction,
                user_id=f"reseller.{self.reseller}",
            ),
            mandatory=True,
        )

    def _answered(self, channel: Any, method: Any, properties: Any, body: bytes) -> None:
        self._keep(self.answers[properties.correlation_id], properties, body)
        channel.basic_ack(method.delivery_tag)

    def _notified(self, channel: Any, method: Any, properties: Any, body: bytes) -> None:
        self._keep(self.notifications[properties.message_id], properties, body)
        channel.basic_ack(method.delivery_tag)

    def _keep(self, there: list[Came], properties: Any, body: bytes) -> None:
        with self._arrived:
            there.append(Came(properties.message_id, properties.correlation_id, json.loads(body)))
            self._arrived.notify_all()


def until(reached: Callable[[], bool], otherwise: Callable[[], str]) -> None:
    """Wait for what nobody tells: counts of a server, rows of a table."""
    patience = time.monotonic() + PATIENCE
    look_again = threading.Event()
    while not reached():
        assert time.monotonic() < patience, otherwise()
        look_again.wait(_LOOK_AGAIN)
