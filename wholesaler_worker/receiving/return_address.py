"""Where an answer goes: computed from the reseller; `reply_to` is only compared with what that reseller may use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from broker_config import names
from broker_config.direct_replies import node_of
from contracts.answer_error import AnswerError, answer_error

if TYPE_CHECKING:
    from broker_config.transport import Publication

PATH = "/properties/reply_to"


@dataclass(frozen=True, slots=True)
class ReturnAddress:
    """Exchange and routing key of an answer. A direct reply must not be mandatory: the broker would return it."""

    exchange: str
    routing_key: str
    mandatory: bool = True

    def on(self, answer: Publication) -> Publication:
        """The answer with this address instead of its own."""
        return replace(answer, exchange=self.exchange, routing_key=self.routing_key, mandatory=self.mandatory)


def own_answers(reseller: str) -> ReturnAddress:
    """The queue that every reseller has, and where every refusal of a `reply_to` goes."""
    return ReturnAddress(names.ANSWERS, names.answers_queue(reseller))


def return_address(
    reply_to: str | None, reseller: str, named: tuple[str, ...], *, direct: bool
) -> ReturnAddress | AnswerError:
    """Compare `reply_to` with what the reseller may use.

    `named` are the names of its further answers queues; `direct` says whether a direct reply is allowed here.
    """
    if not reply_to or reply_to == names.answers_queue(reseller):
        return own_answers(reseller)
    if node_of(reply_to) is not None:
        if direct:
            return ReturnAddress(names.DEFAULT_EXCHANGE, reply_to, mandatory=False)
        return answer_error(
            "E021",
            PATH,
            value=names.DIRECT_REPLY,
            text="A direct reply is lost with its connection and is for inquiries only.",
            hint=f"Leave reply_to out: the answer goes to {names.answers_queue(reseller)}.",
        )
    if reply_to in {names.answers_queue(reseller, name) for name in named}:
        return ReturnAddress(names.ANSWERS, reply_to)
    return answer_error(
        "E013",
        PATH,
        value=reply_to,
        text="The reply_to names no answers queue of yours.",
        hint=f"Leave reply_to out, or name {names.answers_queue(reseller)} or one of your named answers queues.",
    )
