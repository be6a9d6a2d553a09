"""What a message of the network's systems brings about, by the rules of `wholesaler_worker.ordering`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from contracts.provisioning import Provisioning
    from wholesaler_worker.changing.books import Books
    from wholesaler_worker.changing.change import Rules
    from wholesaler_worker.changing.records import Version


class AlreadySo(Exception):
    """The order stands as the message says, without it."""


class NotPossible(Exception):
    """The order stands so that this cannot happen to it; the message says why."""


def carry_out(message: Provisioning, version: Version, books: Books, rules: Rules, now: datetime) -> None:
    """Put the effects and their notification into `books`.

    Raises `AlreadySo` and `NotPossible`; `books` may then hold what is to be forgotten.
    """
    raise NotImplementedError
