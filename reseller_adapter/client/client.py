"""`ResellerClient`: one line to the wholesaler, used by any number of threads."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Self

from broker_config.names import DIRECT_REPLY
from broker_config.rabbitmq import RabbitTransport
from reseller_adapter.client.asking import DEFAULT_TIMEOUT, NOT_OPEN
from reseller_adapter.client.conversation import Conversation
from reseller_adapter.client.inquiries import Inquiries
from reseller_adapter.client.notifications import NotificationStream
from reseller_adapter.client.numbers import Numbers
from reseller_adapter.client.orders import Orders
from reseller_adapter.errors import ClientClosed, SettingsProblem
from reseller_adapter.pauses import Pauses
from reseller_adapter.settings import ResellerSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from broker_config.transport import Transport

_OPEN_SECONDS = 10.0


class ResellerClient(Inquiries, Numbers, Orders):
    """Asks the wholesaler; use it as a context, from any thread.

        with ResellerClient(reseller="acme", amqp_url="amqp://broker/wholesale", password=secret) as client:
            answer = client.qualify("1368 Folsom Street", city="San Francisco", state="CA", services=["1FR"])

    Answers come as direct replies, which are fast and end with the connection, or, with `answers="clerk"`, through the
    durable queue `answers.<reseller>.clerk`, which must be this program's alone. Questions whose answer does not come
    are asked again under the same number until the time is up. Times are seconds.

    Every call raises `AnswerLate`, `DocumentReturned`, `DocumentRefused`, `ClientClosed` (`reseller_adapter.errors`);
    opening raises `BrokerUnreachable` and `BrokerRefused`.
    """

    def __init__(
        self,
        settings: ResellerSettings | None = None,
        *,
        reseller: str = "",
        amqp_url: str = "",
        username: str = "",
        password: str = "",
        answers: str | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        transport: Transport | None = None,
    ) -> None:
        super().__init__(settings or _settings(reseller, amqp_url, username, password, answers), timeout)
        self._transport = transport or RabbitTransport(self.settings.wholesale_broker("client"))
        self._streams: list[NotificationStream] = []

    @classmethod
    def from_environment(
        cls,
        environment: Mapping[str, str] = os.environ,
        *,
        services: Path | None = None,
        reseller: str | None = None,
        timeout: float = DEFAULT_TIMEOUT,
    ) -> Self:
        """A client by RESELLER_NAME, RESELLER_AMQP_URL, RESELLER_PASSWORD(_FILE), RESELLER_ANSWERS or a services.json.

        Raises `SettingsProblem` with everything that is missing or wrong.
        """
        read = ResellerSettings.read(services=services, reseller=reseller, environment=environment)
        return cls(read, timeout=timeout)

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def open(self) -> None:
        """Connect and listen. Raises `BrokerUnreachable` or `BrokerRefused`."""
        self._transport.open(timeout=_OPEN_SECONDS)
        answers = self.settings.answers_queue if self.settings.answers else DIRECT_REPLY
        conversation = Conversation(
            self.settings.reseller, answers, transport=self._transport, pauses=Pauses(first=self.timeout / 3)
        )
        conversation.start()
        self._conversation = conversation

    def close(self) -> None:
        """Disconnect; idempotent. Calls that still wait raise `ClientClosed`."""
        conversation, self._conversation = self._conversation, None
        self._transport.close(timeout=2)
        if conversation is not None:
            conversation.end()
        for stream in self._streams:
            stream.end()
        self._streams.clear()

    def notifications(
        self, *, told: Callable[[str], int] | None = None, idle: float | None = None
    ) -> NotificationStream:
        """What happens to our orders, in order and once: iterate over it, best in a `with` statement.

        `told` says up to which sequence number a purchase order was taken before this program started; without it
        orders of which something new comes are told from their beginning. It ends after `idle` seconds of silence, by
        default never. A `reseller-adapter run` beside it needs `--notifications-to nowhere`.
        """
        if self._conversation is None:
            raise ClientClosed(NOT_OPEN)
        stream = NotificationStream(
            self.settings.reseller, transport=self._transport, ask=self.send, told=told, idle=idle
        )
        self._streams.append(stream)
        return stream


def _settings(reseller: str, amqp_url: str, username: str, password: str, answers: str | None) -> ResellerSettings:
    environment = {
        "RESELLER_NAME": reseller,
        "RESELLER_AMQP_URL": amqp_url,
        "RESELLER_USERNAME": username,
        "RESELLER_PASSWORD": password,
        "RESELLER_ANSWERS": answers or "",
    }
    given = {name: value for name, value in environment.items() if value}
    if "RESELLER_AMQP_URL" not in given:
        raise SettingsProblem(["the broker is not named: give amqp_url, or use ResellerClient.from_environment()"])
    return ResellerSettings.read(environment=given, folder=Path(os.devnull))
