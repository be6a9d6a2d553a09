"""A notification in the reseller's format, ready for its delivery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from contracts.notification_reading import read_notification
from reseller_adapter.formats import ending_for
from reseller_adapter.translation import translator_of

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a courier brings; `ending` is how a file in its format ends, such as ``.csv``."""

    reseller: str
    pon: str
    version: int
    sequence: int
    event: str
    transaction_number: str
    content_type: str
    ending: str
    body: bytes

    @property
    def message_id(self) -> str:
        """Names it for ever: a copy has the same one."""
        return f"{self.reseller}/{self.pon}/{self.sequence}"


class LetterCourier(Protocol):
    """Knows one way to the order system. Delivering the same letter twice must do no harm."""

    def deliver(self, letter: Letter, on_end: Callable[[str], None]) -> None:
        """Begin to deliver; `on_end` is called once, from any thread, with nothing or with what went wrong."""


def letter_of(body: bytes, form: str, profile: str) -> Letter:
    """Translate a notification that was kept; raises `ProfileUnreadable`."""
    notification = read_notification(body)
    header = notification.header
    chosen = translator_of(form, profile)
    return Letter(
        reseller=header.reseller,
        pon=header.pon,
        version=header.version,
        sequence=header.sequence,
        event=header.event,
        transaction_number=header.transaction_number,
        content_type=chosen.content_type,
        ending=ending_for(form),
        body=chosen.write_notification(notification),
    )
