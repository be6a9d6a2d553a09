"""`ResellerClient`: one line to the wholesaler, used by any number of threads."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Self, Unpack
from uuid import uuid4

from broker_config.names import DIRECT_REPLY
from broker_config.rabbitmq import RabbitTransport
from contracts.document import Document, Header
from contracts.requests import DEFAULT_ALTERNATIVES, AddressValidate, NumberKind, NumberSearch, ServiceQualify
from contracts.transactions import TRANSACTIONS
from reseller_adapter.client.conversation import Conversation
from reseller_adapter.client.segments import AddressFields, address_of, segment_of
from reseller_adapter.errors import ClientClosed, DocumentRefused, InputRefused, SettingsProblem
from reseller_adapter.joining import join_pieces
from reseller_adapter.names import new_submission_name
from reseller_adapter.pauses import Pauses
from reseller_adapter.settings import ResellerSettings
from reseller_adapter.splitting import split

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

    from broker_config.transport import Transport
    from contracts.address import Address
    from contracts.document import EndUser, Segment
    from contracts.reply import Reply, SegmentReply

DEFAULT_TIMEOUT = 10.0
_OPEN_SECONDS = 10.0


class ResellerClient:
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
        self.settings = settings or _settings(reseller, amqp_url, username, password, answers)
        self.timeout = timeout
        self._transport = transport or RabbitTransport(self.settings.wholesale_broker("client"))
        self._conversation: Conversation | None = None

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

    def validate(
        self,
        address: str | Address | None = None,
        *,
        alternatives: int = DEFAULT_ALTERNATIVES,
        reference: str | None = None,
        end_user: EndUser | None = None,
        timeout: float | None = None,
        **fields: Unpack[AddressFields],
    ) -> SegmentReply:
        """Is this address real, and if not, what could have been meant? `result` holds an `address.validate` result."""
        request = AddressValidate(alternatives=alternatives)
        segment = segment_of(
            address_of(address, fields), request, reference=reference, end_user=end_user, customer_class=None
        )
        return self._ask_one("address.validate", segment, timeout)

    def qualify(
        self,
        address: str | Address | None = None,
        *,
        services: Sequence[str] = (),
        customer_class: str | None = None,
        reference: str | None = None,
        end_user: EndUser | None = None,
        timeout: float | None = None,
        **fields: Unpack[AddressFields],
    ) -> SegmentReply:
        """Which of these services (USOCs; none: all that is offered) can be had at the address?

        `customer_class` is residence or business. `result` holds a `service.qualify` result.
        """
        request = ServiceQualify(services=tuple(services))
        segment = segment_of(
            address_of(address, fields),
            request,
            reference=reference,
            end_user=end_user,
            customer_class=customer_class,
        )
        return self._ask_one("service.qualify", segment, timeout)

    def search_numbers(
        self,
        address: str | Address | None = None,
        *,
        kind: str = NumberKind.RANDOM,
        wanted: str | None = None,
        pattern: str | None = None,
        quantity: int = 1,
        reference: str | None = None,
        end_user: EndUser | None = None,
        timeout: float | None = None,
        **fields: Unpack[AddressFields],
    ) -> SegmentReply:
        """Which numbers are free for the address? `kind` is random, sequential, specific (with `wanted`) or pattern.

        `result` holds a `number.search` result.
        """
        request = NumberSearch(kind=NumberKind(kind), telephone_number=wanted, pattern=pattern, quantity=quantity)
        segment = segment_of(
            address_of(address, fields), request, reference=reference, end_user=end_user, customer_class=None
        )
        return self._ask_one("number.search", segment, timeout)

    def send(self, document: Document, *, timeout: float | None = None) -> Reply:
        """Send a document as it is and return its answer, put together when it had to be split.

        Raises `SplitImpossible` for a long atomic one, and `InputRefused` for one that changes something when answers
        come as direct replies: such an answer must not be lost with a connection.
        """
        conversation = self._conversation
        if conversation is None:
            raise ClientClosed("the client is not open; use it in a `with` statement, or call open()")
        header = document.header
        transaction = TRANSACTIONS.get(header.transaction)
        if transaction is not None and transaction.changes_state and not self.settings.answers:
            raise InputRefused(
                [f"{header.transaction} changes something; give the client a durable queue with answers=NAME"]
            )
        pieces = split(document)
        asked = uuid4().hex
        replies = conversation.ask(
            [(f"{asked}.{piece.number}", piece) for piece in pieces], self.timeout if timeout is None else timeout
        )
        return join_pieces(
            [
                (piece.first_segment, len(piece.document.segments), reply)
                for piece, reply in zip(pieces, replies, strict=True)
            ],
            header.transaction_number,
        )

    def _ask_one(self, transaction: str, segment: Segment, timeout: float | None) -> SegmentReply:
        now = time()
        header = Header(
            transaction=transaction,
            transaction_number=new_submission_name(now),
            reseller=self.settings.reseller,
            sent_at=datetime.fromtimestamp(now, UTC),
        )
        reply = self.send(Document(header=header, segments=(segment,)), timeout=timeout)
        if not reply.segments:
            raise DocumentRefused(reply)
        return reply.segments[0]


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
