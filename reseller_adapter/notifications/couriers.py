"""The two ways of a notification to the order system: a queue in the reseller's own virtual host, or a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config.errors import TransportClosed
from broker_config.names import DEFAULT_EXCHANGE, DELIVERY
from broker_config.transport import Properties, Publication, PublishOutcome
from reseller_adapter.folder import NOTIFICATIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from broker_config.transport import Settled, Transport
    from reseller_adapter.folder import WatchedFolder
    from reseller_adapter.notifications.letter import Letter
    from reseller_adapter.workroom import Workroom

X_PON, X_VERSION, X_SEQUENCE = "x-pon", "x-version", "x-sequence"
"""Headers of a notification in `delivery`: a consumer can sort and count without reading the body."""


class QueueLetters:
    """Into `delivery`, confirmed; answers there have no `type`, notifications have their event's."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def deliver(self, letter: Letter, on_end: Callable[[str], None]) -> None:
        """As `LetterCourier.deliver`; the `message_id` is the same on every try."""
        try:
            self._transport.publish(_publication(letter), lambda settled: on_end(_error(settled)))
        except TransportClosed:
            on_end("the line to the broker is closed")


def _publication(letter: Letter) -> Publication:
    return Publication(
        exchange=DEFAULT_EXCHANGE,
        routing_key=DELIVERY,
        properties=Properties(
            content_type=letter.content_type,
            correlation_id=letter.transaction_number,
            message_id=letter.message_id,
            type=letter.event,
            app_id="reseller-adapter",
            headers={X_PON: letter.pon, X_VERSION: letter.version, X_SEQUENCE: letter.sequence},
        ),
        body=letter.body,
    )


def _error(settled: Settled) -> str:
    if settled.outcome is PublishOutcome.CONFIRMED:
        return ""
    return f"queue {DELIVERY}: {settled.outcome} {settled.detail}".rstrip()


class FolderLetters:
    """A file each in the subfolder `notifications` of the watched folder, there as a whole or not at all."""

    def __init__(self, folder: WatchedFolder, workroom: Workroom) -> None:
        self._folder = folder
        self._workroom = workroom

    def deliver(self, letter: Letter, on_end: Callable[[str], None]) -> None:
        """As `LetterCourier.deliver`; the file has the same name on every try."""
        self._workroom.do(lambda: self._write(letter, on_end))

    def _write(self, letter: Letter, on_end: Callable[[str], None]) -> None:
        try:
            self._folder.put(NOTIFICATIONS, file_name(letter), letter.body)
        except OSError as e:
            on_end(f"{e.filename or self._folder.path}: {e.strerror}")
        else:
            on_end("")


def file_name(letter: Letter) -> str:
    """A name that sorts in order of the sequence: ``notification.PO-5512.0002.v1.confirmed.csv``."""
    event = letter.event.removeprefix("order.")
    return f"notification.{letter.pon}.{letter.sequence:04}.v{letter.version}.{event}{letter.ending}"
