"""What a translator is told besides the bytes: it has no clock and invents no numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

MAX_INPUT_BYTES = 64 * 1024 * 1024
"""The largest input that is translated: eight times the largest document, for the adapter splits long ones."""

MAX_VALUE_CHARACTERS = 4_000
"""The longest value of one cell or key; the longest list that the contract allows is a tenth of it."""


@dataclass(frozen=True, slots=True)
class ReadContext:
    """Who sends, under which transaction number, and when (aware, UTC); completes what the input does not say."""

    reseller: str
    transaction_number: str
    sent_at: datetime
