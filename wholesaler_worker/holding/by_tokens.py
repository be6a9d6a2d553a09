"""What `number.extend` and `number.release` share: their tokens name everything that they need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.requests import NumberExtend, NumberRelease
from wholesaler_worker.changing.change import Wanted

if TYPE_CHECKING:
    from datetime import date

    from serviceability.index import ReferenceIndex
    from wholesaler_worker.changing.books import Books
    from wholesaler_worker.changing.change import Change, Office


class ByTokens:
    """Fulfils `ChangeUseCase` but for `decide`."""

    keeps_refusals = False

    def prepare(self, change: Change, index: ReferenceIndex, today: date) -> None:
        """Nothing: the records alone decide."""

    def wanted(self, change: Change) -> Wanted:
        """What the tokens hold."""
        request = change.question.segment.request
        assert isinstance(request, NumberExtend | NumberRelease)  # noqa: S101 - the contract reads it so
        return Wanted(tokens=set(request.hold_tokens))

    def days(self, change: Change, books: Books, office: Office) -> set[tuple[str, date]]:  # noqa: ARG002 - see ChangeUseCase
        """None."""
        return set()
