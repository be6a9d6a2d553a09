"""Telephone numbers: held, held longer, given back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from contracts.document import Segment
from contracts.requests import NumberExtend, NumberKind, NumberRelease, NumberReserve
from reseller_adapter.client.asking import Asking
from reseller_adapter.client.segments import AddressFields, address_of, segment_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contracts.address import Address
    from contracts.document import EndUser
    from contracts.reply import SegmentReply


class Numbers(Asking):
    """Each call changes something: say the same `transaction_number` to ask again for an answer that was lost."""

    def reserve(
        self,
        address: str | Address | None = None,
        *,
        numbers: Sequence[str] = (),
        kind: str | None = None,
        pattern: str | None = None,
        quantity: int = 1,
        hold_minutes: int | None = None,
        reference: str | None = None,
        end_user: EndUser | None = None,
        transaction_number: str | None = None,
        timeout: float | None = None,
        **fields: Unpack[AddressFields],
    ) -> SegmentReply:
        """Hold these `numbers`, or `quantity` of a kind: random, sequential, or pattern with a `pattern`.

        `result["numbers"]` has a `hold_token` and `held_until` for each number that is yours now.
        """
        if numbers:
            request = NumberReserve(telephone_numbers=tuple(numbers), hold_minutes=hold_minutes)
        else:
            chosen = NumberKind(kind) if kind else NumberKind.PATTERN if pattern else NumberKind.RANDOM
            request = NumberReserve(kind=chosen, pattern=pattern, quantity=quantity, hold_minutes=hold_minutes)
        segment = segment_of(address_of(address, fields), request, reference=reference, end_user=end_user)
        return self._ask_one("number.reserve", segment, timeout, transaction_number)

    def extend(
        self,
        *hold_tokens: str,
        hold_minutes: int | None = None,
        reference: str | None = None,
        transaction_number: str | None = None,
        timeout: float | None = None,
    ) -> SegmentReply:
        """Hold longer what these tokens hold."""
        request = NumberExtend(hold_tokens=hold_tokens, hold_minutes=hold_minutes)
        segment = Segment(number=1, request=request, reference=reference)
        return self._ask_one("number.extend", segment, timeout, transaction_number)

    def release(
        self,
        *hold_tokens: str,
        reference: str | None = None,
        transaction_number: str | None = None,
        timeout: float | None = None,
    ) -> SegmentReply:
        """Give back what these tokens hold."""
        segment = Segment(number=1, request=NumberRelease(hold_tokens=hold_tokens), reference=reference)
        return self._ask_one("number.release", segment, timeout, transaction_number)
