"""A reseller's own program, as plain as one can be: pika, JSON, and nothing of the product."""

import json
import secrets
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import pika
from pika.exceptions import NackError, UnroutableError

PATIENCE = 90


@dataclass(frozen=True)
class Answer:
    properties: pika.BasicProperties
    body: dict[str, Any]

    @property
    def codes(self) -> list[str]:
        """The codes of all errors, the document's first."""
        segments = [error for segment in self.body["segments"] for error in segment["errors"]]
        return [error["code"] for error in (*self.body["errors"], *segments)]


class ResellerProgram:
    """One connection; `answers` is the queue that only this program reads."""

    def __init__(self, url: str, reseller: str, answers: str | None = None) -> None:
        self.reseller = reseller
        self.answers = answers or f"answers.{reseller}"
        self._connection = pika.BlockingConnection(pika.URLParameters(url))
        self._channel = self._connection.channel()
        self._channel.confirm_delivery()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection.is_open:
            self._connection.close()

    def publish(self, body: bytes, key: str = "service.qualify", **properties: Any) -> str:
        """Publish with a confirm, mandatory; returns the correlation id."""
        values = {
            "content_type": "application/json",
            "delivery_mode": 2,
            "correlation_id": secrets.token_hex(8),
            "message_id": secrets.token_hex(8),
            "reply_to": self.answers,
            "type": None if key == "bulk" else key,
            **properties,
        }
        self._channel.basic_publish(
            f"documents.{self.reseller}", key, body, pika.BasicProperties(**values), mandatory=True
        )
        return str(values["correlation_id"])

    def next_answer(self, patience: float = PATIENCE) -> Answer | None:
        """The next answer on the queue, acknowledged; None when none came within `patience` seconds."""
        for method, properties, body in self._channel.consume(self.answers, inactivity_timeout=patience):
            if method is None:
                break
            self._channel.basic_ack(method.delivery_tag)
            return Answer(properties, json.loads(body))
        return None

    def answer_to(self, correlation_id: str) -> Answer:
        """The answer with this correlation id; earlier ones are passed over."""
        while (answer := self.next_answer()) is not None:
            if answer.properties.correlation_id == correlation_id:
                return answer
        raise AssertionError(f"no answer to {correlation_id} within {PATIENCE} s")

    def ask(self, document: dict[str, Any], **properties: Any) -> Answer:
        """Publish a document under its transaction, or `bulk` when it is long, and wait for the answer."""
        transaction = document["header"]["transaction"]
        key = "bulk" if len(document["segments"]) > 200 else transaction
        body = json.dumps(document).encode()
        return self.answer_to(self.publish(body, key, **{"type": transaction, **properties}))


def document(reseller: str, *lines: dict[str, Any], transaction: str = "service.qualify") -> dict[str, Any]:
    """A document with one segment per address, each asking for all that is offered."""
    return {
        "header": {
            "schema": "document/1",
            "transaction": transaction,
            "transaction_number": f"T-{secrets.token_hex(10)}",
            "reseller": reseller,
            "sent_at": "2026-01-01T00:00:00Z",
        },
        "segments": [
            {
                "number": number,
                "reference": f"test/{number}",
                "end_user": {"name": "Jane Doe", "class": "residence"},
                "address": line,
                "request": {},
            }
            for number, line in enumerate(lines, 1)
        ],
    }


__all__ = ["Answer", "NackError", "ResellerProgram", "UnroutableError", "document"]
